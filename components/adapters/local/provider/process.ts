import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { findTool } from "../../../../tools";
import { allocator } from "../../../../tools/allocator";
import { inOwnNetwork } from "../../../../tools/own-network";
import { contentOf, sha256 } from "../../../../runtime/files";
import { removeRotated, resolveIn } from "./files";
import type { Kind } from "./kind";
import { EnvoyAdmin } from "../../../../runtime/keeper/envoy-admin";
import { ownNetwork } from "../launcher/arguments";
import { answerNow, awaitProbe, type Probe, storeFault } from "./probe";
import { digestOfProgram } from "./program-digest";
import { restartInTurn } from "./restarts";
import { Supervisor } from "./supervisor/daemon";
import type { Program } from "./supervisor/program";

export interface ProcessInputs {
    readonly root: string;
    /** Its name to the supervisor. */
    readonly name: string;
    /** Which program: where it is on this machine is found again each time, so that state holds no path of it. */
    readonly program:
        | "envoy"
        | "nats-server"
        | "model-server"
        | "table-server"
        | "comparer"
        | "launcher"
        | "network"
        | "watcher"
        | "hub";
    readonly args: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly log: string;
    /** What must answer before it counts as made. */
    readonly ready: readonly Probe[];
    /** Of an Envoy that receives no new requests any more when it is removed: the socket of its administration. */
    readonly finishes?: string;
}

export interface ProcessOutputs {
    /** `running`, or what is wrong. */
    readonly state: string;
}

/** A process that outlives the engine: supervised, restarted, and seen when killed or tampered with. */
export const process: Kind<ProcessInputs, ProcessOutputs> = {
    identify: ({ name }) => name,
    async apply(inputs, before) {
        if (before === undefined) return start(inputs);
        const restarted = { ...inputs, root: resolveIn(inputs.root) };
        const started = await restartInTurn(
            restarted,
            () => runs(before),
            () => start(inputs, true),
        );
        if (before.log !== inputs.log) await removeRotated(resolveIn(inputs.root), resolveIn(inputs.root, before.log));
        return started;
    },
    leavesTraces: true,
    isRight: (_inputs, { state }) => state === "running",
    async inspect(inputs) {
        const state = await new Supervisor(inputs.root).inspect(await programOf(inputs));
        const fault = state === "running" ? await storeFault(resolveIn(inputs.root), inputs.ready) : undefined;
        return { state: fault === undefined ? state : `running, but ${fault}` };
    },
    async remove({ root, name, log, finishes }) {
        if (finishes !== undefined) await finished(new EnvoyAdmin(path.join(resolveIn(root), finishes)));
        await new Supervisor(root).end(name);
        await removeRotated(resolveIn(root), resolveIn(root, log));
    },
};

/** For requests that an Envoy has begun, as long as a supervisor waits for other programs. */
const FINISH_MS = 12_000;

/** Waits for the requests that an Envoy has begun; one that does not answer has none. */
async function finished(envoy: EnvoyAdmin): Promise<void> {
    const until = Date.now() + FINISH_MS;
    const active = () => envoy.get("/stats?filter=^http\\..*downstream_rq_active$").catch(() => "");
    while (/active: [1-9]/.test(await active()) && Date.now() < until) await pause(50);
}

/** Whether it runs and answers, in whatever version. */
async function runs({ root, name, ready }: ProcessInputs): Promise<boolean> {
    return (await new Supervisor(root).runs(name)) && (await answerNow(resolveIn(root), ready));
}

async function start(inputs: ProcessInputs, again = false): Promise<ProcessOutputs> {
    const supervisor = new Supervisor(inputs.root);
    if (again && (await storeFault(resolveIn(inputs.root), inputs.ready)) !== undefined) {
        await supervisor.stop(inputs.name);
    }
    await supervisor.run(await programOf(inputs));
    for (const probe of inputs.ready) {
        const explain = async (reason: string) => {
            const log = await supervisor.lastWords(inputs.log);
            return `${inputs.name} is not ready: ${reason}\n${log}\nsee ${path.join(inputs.root, inputs.log)}`;
        };
        await awaitProbe(resolveIn(inputs.root), probe, explain, again);
    }
    return { state: "running" };
}

async function programOf({ root, name, program, args, environment, log }: ProcessInputs): Promise<Program> {
    const { command, reads } = await commands[program](resolveIn(root), args, environment);
    // What a process reads only at its start is part of what it is: a change of it is seen, and restarts the process.
    return {
        name,
        command: [...command, ...args],
        environment: { ...allocator, ...environment, MERIDIAN_STARTED_FROM: reads },
        log,
        ...(program === "nats-server" && { stopSignal: "USR2" as const }),
    };
}

type Environment = Readonly<Record<string, string>>;

const commands = {
    envoy: async (root: string, args: readonly string[]) => {
        const bootstrap = await contentOf(path.join(root, args[args.indexOf("-c") + 1] ?? ""));
        return { command: [await findTool("envoy")], reads: sha256(bootstrap ?? "").slice(-16) };
    },
    "nats-server": async (root: string, args: readonly string[]) => {
        const configuration = await contentOf(path.join(root, args[args.indexOf("-c") + 1] ?? ""));
        return { command: [await findTool("nats-server")], reads: sha256(configuration ?? "").slice(-16) };
    },
    "model-server": () => ownProgram("model-server"),
    "table-server": () => ownProgram("table-server"),
    comparer: () => ownProgram("comparer"),
    launcher: async (root: string, args: readonly string[], { LAUNCH = "" }: Environment) => {
        const { command, reads } = await ownProgram(path.join(__dirname, "../launcher"));
        const files = await Promise.all(
            ["launch.json", "secrets.json"].map(file => contentOf(path.join(root, path.dirname(LAUNCH), file))),
        );
        const isolated = args.includes(ownNetwork) ? inOwnNetwork : [];
        return {
            command: [...isolated, ...command],
            reads: sha256(Buffer.concat([Buffer.from(reads), ...files.filter(content => content !== undefined)])).slice(
                -16,
            ),
        };
    },
    network: () => ownProgram(path.join(__dirname, "../network")),
    watcher: () => ownProgram("watcher"),
    hub: () => ownProgram("hub"),
};

const runtime = path.join(__dirname, "../../../../runtime");

/** A program of the runtime by its name, or of this machine alone by its folder. */
async function ownProgram(program: string): Promise<{ command: string[]; reads: string }> {
    const main = path.resolve(runtime, program, "main.js");
    return { command: [globalThis.process.execPath, main], reads: await digestOfProgram(main) };
}
