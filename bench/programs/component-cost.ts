import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { withTypeScript } from "../../tests/support/typescript";
import type { Benchmark } from "../harness/benchmark";
import { repeat } from "../harness/repeat";

/** Of one pair the ratio is right to a tenth at best, on a quiet machine too: the middle of so many, to a fiftieth. */
const runs = 25;

type Way = "by-hand" | "components";

const ways: readonly Way[] = ["by-hand", "components"];

export const componentCost: Benchmark = {
    description: "1,000 resources through a Service, against the same registered directly under the same mocks",
    goal: "a Service takes at most 1.05 times as long",
    async run(note) {
        const recorded = path.join(await mkdtemp(path.join(tmpdir(), "components-")), "recorded.json");
        const { resources } = await inProcess("record", recorded);
        note(`${resources} resources`);
        // One directly after the other, so that both meet the same machine, and each as often first.
        const pairs = await repeat(runs, async i => {
            const ms: Record<Way, number> = { "by-hand": 0, components: 0 };
            for (const way of i % 2 === 0 ? ways : ways.toReversed()) ms[way] = (await inProcess(way, recorded)).ms;
            return { hand: ms["by-hand"], components: ms.components };
        });
        return [
            { name: `${resources} resources directly`, unit: "ms", values: pairs.map(({ hand }) => hand) },
            {
                name: `${resources} resources through a Service`,
                unit: "ms",
                values: pairs.map(({ components }) => components),
            },
            {
                name: "a Service to direct registration",
                unit: "times",
                values: pairs.map(({ hand, components }) => components / hand),
                goal: { atMost: 1.05 },
            },
        ];
    },
};

/** What a program of its own tells: nothing that ran before it is warm. */
async function inProcess(how: string, recorded: string): Promise<{ ms: number; resources: number }> {
    const program = path.join(__dirname, "component-cost-process.ts");
    const args = [...withTypeScript, program, how, recorded];
    const { stdout } = await promisify(execFile)("node", args, { cwd: path.join(__dirname, "..", "..") });
    return JSON.parse(stdout) as { ms: number; resources: number };
}
