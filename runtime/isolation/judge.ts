import { setTimeout as delay } from "node:timers/promises";

import type { IsolationPort } from "../../components/plan/clouds/pod-ports";
import type { Clocks } from "../clocks";

/** Pods start at different times, where nodes pull the image first. */
export const REACHED_WITHIN_MS = 120_000;
/** A network plugin may learn of a new pod some time after it runs. */
export const CLOSED_WITHIN_MS = 30_000;
const EVERY_MS = 500;

/**
 * `isolated`: policies hold in both directions. `open`: connections are made that none allows, by the directions in which nothing stops them.
 * `unreached`: not even those that policies allow are made.
 */
export type Verdict =
    | { readonly kind: "isolated" }
    | { readonly kind: "open"; readonly directions: readonly ("incoming" | "outgoing")[] }
    | { readonly kind: "unreached" };

/** Whether NetworkPolicies are enforced, by connections to the other pod: closed ports must become closed, while open ones are reached. */
export async function judged(
    connects: (port: IsolationPort) => Promise<boolean>,
    clocks: Clocks,
    pause: (ms: number) => Promise<unknown> = delay,
): Promise<Verdict> {
    const holdsWithin = async (ms: number, holds: () => Promise<boolean>) => {
        const end = clocks.steady() + ms;
        for (;;) {
            if (await holds()) return true;
            if (clocks.steady() >= end) return false;
            await pause(EVERY_MS);
        }
    };
    if (!(await holdsWithin(REACHED_WITHIN_MS, () => connects("open")))) return { kind: "unreached" };
    let directions: readonly ("incoming" | "outgoing")[] = [];
    const isClosed = async () => {
        const [incoming, outgoing, reached] = await Promise.all([
            connects("incomingClosed"),
            connects("outgoingClosed"),
            connects("open"),
        ]);
        directions = [...(incoming ? (["incoming"] as const) : []), ...(outgoing ? (["outgoing"] as const) : [])];
        return directions.length === 0 && reached;
    };
    if (await holdsWithin(CLOSED_WITHIN_MS, isClosed)) return { kind: "isolated" };
    return directions.length > 0 ? { kind: "open", directions } : { kind: "unreached" };
}
