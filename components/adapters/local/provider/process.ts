import path from "node:path";

import { findTool } from "../../../../tools";
import { removeRotated, resolveIn } from "./files";
import type { Kind } from "./kind";
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
    async apply(inputs) {
        const supervisor = new Supervisor(inputs.root);
        await supervisor.run(await programOf(inputs));
        for (const probe of inputs.ready) {
            await awaitProbe(resolveIn(inputs.root), probe, async reason => {
                const log = await supervisor.lastWords(inputs.log);
                return `${inputs.name} is not ready: ${reason}\n${log}\nsee ${path.join(inputs.root, inputs.log)}`;
            });
        }
        return { state: "running" };
    },
    async inspect(inputs) {
        return { state: await new Supervisor(inputs.root).inspect(await programOf(inputs)) };
    },
    async remove({ root, name, log }) {
        await new Supervisor(root).end(name);
        await removeRotated(resolveIn(root), resolveIn(root, log));
    },
};

async function programOf({ name, program, args, environment, log }: ProcessInputs): Promise<Program> {
    return { name, command: [...(await commands[program]()), ...args], environment, log };
}

const commands = {
    envoy: async () => [await findTool("envoy")],
    "model-server": () =>
        Promise.resolve([globalThis.process.execPath, path.join(__dirname, "../runtime/model-server/main.js")]),
};
