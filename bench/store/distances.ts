import { setTimeout as pause } from "node:timers/promises";

import { StoreClient } from "../../tests/support/store/client";
import { StoreCluster } from "../../tests/support/store/cluster";
import type { Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { percentile } from "../measuring/loops";
import { repeat } from "../harness/repeat";
import { floors } from "./floor";
import { central, keysAt, roundTripMs, shards, untilHome, west } from "./places";

const runs = 3;
const count = 200;

/** Writes and reads at the home of a shard and from afar, one after the other, over ways as long as on the map. */
export async function distances(note: Note): Promise<Figure[]> {
    const cluster = await StoreCluster.start({ table: { shards }, roundTripMs });
    try {
        await untilHome(cluster);
        const floor = await floors();
        note(`the ways alone: ${floor.home.toFixed(1)} ms at home, ${floor.afar.toFixed(1)} ms from afar`);
        const figures: Figure[] = [];
        for (const [where, region] of [
            ["home", west],
            ["afar", central],
        ] as const) {
            const client = new StoreClient(cluster.target(region));
            await measure(client);
            const all = await repeat(runs, () => measure(client));
            client.close();
            for (const what of ["put", "strong get"] as const) {
                const p50 = all.map(run => percentile(run[what], 50));
                const p99 = all.map(run => percentile(run[what], 99));
                note(`${what} ${where}: p50 ${said(p50)} ms, p99 ${said(p99)} ms`);
                figures.push(
                    {
                        name: `${what} ${where}, p50 beyond the ways`,
                        unit: "ms",
                        values: p50.map(ms => ms - floor[where]),
                        goal: { atMost: 5 },
                    },
                    { name: `${what} ${where}, p50`, unit: "ms", values: p50 },
                    { name: `${what} ${where}, p99`, unit: "ms", values: p99 },
                );
            }
            const [p50, most] = [50, 100].map(percent => all.map(({ lag }) => percentile(lag, percent)));
            figures.push(
                { name: `lag told to a nearest read ${where}, p50`, unit: "ms", values: p50! },
                { name: `lag told to a nearest read ${where}, most`, unit: "ms", values: most! },
            );
        }
        return figures;
    } finally {
        await cluster.stop();
    }
}

/** Milliseconds that each took; of reads of the nearest copy, how old it may be according to the response, without concurrent writes. */
async function measure(client: StoreClient) {
    const keys = keysAt(west);
    const put = await timed(i => client.ask({ method: "PUT", path: `items/${keys[i]}`, body: { value: i } }));
    const get = await timed(i => client.ask({ path: `items/${keys[i]}?consistency=strong` }));
    const lag: number[] = [];
    for (let i = 0; i < count; i++) {
        const { body } = await client.ask({ path: `items/${keys[i]}?consistency=nearest` });
        lag.push(body.lagMsAtMost ?? Infinity);
        await pause(10);
    }
    return { put, "strong get": get, lag };
}

async function timed(task: (i: number) => Promise<{ readonly status: number }>): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
        const begun = performance.now();
        const { status } = await task(i);
        if (status !== 200) throw new Error(`answered ${status}`);
        times.push(performance.now() - begun);
    }
    return times;
}

const said = (values: readonly number[]) => values.map(ms => ms.toFixed(1)).join(", ");
