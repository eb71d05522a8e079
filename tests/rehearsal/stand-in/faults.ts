import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { Where } from "./kind";

/** How something may go wrong. */
export const ways = ["refuse", "throttle", "half", "down", "slow", "untold"] as const;

/** Something that goes wrong on request. */
export interface CloudFault {
    /** `aws:ecs/service:Service`; all types where none is said. */
    readonly type?: string;
    /** All regions, and what is in none, where none is said. */
    readonly region?: string;
    /**
     * `refuse`: isn't made. `throttle`: isn't made, for being asked too often. `half`: is made, and then reported as failed. `down`:
     * nothing at all is answered there. `slow`: takes `ms` longer. `unreported`: is made at once, and told so `ms` later.
     */
    readonly how: (typeof ways)[number];
    readonly ms?: number;
    /** How often. Default: always. */
    readonly times?: number;
}

const fileIn = (directory: string) => path.join(directory, "faults.json");

export function readFaults(directory: string): readonly CloudFault[] {
    const file = fileIn(directory);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as CloudFault[]) : [];
}

export function writeFaults(directory: string, faults: readonly CloudFault[]): void {
    // Others read it meanwhile: they find all of it, or all of what was there before.
    const next = `${fileIn(directory)}.${process.pid}`;
    writeFileSync(next, JSON.stringify(faults));
    renameSync(next, fileIn(directory));
}

/** The fault that something meets now, which counts as once more. */
function faultFor(
    directory: string,
    type: string,
    { region }: Where,
    kinds: readonly CloudFault["how"][],
): CloudFault | undefined {
    const faults = readFaults(directory);
    const found = faults.findIndex(
        fault =>
            kinds.includes(fault.how) &&
            (fault.type ?? type) === type &&
            (fault.region === undefined || fault.region === region) &&
            (fault.times ?? 1) > 0,
    );
    const fault = faults[found];
    if (fault?.times !== undefined) {
        writeFaults(directory, faults.with(found, { ...fault, times: fault.times - 1 }));
    }
    return fault;
}

/** What comes after something has been made: that it is reported as failed, or that nothing is for a while. */
export type After = { readonly kind: "half" } | { readonly kind: "untold"; readonly ms: number };

/** Throws where nothing is to be made. */
export async function meetFaults(directory: string, type: string, where: Where): Promise<After | undefined> {
    await isUp(directory, type, where);
    const fault = faultFor(directory, type, where, ["refuse", "throttle", "half", "slow", "untold"]);
    switch (fault?.how) {
        case "refuse":
            throw new Error(`InternalFailure: ${type} can't be made in ${where.region ?? "any region"} now`);
        case "throttle":
            throw new Error(`ThrottlingException: Rate exceeded for ${type}`);
        case "slow":
            await pause(fault.ms ?? 1_000);
            return undefined;
        case "half":
            return { kind: "half" };
        case "untold":
            return { kind: "untold", ms: fault.ms ?? 1_000 };
        default:
            return undefined;
    }
}

/** Throws where a region answers nothing. */
export async function isUp(directory: string, type: string, where: Where): Promise<void> {
    if (faultFor(directory, type, where, ["down"]) !== undefined) {
        await pause(10);
        throw new Error(`RequestError: dial tcp: lookup ${where.region ?? "all regions"}: connection timed out`);
    }
}
