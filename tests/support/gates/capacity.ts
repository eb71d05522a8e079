import { Agent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";

import { clientHeaders } from "../../../components/gate/headers";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import type { LimitsInput } from "../../../components/plan/serving/limits";
import { screening } from "../../components/plan/screening";
import { call } from "./client";
import { Gates } from "./gates";
import type { Answer, ReleaseServer } from "./release-server";

/** How a server of limited capacity works: so many at a time, each for so long, in the order in which they came. */
interface Capacity {
    readonly workers: number;
    readonly serviceMs: number;
}

function perSecond({ workers, serviceMs }: Capacity): number {
    return (workers * 1000) / serviceMs;
}

/**
 * Gives a recording server that capacity. Like a real one, it continues working for callers that no longer wait: overload does that to a
 * server that accepts everything.
 */
function limit(server: ReleaseServer, { workers, serviceMs }: Capacity): void {
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

const regions = ["local:eu-west", "local:eu-central"] as const;
const capacity: Capacity = { workers: 4, serviceMs: 20 };
const deadlineMs = 500;

/** What both regions of the limited cell can do together, in requests a second. */
export const most = perSecond(capacity) * regions.length;

/** A gate's settings for such servers: as many concurrent requests as they work on, and a queue well within the deadline. */
export const fittingLimits = { concurrency: capacity.workers, queue: 16 } satisfies LimitsInput;

/** Offers the limited cell so many requests a second, for so many seconds. */
export type Offer = (perSecond: number, seconds: number) => Promise<Goodput>;

/**
 * A cell of two regions, whose servers have a limited capacity, with real gates before them; taken away after `work`.
 * Clients and servers are one process here: where it falls behind, handshakes of ever more `connections` to each gate
 * would take the time that servers need, unless they are bounded.
 */
export async function withLimitedCell<T>(
    limits: LimitsInput,
    work: (offer: Offer) => Promise<T>,
    connections = Infinity,
): Promise<T> {
    const config = screening();
    const gates = await Gates.start({
        ...config,
        models: config.models.map(model => ({ ...model, traffic: [{ version: "1.0.0", percent: 100 }] })),
        routing: { limits },
    });
    const agent = new Agent({ keepAlive: true, scheduling: "fifo", maxSockets: connections });
    try {
        for (const region of regions) limit(gates.server(region, "1.0.0"), capacity);
        return await work((perSecond, seconds) => goodput(gates, regions, agent, { perSecond, seconds, deadlineMs }));
    } finally {
        agent.destroy();
        await gates.stop();
    }
}

/** Offers each of the regions the load, open-loop, for so many seconds. */
async function goodput(
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
