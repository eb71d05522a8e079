import { CellClient } from "../../tests/support/client";
import { inference } from "../../tests/support/cell-under-test";
import { untilHealthy } from "../../tests/support/healthy";
import type { LocalStack } from "../../tests/support/local-stack";
import { bySubject, committed, itemOf } from "../../tests/support/subjects";
import { until } from "../../tests/support/until";
import type { Benchmark } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { percentile } from "../measuring/loops";
import { repeat } from "../harness/repeat";
import { withStack } from "../gates/stand";

const runs = 5;
const subjects = 20;
const perTurn = 200;
const city = "Berlin";

/** One release by its name, so that both ways end at the same server. */
const path = "/v2/models/screening/versions/1.0.0/infer";

export const featureJoin: Benchmark = {
    description:
        "inferences that name a subject beside those that bring its features, one after the other in turn, over one connection " +
        "through edge and gate: the server reads the features from its region's copy of a table",
    goal: "none set",
    run: note =>
        withStack(async stack => {
            await untilHealthy(stack);
            const client = await clientOf(stack);
            try {
                for (let i = 0; i < subjects; i++) await reported(client, itemOf(i));
                const joined = (i: number) => bySubject(`subject-${i % subjects}`);
                const brought = (i: number) => inference(i % subjects).body!;
                await until("all are found", () => isAnswered(client, joined));
                await timed(client, brought);
                await timed(client, joined);
                const pairs = await repeat(runs, async () => ({
                    brought: await timed(client, brought),
                    joined: await timed(client, joined),
                }));
                return [50, 99].flatMap((percent): Figure[] => {
                    const without = pairs.map(pair => percentile(pair.brought, percent));
                    const with_ = pairs.map(pair => percentile(pair.joined, percent));
                    const added = with_.map((ms, i) => ms - without[i]!);
                    note(`p${percent}: ${added.map(ms => ms.toFixed(2)).join(", ")} ms more`);
                    return [
                        { name: `features brought: p${percent}`, unit: "ms", values: without },
                        { name: `features looked up: p${percent}`, unit: "ms", values: with_ },
                        { name: `p${percent} added`, unit: "ms", values: added },
                    ];
                });
            } finally {
                client.close();
            }
        }, committed),
};

async function clientOf(stack: LocalStack): Promise<CellClient> {
    const [eu] = await stack.cells();
    return new CellClient(stack.project, eu!, city);
}

async function reported(client: CellClient, asked: Parameters<CellClient["ask"]>[0]): Promise<void> {
    const { status, body } = await client.ask(asked);
    if (status !== 200) throw new Error(`answered ${status}: ${body}`);
}

async function isAnswered(client: CellClient, body: (i: number) => string): Promise<boolean> {
    for (let i = 0; i < subjects; i++) {
        const { status } = await client.ask({ method: "POST", path, body: body(i) });
        if (status !== 200) return false;
    }
    return true;
}

async function timed(client: CellClient, body: (i: number) => string): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < perTurn; i++) {
        const begun = performance.now();
        await reported(client, { method: "POST", path, body: body(i) });
        times.push(performance.now() - begun);
    }
    return times;
}
