import type { Result } from "../../cli/drill/result";
import { drillNames } from "../../components/watch/drills/drills";
import { drill } from "../../tests/support/drill";
import { untilHealthy } from "../../tests/support/healthy";
import { stackConfig } from "../../tests/support/stack-config";
import type { Benchmark } from "../harness/benchmark";
import { type Figure, none } from "../harness/figure";
import { withStack } from "../gates/stand";

const tables = [{ name: "features", partitionKey: "subject", ttl: "expires" }];
const config = stackConfig({ store: { tables, shards: 16, ephemeral: true } });

export const drills: Benchmark = {
    description: "each drill once, with the load that it makes by itself",
    goal: "every drill passes: nothing is lost, answered wrongly or outside of its cell",
    run: note =>
        withStack(async stack => {
            const figures: Figure[] = [];
            for (const name of drillNames) {
                await untilHealthy(stack);
                const { result, missed } = await drill(stack, name);
                const { rtoSeconds, rpoSeconds, failed } = result;
                note(`${name}: RTO ${rtoSeconds ?? "none"} s, RPO ${rpoSeconds ?? "none"} s, ${failed} failed`);
                if (missed.length > 0) note(`missed: ${missed.join("; ")}`);
                figures.push(...figuresOf(result));
            }
            return figures;
        }, config),
};

function figuresOf({ drill, rtoSeconds, rpoSeconds, requests, failed, slow, leaked, figures }: Result): Figure[] {
    const figure = (name: string, unit: Figure["unit"], value: number, goal?: Figure["goal"]): Figure => ({
        name: `${drill}: ${name}`,
        unit,
        values: [value],
        ...(goal === undefined ? {} : { goal }),
    });
    return [
        ...(rtoSeconds === undefined ? [] : [figure("RTO", "s", rtoSeconds)]),
        ...(rpoSeconds === undefined ? [] : [figure("RPO", "s", rpoSeconds, none)]),
        figure("asked", "requests", requests),
        figure("failed", "requests", failed),
        figure("slow", "requests", slow),
        figure("wrong", "requests", figures.wrong, none),
        figure("leaked", "requests", leaked, none),
    ];
}
