import { CellClient } from "../../tests/support/client";
import { untilHealthy } from "../../tests/support/healthy";
import { failed, Load } from "../../tests/support/load";
import { stackConfig } from "../../tests/support/stack-config";
import { until } from "../../tests/support/until";
import type { Benchmark } from "../harness/benchmark";
import { none } from "../harness/figure";
import { latestDeparture, once, perSecond, slowest } from "../../tests/support/senders";
import { repeat } from "../harness/repeat";
import { withStack } from "../gates/stand";

/** From 10 percent on, the first way the issue's own. */
const steps = [20, 50, 100, 0, 10];
const before = 2_000;
const after = 2_000;

export const changeOfShares: Benchmark = {
    description: `shares changed by up under an open-loop load of ${perSecond} requests a second`,
    goal: "no request fails",
    run: note =>
        withStack(
            async stack => {
                const [eu] = await stack.cells();
                await untilHealthy(stack);
                const runs = await repeat(steps.length, async i => {
                    const client = new CellClient(stack.project, eu!, "Berlin");
                    const load = new Load(perSecond, once(client));
                    await until("the load has begun", () => load.now > before);
                    await stack.configure(stackConfig({ canary: steps[i]! }));
                    await stack.up();
                    const changed = load.now;
                    await until("the load has gone on", () => load.now > changed + after);
                    const outcomes = await load.finish();
                    client.close();
                    note(`to ${steps[i]} %: ${outcomes.length} requests, ${failed(outcomes).length} failed`);
                    return outcomes;
                });
                return [
                    { name: "requests during a change", unit: "requests", values: runs.map(({ length }) => length) },
                    { name: "failed", unit: "requests", values: runs.map(each => failed(each).length), goal: none },
                    { name: "slowest answer", unit: "ms", values: runs.map(slowest) },
                    { name: "latest departure", unit: "ms", values: runs.map(latestDeparture) },
                ];
            },
            stackConfig({ canary: 10 }),
        ),
};
