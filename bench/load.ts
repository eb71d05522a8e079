import { inference } from "../tests/support/cell-under-test";
import type { Answer, CellClient } from "../tests/support/client";
import type { Outcome } from "../tests/support/load";

/** Requests a second of every benchmark under load. */
export const perSecond = 500;

export type Send = (i: number) => Promise<Answer>;

export const once =
    (client: CellClient): Send =>
    i =>
        client.ask(inference(i));

/** Asks again, once and at once, on a connection that is new: the kept one may lead to what is gone. */
export const retryingOnce =
    (client: CellClient): Send =>
    i =>
        client.ask(inference(i)).catch(() => client.ask({ ...inference(i), fresh: true }));

export function slowest(outcomes: readonly Outcome[]): number {
    return Math.max(...outcomes.map(({ ms }) => ms));
}

/** By how much a request left late at worst: the share that the load itself has in the slowest answer. */
export function latestDeparture(outcomes: readonly Outcome[]): number {
    return Math.max(...outcomes.map(({ at }, i) => at - (i * 1000) / perSecond));
}
