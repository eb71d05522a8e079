import { end } from "../../tests/support/at-end";
import { until } from "../../tests/support/until";
import { FrontClient, whileLoaded } from "../../tests/kubernetes/front-client";
import { frontOf } from "../../tests/kubernetes/front";
import { host, models, prepareRegions, type Regions } from "../../tests/kubernetes/regions";
import { whyNoClusters } from "../../tests/support/clusters/requirements";
import { untilHealthy } from "../../tests/support/healthy";
import { inference, targetsIn } from "../gates/added-latency";
import { withStack } from "../gates/stand";
import type { Benchmark, Note } from "../harness/benchmark";
import { type Figure, none } from "../harness/figure";
import { repeat } from "../harness/repeat";
import { ReusedConnections, type Target } from "../load/reused-connections";
import { openLoop, percentile } from "../measuring/loops";

const runs = 3;
const connections = 16;
const perSecond = 200;
/** Requests go to both in turns of two seconds, so that both meet the same machine. */
const turnSeconds = 2;

export const clusters: Benchmark = {
    description: `a cell of three regions, each a Kubernetes cluster of one node on this machine: updates, ${perSecond} requests a second while shares change, memory, and latency beside stack local`,
    goal: "no request fails",
    async run(note) {
        const missing = whyNoClusters();
        if (missing !== undefined) throw new Error(`no clusters can run here: ${missing}`);
        try {
            const regions = await prepareRegions(1, true);
            const updates = await repeat(runs, i => updatesOf(regions, i === runs - 1, note));
            return [
                { name: "first up of three regions", unit: "s", values: updates.map(({ first }) => first) },
                { name: "up without a change", unit: "s", values: updates.map(({ second }) => second) },
                { name: "up with other shares", unit: "s", values: updates.map(({ shares }) => shares) },
                {
                    name: "failed during that",
                    unit: "requests",
                    values: updates.map(({ failed }) => failed),
                    goal: none,
                },
                {
                    name: "pods of a region, working set",
                    unit: "MiB",
                    values: Object.values(regions.clusters).map(cluster => cluster.podsMemory),
                },
                ...(await besideLocal(regions, note)),
            ];
        } finally {
            await end();
        }
    },
};

/** From nothing; and back to nothing, but for the last. */
async function updatesOf(regions: Regions, isLast: boolean, note: Note) {
    const { bucket, clusters, stack } = regions;
    const sharesOf = (canary: number) => models(bucket, { "1.0.0": 100 - canary, "2.0.0": canary });
    stack.set("meridian:models", sharesOf(10));
    const first = await secondsOf(() => stack.up());
    const second = await secondsOf(() => stack.up());
    const { address, authority } = await frontOf(clusters.fra);
    const client = new FrontClient(address, host, authority);
    try {
        await until("the front answers", async () => (await client.infer().catch(() => undefined))?.status === 200);
        stack.set("meridian:models", sharesOf(50));
        let shares = 0;
        const { failed } = await whileLoaded(client, perSecond, async () => {
            shares = await secondsOf(() => stack.up());
        });
        const count = Object.values(failed).reduce((sum, { count }) => sum + count, 0);
        note(
            `first up ${first.toFixed(1)} s, another ${second.toFixed(1)} s, other shares ${shares.toFixed(1)} s, ${count} failed ${JSON.stringify(failed)}`,
        );
        if (!isLast) await stack.destroy();
        return { first, second, shares, failed: count };
    } finally {
        client.close();
    }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
    const begun = performance.now();
    await work();
    return (performance.now() - begun) / 1000;
}

/** The same requests at a front of a cluster and of stack `local`, which runs beside it. */
async function besideLocal({ clusters }: Regions, note: Note): Promise<Figure[]> {
    const { address, authority } = await frontOf(clusters.fra);
    const front: Target = { host: address, port: 443, serverName: host, ca: authority };
    return withStack(async stack => {
        await untilHealthy(stack);
        const { through } = await targetsIn(stack);
        const ways = [front, through].map(target => new ReusedConnections(target, connections));
        const times: [number[], number[]] = [[], []];
        try {
            for (const way of ways) await way.open(inference(0));
            for (let turn = 0; turn < 10; turn += 1) {
                for (const [i, way] of ways.entries()) {
                    const found = await openLoop(n => way.ask(inference(n)), perSecond, turnSeconds);
                    // The first turns warm both up.
                    if (turn > 1) times[i]!.push(...found);
                }
            }
        } finally {
            for (const way of ways) way.close();
        }
        return [50, 99].flatMap((percent): Figure[] => {
            const [inCluster, onLocal] = times.map(each => percentile(each, percent)) as [number, number];
            note(`p${percent}: ${inCluster.toFixed(2)} ms in a cluster, ${onLocal.toFixed(2)} ms on local`);
            return [
                { name: `${perSecond} requests/s: p${percent} in a cluster`, unit: "ms", values: [inCluster] },
                { name: `${perSecond} requests/s: p${percent} on local`, unit: "ms", values: [onLocal] },
                { name: `p${percent} in a cluster to on local`, unit: "times", values: [inCluster / onLocal] },
            ];
        });
    });
}
