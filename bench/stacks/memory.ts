import { inference } from "../../tests/support/cell-under-test";
import { CellClient } from "../../tests/support/client";
import { Load } from "../../tests/support/load";
import type { LocalStack } from "../../tests/support/local-stack";
import { until } from "../../tests/support/until";
import type { Benchmark } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { memoryOf } from "../measuring/process-memory";
import { withStack } from "../gates/stand";

/** What runs, by the supervisor's name for it. */
const roles = { gate: /-gate$/, server: /-screening-\d/, edge: /^edge$/ };

const warmUp = { perSecond: 200, ms: 10_000 };

export const memory: Benchmark = {
    description: "memory of each process, after some thousand requests",
    goal: "none set",
    run: note =>
        withStack(async stack => {
            await answerSome(stack);
            const groups: [string, number[]][] = [];
            for (const [role, names] of Object.entries(roles)) groups.push([role, await stack.pids(names)]);
            groups.push(["supervisor", [stack.supervisorPid()]]);
            note(groups.map(([role, pids]) => `${pids.length} ${role}`).join(", "));
            const each = groups.map(([role, pids]) => [role, pids.map(memoryOf)] as const);
            const total = each.flatMap(([, memories]) => memories).reduce((sum, { pss }) => sum + pss, 0);
            return [
                ...each.flatMap(([role, memories]): Figure[] => [
                    { name: `${role}, resident`, unit: "MiB", values: memories.map(({ rss }) => rss) },
                    { name: `${role}, proportional share`, unit: "MiB", values: memories.map(({ pss }) => pss) },
                ]),
                { name: "whole stack, proportional share", unit: "MiB", values: [total] },
            ];
        }),
};

async function answerSome(stack: LocalStack): Promise<void> {
    for (const cell of await stack.cells()) {
        const client = new CellClient(stack.project, cell);
        const load = new Load(warmUp.perSecond, i => client.ask(inference(i)));
        await until("the load has gone on", () => load.now > warmUp.ms, 2 * warmUp.ms);
        await load.finish();
        client.close();
    }
}
