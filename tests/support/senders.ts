import { setTimeout as pause } from "node:timers/promises";

import { inference } from "./cell-under-test";
import type { Answer, CellClient } from "./client";
import type { Outcome } from "./load";

/** Requests a second of every benchmark under load. */
export const perSecond = 500;

export type Send = (i: number) => Promise<Answer>;

export const once =
    (client: CellClient): Send =>
    i =>
        client.ask(inference(i));

/** Before a client asks again: as long as the first pause of common SDKs (100 ms in AWS's). */
const retryAfterMs = 100;

/**
 * Asks again, once, on a connection that is new: the kept one may lead to what is gone. Not at once: while the system
 * takes a killed process down, for some tens of milliseconds, its port still accepts connections, and breaks them. On a busy machine
 * that takes longer, which `isGone` waits for where it is given.
 */
export const retryingOnce =
    (client: CellClient, isGone: () => Promise<unknown> = () => Promise.resolve()): Send =>
    i =>
        client.ask(inference(i)).catch(async () => {
            await Promise.all([pause(retryAfterMs), isGone()]);
            return client.ask({ ...inference(i), fresh: true });
        });

/** Asks again, once, on a new connection, when what was killed is back: also after an answer that says that no server could answer. */
export const retryingWhen =
    (client: CellClient, isBack: () => Promise<unknown>): Send =>
    i =>
        client
            .ask(inference(i))
            .then(answer => (answer.status < 500 ? answer : Promise.reject(new Error(`status ${answer.status}`))))
            .catch(async () => {
                await isBack();
                return client.ask({ ...inference(i), fresh: true });
            });

/**
 * The same, and `answered`, which waits for all requests that are under way. A test that kills again before a repeated request has its answer
 * would find what a second failure does, and on a machine with other work an answer may take longer than any pause.
 */
export function tracked(send: Send): { readonly send: Send; readonly answered: () => Promise<unknown> } {
    const underWay = new Set<Promise<Answer>>();
    return {
        send: i => {
            const one = send(i).finally(() => underWay.delete(one));
            underWay.add(one);
            return one;
        },
        answered: () => Promise.allSettled([...underWay]),
    };
}

export function slowest(outcomes: readonly Outcome[]): number {
    return Math.max(...outcomes.map(({ ms }) => ms));
}

/** By how much a request left late at worst: the share that the load itself has in the slowest answer. */
export function latestDeparture(outcomes: readonly Outcome[]): number {
    return Math.max(...outcomes.map(({ at }, i) => at - (i * 1000) / perSecond));
}
