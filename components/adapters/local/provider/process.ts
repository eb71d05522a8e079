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
    readonly program: "envoy" | "model-server";
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
        const started = await inTurn(`restart ${resolveIn(inputs.root)}`, () => start(inputs));
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

async function start(inputs: ProcessInputs): Promise<ProcessOutputs> {
    const supervisor = new Supervisor(inputs.root);
    await supervisor.run(await programOf(inputs));
    for (const probe of inputs.ready) {
        await awaitProbe(resolveIn(inputs.root), probe, async reason => {
            const log = await supervisor.lastWords(inputs.log);
            return `${inputs.name} is not ready: ${reason}\n${log}\nsee ${path.join(inputs.root, inputs.log)}`;
        });
    }
    return { state: "running" };
}

async function programOf({ root, name, program, args, environment, log }: ProcessInputs): Promise<Program> {
    const { command, reads } = await commands[program](resolveIn(root), args);
    // What a process reads only at its start is part of what it is: a change of it is seen, and restarts the process.
    return { name, command: [...command, ...args], environment: { ...environment, MERIDIAN_STARTED_FROM: reads }, log };
}

const commands = {
    envoy: async (root: string, args: readonly string[]) => {
        const bootstrap = await contentOf(path.join(root, args[args.indexOf("-c") + 1] ?? ""));
        return { command: [await findTool("envoy")], reads: sha256(bootstrap ?? "").slice(-16) };
    },
    "model-server": async () => ({
        command: [globalThis.process.execPath, path.join(modelServer, "main.js")],
        reads: await digestOfProgram(),
    }),
};

const modelServer = path.join(__dirname, "../runtime/model-server");

let programDigest: Promise<string> | undefined;

/** Of the model server's own code, read once: it does not change while the engine runs. */
function digestOfProgram(): Promise<string> {
    programDigest ??= (async () => {
        const files = (await readdir(modelServer)).filter(file => file.endsWith(".js")).sort();
        const contents = await Promise.all(files.map(file => contentOf(path.join(modelServer, file))));
        return sha256(Buffer.concat(contents.filter(content => content !== undefined))).slice(-16);
    })();
    return programDigest;
}
