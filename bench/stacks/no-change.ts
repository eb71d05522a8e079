import type { Engine } from "../../cli/engine";
import type { Benchmark } from "../harness/benchmark";
import { emptyProject } from "../programs/empty-project";
import type { Figure } from "../harness/figure";
import { repeat, seconds } from "../harness/repeat";
import { stackName, withStack } from "../gates/stand";

const runs = 7;

const commands = {
    preview: ["preview", "--stack", stackName],
    up: ["up", "--yes", "--skip-preview", "--stack", stackName],
} as const;
type Command = keyof typeof commands;

export const noChange: Benchmark = {
    description: "preview and up of an unchanged stack, against an empty program",
    goal: "at most 1.5 s more than an empty program",
    run: note =>
        withStack(async stack => {
            const empty = await emptyProject();
            // The first run after a creation reads files that the machine has not cached yet.
            for (const command of Object.keys(commands) as Command[]) await pair(empty, stack.engine, command);
            const figures: Figure[] = [];
            for (const command of Object.keys(commands) as Command[]) {
                const pairs = await repeat(runs, () => pair(empty, stack.engine, command));
                note(`${command}: ${pairs.map(({ more }) => more.toFixed(1)).join(", ")} s more`);
                figures.push(
                    { name: `${command} of an empty program`, unit: "s", values: pairs.map(each => each.empty) },
                    { name: `${command} of stack local`, unit: "s", values: pairs.map(each => each.local) },
                    {
                        name: `${command}: difference`,
                        unit: "s",
                        values: pairs.map(each => each.more),
                        goal: { atMost: 1.5 },
                    },
                );
            }
            return figures;
        }),
};

/** One directly after the other, so that both meet the same machine. */
async function pair(empty: Engine, local: Engine, command: Command) {
    const time = (engine: Engine) => seconds(() => engine.ask(commands[command]));
    const both = { empty: await time(empty), local: await time(local) };
    return { ...both, more: both.local - both.empty };
}
