import { z } from "zod";

import type { AuthPlan } from "./auth";
import type { Fault } from "../faults";
import { memoryFaults, memoryOf } from "./memory";

const rate = z.strictObject({
    /** Requests per second, on average. */
    perSecond: z.number().int().min(1, "1 to 1000000").max(1_000_000, "1 to 1000000"),
    /** Requests that may arrive at once after a pause. Default: as many as per second. */
    burst: z.number().int().min(1, "1 to 1000000").max(1_000_000, "1 to 1000000").optional(),
});

/** Limits of each gate. It rejects requests beyond them at once, with the reason. */
export const limitsSchema = z.strictObject({
    /** Size of a request's body, in KiB. Larger ones are answered with 413. */
    bodyKiB: z.number().int().min(1, "1 to 262144").max(262_144, "1 to 262144").default(8192),
    /** Total size of request headers, in KiB. Larger ones are answered with 431. */
    headerKiB: z.number().int().min(1, "1 to 96").max(96, "1 to 96").default(32),
    /** Timeout of a request in seconds, including spills and retries. It is answered with 504 then. A request can set a shorter one. */
    deadlineSeconds: z.number().min(0.001, "0.001 to 3600").max(3600, "0.001 to 3600").default(30),
    /** Concurrent requests to the servers of a release in a region. */
    concurrency: z.number().int().min(1, "1 to 10000").max(10_000, "1 to 10000").default(32),
    /** Requests that may wait for a free server. More are answered with 503. */
    queue: z.number().int().min(0, "0 to 100000").max(100_000, "0 to 100000").default(1024),
    /**
     * Percentage of `concurrency` that batch requests may use, so that interactive ones find room. Batch requests don't wait in the queue.
     */
    batchPercent: z.number().int().min(1, "1 to 100").max(100, "1 to 100").default(25),
    /**
     * Concurrent retries to a release. Other failures are returned to the client, since more retries would make an outage worse. The
     * default covers the requests of a server that crashes, and half a second of 500 per second.
     */
    retries: z.number().int().min(0, "0 to 10000").max(10_000, "0 to 10000").default(256),
    /**
     * Memory limit of a gate, in MiB. Idle connections are closed sooner from 60 % on, and past 95 % all requests are answered with 503.
     * Default: 1024, or more if bodies may be large: 16 of the largest.
     */
    memoryMiB: z.number().int().min(128, "128 to 65536").max(65_536, "128 to 65536").optional(),
    /** Rate limits. Default: no limit. */
    rate: z
        .strictObject({
            /** For each caller at each gate. Requests beyond it are answered with 429. */
            perCaller: rate.optional(),
            /** For the whole cell, divided equally between its regions. Requests beyond it are answered with 429. */
            cell: rate.optional(),
        })
        .prefault({}),
});

export type Limits = z.output<typeof limitsSchema>;
/** Limits of a gate as written. */
export type LimitsInput = z.input<typeof limitsSchema>;

/** Requests of one kind that a gate admits: `perSecond` on average, `burst` at once. */
export interface Rate {
    readonly perSecond: number;
    readonly burst: number;
}

/** Limits of a cell's gates, each with its part. */
export interface LimitsPlan extends Omit<Limits, "rate"> {
    readonly memoryMiB: number;
    readonly rate: { readonly perCaller?: Rate; readonly region?: Rate };
}

/** The limits of each gate of a cell with so many regions. */
export function planLimits({ rate, ...limits }: Limits, regions: number): LimitsPlan {
    const { perCaller, cell } = rate;
    return {
        ...limits,
        memoryMiB: memoryOf(limits),
        rate: {
            ...(perCaller === undefined ? {} : { perCaller: full(perCaller) }),
            ...(cell === undefined ? {} : { region: partOf(full(cell), regions) }),
        },
    };
}

function full({ perSecond, burst = perSecond }: z.output<typeof rate>): Rate {
    return { perSecond, burst };
}

/** Rounded up: a rate of one for two regions is not zero. */
function partOf({ perSecond, burst }: Rate, parts: number): Rate {
    return { perSecond: Math.ceil(perSecond / parts), burst: Math.ceil(burst / parts) };
}

/** A rate for each caller needs callers that are authenticated. */
export function limitFaults(limits: Limits, auths: readonly AuthPlan[], at: string): Fault[] {
    return [...rateFaults(limits, auths, at), ...memoryFaults(limits, at)];
}

function rateFaults({ rate }: Limits, auths: readonly AuthPlan[], at: string): Fault[] {
    return rate.perCaller === undefined || auths.every(({ jwt, certificates }) => (jwt ?? certificates) !== undefined)
        ? []
        : [
              {
                  code: "limits/rate-without-auth",
                  path: `${at}.rate.perCaller`,
                  problem: "rate.perCaller is set, but a cell does not authenticate its callers",
                  remedy: "set routing.auth or auth of the cell, or use rate.cell instead",
              },
          ];
}
