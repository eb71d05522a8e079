import { z } from "zod";

import type { AuthPlan } from "./auth";
import type { Fault } from "../faults";
import { memoryFaults, memoryOf } from "./memory";

const rate = z.strictObject({
    /** Requests a second, on average. */
    perSecond: z.number().int().min(1, "1 to 1000000").max(1_000_000, "1 to 1000000"),
    /** Requests that may come at once after a pause. Default: as many as a second has. */
    burst: z.number().int().min(1, "1 to 1000000").max(1_000_000, "1 to 1000000").optional(),
});

/** What a gate takes on. What is more is refused at once, with the reason. */
export const limitsSchema = z.strictObject({
    /** Size of a request's body, in KiB: 413 beyond. */
    bodyKiB: z.number().int().min(1, "1 to 262144").max(262_144, "1 to 262144").default(8192),
    /** Size of all request headers together, in KiB: 431 beyond. */
    headerKiB: z.number().int().min(1, "1 to 96").max(96, "1 to 96").default(32),
    /** The longest that a request may take, spills and retries included, in seconds: 504 then. A request can ask for less. */
    deadlineSeconds: z.number().min(0.001, "0.001 to 3600").max(3600, "0.001 to 3600").default(30),
    /** Requests that the servers of a release in a region work on at a time. */
    concurrency: z.number().int().min(1, "1 to 10000").max(10_000, "1 to 10000").default(32),
    /** Requests that may wait for that: 503 beyond. */
    queue: z.number().int().min(0, "0 to 100000").max(100_000, "0 to 100000").default(1024),
    /** Share of `concurrency` that batch requests get at most, so that interactive ones find room; they don't wait in the queue. */
    batchPercent: z.number().int().min(1, "1 to 100").max(100, "1 to 100").default(25),
    /**
     * Requests to a release that may be asked again at a time; what else fails is answered with its failure, since more
     * would make an outage worse. The default covers what a server that dies had taken on and half a second of 500 a second.
     */
    retries: z.number().int().min(0, "0 to 10000").max(10_000, "0 to 10000").default(256),
    /**
     * Memory that a gate may use, in MiB: connections with nothing under way are ended sooner from 60 % on, and past 95 %
     * everything is answered 503. Default: 1024, and more where bodies may be large: 16 of the largest.
     */
    memoryMiB: z.number().int().min(128, "128 to 65536").max(65_536, "128 to 65536").optional(),
    /** Admitted requests over time. Default: no limit. */
    rate: z
        .strictObject({
            /** For each caller at each gate: 429 beyond. */
            perCaller: rate.optional(),
            /** For the whole cell; each of its regions has an equal part: 429 beyond. */
            cell: rate.optional(),
        })
        .prefault({}),
});

export type Limits = z.output<typeof limitsSchema>;
/** What a gate takes on, as it is written. */
export type LimitsInput = z.input<typeof limitsSchema>;

/** Requests of one kind that a gate admits: `perSecond` on average, `burst` at once. */
export interface Rate {
    readonly perSecond: number;
    readonly burst: number;
}

/** What the gates of a cell take on, each its part. */
export interface LimitsPlan extends Omit<Limits, "rate"> {
    readonly memoryMiB: number;
    readonly rate: { readonly perCaller?: Rate; readonly region?: Rate };
}

/** The limits of each gate of a cell that is served by so many regions. */
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

/** Rounded up: a rate of one for two regions is not none. */
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
