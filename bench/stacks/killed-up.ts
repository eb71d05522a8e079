import { setTimeout as pause } from "node:timers/promises";

import type { CellSummary } from "../../stacks/summary";
import { inference } from "../../tests/support/cell-under-test";
import { CellClient } from "../../tests/support/client";
import type { LocalStack } from "../../tests/support/local-stack";
import type { Benchmark, Note } from "../harness/benchmark";
import { localCommand } from "./local-command";
import { randomFrom } from "../harness/random";
import { repeat, seconds } from "../harness/repeat";
import { stackName, withProject } from "../gates/stand";

const kills = 10;
const seed = 20_260_101;

export const killedUp: Benchmark = {
    description: "up killed at ten random moments of a creation, and healed by the next up",
    goal: "ten of ten heal",
    async run(note) {
        const whole = await withProject(stack => seconds(() => stack.up()));
        const random = randomFrom(seed);
        // One in each tenth of the time that an undisturbed one takes: at random, and nowhere left out.
        const moments = Array.from({ length: kills }, (_, i) => ((i + random()) / kills) * whole);
        const heals = await repeat(kills, i => withProject(stack => killAndHeal(stack, moments[i]!, note)));
        const healed = heals.filter(time => time !== undefined);
        return [
            {
                name: "healed, of ten",
                unit: "heals",
                values: [healed.length],
                goal: { atLeast: kills, atMost: kills, exact: true },
            },
            ...(healed.length > 0 ? [{ name: "time of the healing up", unit: "s", values: healed } as const] : []),
        ];
    },
};

/** Seconds that healing took; undefined when it did not. */
async function killAndHeal(stack: LocalStack, moment: number, note: Note): Promise<number | undefined> {
    const killed = stack.run("up", "--yes", "--skip-preview");
    await pause(moment * 1000);
    stack.engine.signal("SIGKILL");
    await killed;
    const when = `killed after ${moment.toFixed(1)} s`;
    try {
        const healed = await localCommand(stack.project, "up", "--stack", stackName);
        await assertWhole(stack);
        note(`${when}, healed in ${healed.seconds.toFixed(1)} s`);
        return healed.seconds;
    } catch (error) {
        note(`${when}, not healed: ${(error as Error).message}`);
        return undefined;
    }
}

/** Nothing is left to do, everything runs once, and each cell answers. */
async function assertWhole(stack: LocalStack): Promise<void> {
    const again = await localCommand(stack.project, "up", "--json", "--stack", stackName);
    if (!/\d+ unchanged/.test(again.errors) || /\d+ (created|updated|replaced|deleted)/.test(again.errors)) {
        throw new Error(`the next up still had something to do: ${again.errors}`);
    }
    const programs = await stack.supervisor.programs();
    const unhealthy = programs.filter(({ statename }) => statename !== "RUNNING").map(({ name }) => name);
    if (unhealthy.length > 0) throw new Error(`${unhealthy.join(", ")} does not run`);
    const processes = await stack.processes();
    if (processes.length !== programs.length + 1) {
        throw new Error(`${processes.length} processes run for ${programs.length} programs and their supervisor`);
    }
    for (const cell of (JSON.parse(again.output) as { cells: CellSummary[] }).cells) {
        const client = new CellClient(stack.project, cell);
        const { status, body } = await client.ask(inference(0)).finally(() => {
            client.close();
        });
        if (status !== 200) throw new Error(`cell ${cell.name} answers ${status}: ${body}`);
    }
}
