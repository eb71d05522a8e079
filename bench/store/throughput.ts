import { readFileSync } from "node:fs";

import type { NatsConnection } from "@nats-io/transport-node";
import { Pool } from "undici";

import { openStore } from "../../runtime/store/connection";
import { inboxOf, itemSubject } from "../../runtime/store/subjects";
import { shardOf } from "../../components/plan/store/shards";
import { StoreCluster } from "../../tests/support/store/cluster";
import type { Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { closedLoop } from "../measuring/loops";
import { repeat } from "../harness/repeat";
import { keysAt, roundTripMs, shards, untilHome, west } from "./places";

const runs = 3;
const seconds = 4;
const atATime = 64;
const body = { value: "x".repeat(200) };
const keys = keysAt(west);
const keyOf = (i: number) => keys[i % keys.length]!;

/**
 * Writes through the server of tables beside those of a client of the engine on the same cluster, in turn: over ways as long as on
 * the map, where both wait for them, and without, where all processes share the machine's cores.
 */
export async function throughput(note: Note): Promise<Figure[]> {
    return [
        ...(await compare("over the ways", { roundTripMs }, note)),
        ...(await compare("all on these cores", {}, note)),
    ];
}

async function compare(
    where: string,
    choices: { readonly roundTripMs?: typeof roundTripMs },
    note: Note,
): Promise<Figure[]> {
    const cluster = await StoreCluster.start({ table: { shards }, ...choices });
    const pool = poolFor(cluster);
    const { nats } = await openStore({ ...cluster.storeOf(west), inbox: inboxOf("tables", west) });
    try {
        await untilHome(cluster);
        const bare = () => perSecond(i => barePut(nats, keyOf(i)));
        const served = () => perSecond(i => servedPut(pool, keyOf(i)));
        await served();
        const pairs = await repeat(runs, async () => ({ bare: await bare(), served: await served() }));
        note(
            `${where}: ${pairs.map(({ bare, served }) => `${Math.round(served)} of ${Math.round(bare)}`).join(", ")} writes a second`,
        );
        return [
            {
                name: `writes ${where}, to those of a bare client`,
                unit: "times",
                values: pairs.map(({ bare, served }) => served / bare),
                goal: { atLeast: 0.7 },
            },
            { name: `writes ${where}`, unit: "requests/s", values: pairs.map(({ served }) => served) },
        ];
    } finally {
        await pool.close();
        await nats.close();
        await cluster.stop();
    }
}

async function perSecond(ask: (i: number) => Promise<unknown>): Promise<number> {
    const times = await closedLoop(async i => (await ask(i), 0), atATime, seconds);
    return times.length / seconds;
}

/** As a gate asks, by a client that costs little of the cores that all share. */
function poolFor(cluster: StoreCluster): Pool {
    const { port, servername, cert, key, ca } = cluster.target(west);
    const [cert_, key_, ca_] = [cert, key, ca].map(file => readFileSync(file, "utf8"));
    return new Pool(`https://127.0.0.1:${port}`, {
        connections: atATime,
        pipelining: 1,
        connect: { servername, cert: cert_!, key: key_!, ca: ca_! },
    });
}

async function servedPut(pool: Pool, key: string): Promise<void> {
    const { statusCode, body: answer } = await pool.request({
        method: "PUT",
        path: `/v1/tables/items/${key}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
    });
    await answer.dump();
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
}

function barePut(nats: NatsConnection, key: string): Promise<unknown> {
    const subject = itemSubject("items", shardOf(key, shards), key);
    return nats.request(subject, JSON.stringify({ id: key, ...body }), { timeout: 5_000 });
}
