import type { Benchmark } from "../harness/benchmark";
import { localCommand } from "./local-command";
import { repeat } from "../harness/repeat";
import { stackName, withProject } from "../gates/stand";

const runs = 5;

export const firstUp: Benchmark = {
    description: "the commands of npm run local and local:down, from nothing and back to nothing",
    goal: "a first up in less than 15 s once the tools are there",
    async run(note) {
        const times = await repeat(runs, run =>
            withProject(async ({ project }) => {
                // The stack was made with the project; a first `up` makes it, too.
                await localCommand(project, "down", "--stack", stackName);
                const up = await localCommand(project, "up", "--stack", stackName);
                const down = await localCommand(project, "down", "--stack", stackName);
                note(`run ${run + 1} of ${runs}: up ${up.seconds.toFixed(1)} s, down ${down.seconds.toFixed(1)} s`);
                return { up: up.seconds, down: down.seconds };
            }),
        );
        return [
            { name: "first up", unit: "s", values: times.map(({ up }) => up), goal: { atMost: 15 } },
            { name: "down", unit: "s", values: times.map(({ down }) => down) },
        ];
    },
};
