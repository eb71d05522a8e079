import type { NatsConnection } from "@nats-io/transport-node";
import { setTimeout as pause } from "node:timers/promises";

import { openStore } from "../components/adapters/local/runtime/store/connection";
import { inboxOf, itemSubject } from "../components/adapters/local/runtime/store/subjects";
import { homesOf, shardOf } from "../components/plan/store/shards";
import { StoreClient } from "../tests/support/store/client";
import { StoreCluster } from "../tests/support/store/cluster";
import { until } from "../tests/support/until";
import type { Benchmark } from "./benchmark";
import type { Figure } from "./figure";
import { none } from "./figure";

const [west, central, north] = ["local:eu-west", "local:eu-central", "local:eu-north"] as const;
const shards = 8;

/** Round trips between the places, in milliseconds, as between Dublin, Frankfurt and Stockholm. */
const ways: Readonly<Record<string, number>> = {
    [[west, central].sort().join()]: 16,
    [[west, north].sort().join()]: 24,
    [[central, north].sort().join()]: 18,
};
const roundTripMs = (from: string, to: string) => ways[[from, to].sort().join()]!;

/** What the network alone takes: at home a round trip to the nearest other copy, and from afar one to the home before. */
const floor = {
    home: Math.min(roundTripMs(west, central), roundTripMs(west, north)),
    afar: roundTripMs(central, west) + Math.min(roundTripMs(west, central), roundTripMs(west, north)),
};

const count = 300;
const takeovers = 5;

export const store: Benchmark = {
    description:
        "a cell's store over three places: writes and strong reads at home and from afar, lag, takeover, throughput",
    goal: "p50 within 5 ms of the network's floor, takeover within 10 s, 0.7 of a bare client's throughput; nothing acknowledged lost",
    async run(note) {
        return [...(await distances(note)), ...(await throughput(note)), ...(await losses(note))];
    },
};

type Note = (text: string) => void;

/** Keys whose shard is led from a region. */
function keysAt(region: string): string[] {
    const homes = homesOf(shards, [west, central]);
    return Array.from({ length: 1000 }, (_, i) => `k${i}`).filter(key => homes[shardOf(key, shards)] === region);
}

async function distances(note: Note): Promise<Figure[]> {
    const cluster = await StoreCluster.start({ table: { shards }, roundTripMs });
    try {
        await untilHome(cluster);
        const keys = keysAt(west);
        const figures: Figure[] = [];
        for (const [where, region] of [
            ["home", west],
            ["afar", central],
        ] as const) {
            const client = new StoreClient(cluster.target(region));
            const put = await timed(i => client.ask({ method: "PUT", path: `items/${keys[i]}`, body: { value: i } }));
            const get = await timed(i => client.ask({ path: `items/${keys[i]}?consistency=strong` }));
            const lags: number[] = [];
            for (let i = 0; i < count; i++) {
                const { body } = await client.ask({ path: `items/${keys[i % keys.length]}?consistency=nearest` });
                lags.push(body.lagMsAtMost ?? Infinity);
                await pause(10);
            }
            client.close();
            for (const [what, times] of Object.entries({ put, "strong get": get })) {
                const [p50, p99] = [at(times, 0.5), at(times, 0.99)];
                note(
                    `${what} ${where}: p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms, of which the network ${floor[where]}`,
                );
                figures.push(
                    {
                        name: `${what} ${where}, p50 beyond the network`,
                        unit: "ms",
                        values: [p50 - floor[where]],
                        goal: { atMost: 5 },
                    },
                    { name: `${what} ${where}, p99`, unit: "ms", values: [p99] },
                );
            }
            figures.push({ name: `lag told to a nearest read ${where}, p50`, unit: "ms", values: [at(lags, 0.5)] });
            figures.push({
                name: `lag told to a nearest read ${where}, most`,
                unit: "ms",
                values: [Math.max(...lags)],
            });
        }
        return figures;
    } finally {
        await cluster.stop();
    }
}

/** Beside a client of the engine that puts the same on the same cluster, without a server before it. */
async function throughput(note: Note): Promise<Figure[]> {
    const cluster = await StoreCluster.start({ table: { shards } });
    try {
        await untilHome(cluster);
        const seconds = 5;
        const keys = keysAt(west);
        const body = { value: "x".repeat(200) };
        const client = new StoreClient(cluster.target(west));
        const { tls, ...server } = cluster.storeOf(west);
        const { nats } = await openStore({ ...server, tls, inbox: inboxOf("tables", west) });
        const ratios: number[] = [];
        for (let run = 0; run < 3; run++) {
            const bare = await perSecond(seconds, (_, i) => barePut(nats, keys[i % keys.length]!, body));
            const served = await perSecond(seconds, (_, i) =>
                client.ask({ method: "PUT", path: `items/${keys[i % keys.length]}`, body }),
            );
            note(`${Math.round(served)} writes a second; a bare client ${Math.round(bare)}`);
            ratios.push(served / bare);
        }
        client.close();
        await nats.close();
        return [
            {
                name: "throughput of writes, to that of a bare client",
                unit: "times",
                values: ratios,
                goal: { atLeast: 0.7 },
            },
        ];
    } finally {
        await cluster.stop();
    }
}

/** A home region's server is killed; how long until a write to one of its shards is taken. */
async function losses(note: Note): Promise<Figure[]> {
    const cluster = await StoreCluster.start({ table: { shards } });
    try {
        const keys = keysAt(west);
        const [times, lost] = [[] as number[], [] as number[]];
        const client = new StoreClient(cluster.target(central));
        for (let run = 0; run < takeovers; run++) {
            await untilHome(cluster);
            const acknowledged: string[] = [];
            for (const key of keys.slice(0, 50)) {
                const { status } = await client.ask({ method: "PUT", path: `items/${key}`, body: { run } });
                if (status === 200) acknowledged.push(key);
            }
            await cluster.kill(`server ${west}`);
            const killed = performance.now();
            for (;;) {
                const { status } = await client.ask({ method: "PUT", path: `items/${keys.at(-1)}`, body: { run } });
                if (status === 200) break;
            }
            times.push((performance.now() - killed) / 1000);
            let missing = 0;
            for (const key of acknowledged) {
                const { body } = await client.ask({ path: `items/${key}?consistency=strong` });
                if (body.item?.run !== run) missing++;
            }
            lost.push(missing);
            note(`takeover in ${times.at(-1)!.toFixed(1)} s`);
            await cluster.startServer(west);
            await cluster.whole();
        }
        client.close();
        return [
            { name: "takeover after a killed home region", unit: "s", values: times, goal: { atMost: 10 } },
            { name: "acknowledged writes lost by that", unit: "requests", values: lost, goal: none },
        ];
    } finally {
        await cluster.stop();
    }
}

async function untilHome(cluster: StoreCluster): Promise<void> {
    const homes = homesOf(shards, [west, central]).join();
    await until(
        "shards are led at home",
        async () => (await cluster.leaders().catch(() => [])).join() === homes,
        60_000,
    );
}

async function timed(task: (i: number) => Promise<unknown>): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
        const began = performance.now();
        await task(i);
        times.push(performance.now() - began);
    }
    return times;
}

function at(values: readonly number[], part: number): number {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)]!;
}

/** By 64 at a time. */
async function perSecond(seconds: number, task: (worker: number, i: number) => Promise<unknown>): Promise<number> {
    const end = performance.now() + seconds * 1000;
    let done = 0;
    let next = 0;
    await Promise.all(
        Array.from({ length: 64 }, async (_, worker) => {
            while (performance.now() < end) {
                await task(worker, next++);
                done++;
            }
        }),
    );
    return done / seconds;
}

function barePut(nats: NatsConnection, key: string, body: object): Promise<unknown> {
    const subject = itemSubject("items", shardOf(key, shards), key);
    return nats.request(subject, JSON.stringify({ id: key, ...body }), { timeout: 5_000 });
}
