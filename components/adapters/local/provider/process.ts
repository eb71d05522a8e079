import { readdir } from "node:fs/promises";
import path from "node:path";

import { findTool } from "../../../../tools";
import { contentOf, removeRotated, resolveIn, sha256 } from "./files";
import type { Kind } from "./kind";
import { inTurn } from "./mutex";
import { awaitProbe, type Probe } from "./probe";
import { Supervisor } from "./supervisor/daemon";
import type { Program } from "./supervisor/program";

export interface ProcessInputs {
    readonly root: string;
    /** Its name to the supervisor. */
    readonly name: string;
    /** Which program: where it is on this machine is found anew each time, so that state holds no path of it. */
    readonly program: "envoy" | "nats-server" | "model-server" | "table-server" | "comparer" | "network";
    readonly args: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly log: string;
    /** What must answer before it counts as made. */
    readonly ready: readonly Probe[];
}

export interface ProcessOutputs {
    /** `running`, or what is wrong. */
    readonly state: string;
}

/** A process that outlives the engine: supervised, restarted, and seen when killed or tampered with. */
export const process: Kind<ProcessInputs, ProcessOutputs> = {
    identify: ({ name }) => name,
    // What runs already is restarted in turn, each ready before the next: regions that all restart at once would be an outage.
    async apply(inputs, before) {
        if (before === undefined) return start(inputs);
        const started = await inTurn(`restart ${resolveIn(inputs.root)}`, () => start(inputs, true));
        if (before.log !== inputs.log) await removeRotated(resolveIn(inputs.root), resolveIn(inputs.root, before.log));
        return started;
    },
    leavesTraces: true,
    isRight: (_inputs, { state }) => state === "running",
    async inspect(inputs) {
        return { state: await new Supervisor(inputs.root).inspect(await programOf(inputs)) };
    },
    async remove({ root, name, log }) {
        await new Supervisor(root).end(name);
        await removeRotated(resolveIn(root), resolveIn(root, log));
    },
};

async function start(inputs: ProcessInputs, again = false): Promise<ProcessOutputs> {
    const supervisor = new Supervisor(inputs.root);
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
    const { command, reads } = await commands[program](resolveIn(root), args);
    // What a process reads only at its start is part of what it is: a change of it is seen, and restarts the process.
    return {
        name,
        command: [...command, ...args],
        environment: { ...environment, MERIDIAN_STARTED_FROM: reads },
        log,
        ...(program === "nats-server" && { stopSignal: "USR2" as const }),
    };
}

const commands = {
    envoy: async (root: string, args: readonly string[]) => {
        const bootstrap = await contentOf(path.join(root, args[args.indexOf("-c") + 1] ?? ""));
        return { command: [await findTool("envoy")], reads: sha256(bootstrap ?? "").slice(-16) };
    },
    "nats-server": async (root: string, args: readonly string[]) => {
        const configuration = await contentOf(path.join(root, args[args.indexOf("-c") + 1] ?? ""));
        return { command: [await findTool("nats-server")], reads: sha256(configuration ?? "").slice(-16) };
    },
    "model-server": () => ownProgram("model-server", "store"),
    "table-server": () => ownProgram("table-server", "store"),
    comparer: () => ownProgram("comparer"),
    network: () => ownProgram("network"),
};

const runtime = path.join(__dirname, "../runtime");

async function ownProgram(name: string, ...uses: readonly string[]): Promise<{ command: string[]; reads: string }> {
    return {
        command: [globalThis.process.execPath, path.join(runtime, name, "main.js")],
        reads: await digestOf([name, ...uses].map(part => path.join(runtime, part))),
    };
}

const digests = new Map<string, Promise<string>>();

/** Of a program's own code, what it uses, and what all programs share, read once: it does not change while the engine runs. */
function digestOf(parts: readonly string[]): Promise<string> {
    const key = parts.join();
    const digest = digests.get(key) ?? digestOfCode([...parts, runtime]);
    digests.set(key, digest);
    return digest;
}

async function digestOfCode(directories: readonly string[]): Promise<string> {
    const files = await Promise.all(
        directories.map(async directory => (await readdir(directory)).sort().map(file => path.join(directory, file))),
    );
    const code = files.flat().filter(file => file.endsWith(".js"));
    const contents = await Promise.all(code.map(file => contentOf(file)));
    return sha256(Buffer.concat(contents.filter(content => content !== undefined))).slice(-16);
}
