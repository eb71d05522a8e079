import { setTimeout as pause } from "node:timers/promises";

import { hasFailed } from "../../components/watch/drills/measure";
import type { PartState, Rehearsable } from "../../components/watch/drills/operations";
import { ProjectError } from "../exit";
import type { Traffic } from "./traffic";

/** How a stack is, in all that a drill may change. */
export type State = Readonly<Record<string, PartState>>;

/** Between two looks: each asks every process. */
const lookAgainMs = 500;
/** How long there may have been no trouble then. */
const calmMs = 2_000;

/** The state of each part, and which region answers which client. */
export async function stateOf(operations: Rehearsable, traffic: Traffic): Promise<State> {
    const [parts, answering] = await Promise.all([operations.look(), traffic.answering()]);
    const answers = Object.entries(answering).flatMap(([cell, cities]) =>
        Object.entries(cities).map(
            ([city, region]) =>
                [
                    `region answering ${cell} at ${city}`,
                    { state: region ?? "nobody", isWell: region !== undefined },
                ] as const,
        ),
    );
    return { ...parts, ...Object.fromEntries(answers) };
}

/**
 * Figures of an outage say nothing where something was broken before. What has just been healed is waited for. Returns how all
 * is; throws `ProjectError`.
 */
export async function wellState(look: () => Promise<State>, withinMs: number, over: AbortSignal): Promise<State> {
    for (const deadline = performance.now() + withinMs; ;) {
        const state = await look();
        const unhealthy = Object.entries(state).filter(([, { isWell }]) => !isWell);
        if (unhealthy.length === 0) return state;
        if (performance.now() < deadline) {
            await pause(lookAgainMs, undefined, { signal: over });
            continue;
        }
        const which = unhealthy.map(([name, { state }]) => `${name}: ${state}`);
        throw new ProjectError(
            `the stack is unhealthy, so a drill would prove nothing: ${which.join("; ")}; run \`pulumi up\`, or wait until it is healthy`,
        );
    }
}

/** The same of what is answered. Throws `ProjectError`. */
export function refuseFailing({ asked }: Traffic): void {
    const bad = asked.filter(one => hasFailed(one) || one.isRight === false);
    const [first] = bad;
    if (first !== undefined) {
        const { cell, point, status, error } = first;
        const why = first.isRight === false ? "two answers to one question" : (error ?? `status ${status ?? "none"}`);
        throw new ProjectError(
            `${bad.length} of ${asked.length} requests failed before the failure was injected, the first in cell ${cell} at ${point}: ${why}; see the log of its gate`,
        );
    }
}

/**
 * Waits until all is as it was and nothing has failed or waited for a while: what a process says of itself may be ahead of what
 * it does. Returns what isn't as it was by then, in words.
 */
export async function changesAfter(
    before: State,
    look: () => Promise<State>,
    lastTrouble: () => number,
    withinMs: number,
    over: AbortSignal,
): Promise<string[]> {
    const begun = performance.now();
    for (;;) {
        const parts = changesIn(before, await look());
        const now = performance.now();
        const isCalm = now - Math.max(begun, lastTrouble()) > calmMs;
        const changes = isCalm ? parts : [...parts, "requests of the cell: some failed or waited; before: none"];
        if (changes.length === 0 || now - begun > withinMs) return changes;
        await pause(lookAgainMs, undefined, { signal: over });
    }
}

function changesIn(before: State, after: State): string[] {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const stateIn = (state: State, name: string) => state[name]?.state ?? "not there";
    return names
        .filter(name => stateIn(before, name) !== stateIn(after, name))
        .map(name => `${name}: ${stateIn(after, name)}; before: ${stateIn(before, name)}`);
}
