import { StoreClient } from "../../tests/support/store/client";
import { StoreCluster } from "../../tests/support/store/cluster";
import type { Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { none } from "../harness/figure";
import { central, keysAt, shards, untilHome, west } from "./places";

const runs = 5;
const written = 50;

/** A home region's server is killed: how long until a write to one of its shards is taken, and what is missing then. */
export async function takeover(note: Note): Promise<Figure[]> {
    const cluster = await StoreCluster.start({ table: { shards } });
    const client = new StoreClient(cluster.target(central));
    try {
        const [times, lost]: [number[], number[]] = [[], []];
        for (let run = 0; run < runs; run++) {
            await untilHome(cluster);
            const acknowledged = await acknowledgedOf(client, run);
            await cluster.kill(`server ${west}`);
            const killed = performance.now();
            while (!(await put(client, keysAt(west).at(-1)!, run)));
            times.push((performance.now() - killed) / 1000);
            note(`takeover in ${times.at(-1)!.toFixed(1)} s`);
            lost.push(await missingOf(client, acknowledged, run));
            await cluster.startServer(west);
            await cluster.whole();
        }
        return [
            { name: "takeover after a killed home region", unit: "s", values: times, goal: { atMost: 10 } },
            { name: "acknowledged writes lost by that", unit: "requests", values: lost, goal: none },
        ];
    } finally {
        client.close();
        await cluster.stop();
    }
}

async function put(client: StoreClient, key: string, run: number): Promise<boolean> {
    const { status } = await client.ask({ method: "PUT", path: `items/${key}`, body: { run } });
    return status === 200;
}

async function acknowledgedOf(client: StoreClient, run: number): Promise<string[]> {
    const acknowledged: string[] = [];
    for (const key of keysAt(west).slice(0, written)) if (await put(client, key, run)) acknowledged.push(key);
    return acknowledged;
}

async function missingOf(client: StoreClient, keys: readonly string[], run: number): Promise<number> {
    let missing = 0;
    for (const key of keys) {
        const { body } = await client.ask({ path: `items/${key}?consistency=strong` });
        if (body.item?.run !== run) missing++;
    }
    return missing;
}
