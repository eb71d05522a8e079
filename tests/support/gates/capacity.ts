import { setTimeout as pause } from "node:timers/promises";

import type { RegionRef } from "../../../components/plan/catalogue";
import { clientHeaders } from "../../../components/gate/headers";
import { call } from "./client";
import type { Agent } from "node:https";
import type { Gates } from "./gates";
import type { Answer, ReleaseServer } from "./release-server";

/** How a server of limited capacity works: so many at a time, each for so long, in the order in which they came. */
export interface Capacity {
    readonly workers: number;
    readonly serviceMs: number;
}

export function perSecond({ workers, serviceMs }: Capacity): number {
    return (workers * 1000) / serviceMs;
}

/**
 * Gives a recording server that capacity. Like a real one it goes on working for callers that no longer wait: what
 * overload does to whoever takes on everything.
 */
export function limit(server: ReleaseServer, { workers, serviceMs }: Capacity): void {
    const waiting: Answer[] = [];
    let busy = 0;
    const work = async () => {
        busy++;
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            await pause(serviceMs);
            next.end("{}");
        }
        busy--;
    };
    server.answer = (_, response) => {
        waiting.push(response);
        if (busy < workers) void work();
    };
}

export interface Goodput {
    /** Offered load, in requests a second. */
    readonly offered: number;
    /** Answered well within the deadline, in requests a second. */
    readonly good: number;
    readonly refused: number;
    readonly late: number;
}

/** Offers each of the regions the load, open-loop, for so many seconds. */
export async function goodput(
    gates: Gates,
    regions: readonly RegionRef[],
    agent: Agent,
    load: { readonly perSecond: number; readonly seconds: number; readonly deadlineMs: number },
): Promise<Goodput> {
    const begun = performance.now();
    const sent: Promise<number>[] = [];
    const total = Math.round(load.perSecond * load.seconds);
    for (let i = 0; i < total; i++) {
        const early = begun + (i * 1000) / load.perSecond - performance.now();
        if (early > 1) await pause(early);
        const headers = { [clientHeaders.timeout]: String(load.deadlineMs) };
        const region = regions[i % regions.length]!;
        sent.push(
            call(gates, region, { body: "{}", headers, agent }).then(
                ({ status }) => status,
                () => 0,
            ),
        );
    }
    const statuses = await Promise.all(sent);
    const rate = (holds: (status: number) => boolean) => statuses.filter(holds).length / load.seconds;
    return {
        offered: load.perSecond,
        good: rate(status => status === 200),
        refused: rate(status => status === 503 || status === 429),
        late: rate(status => status === 504 || status === 0),
    };
}
