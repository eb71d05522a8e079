import { createHash } from "node:crypto";

import type { Known, KnownOf } from "./known";

/**
 * The same resources as they are created in one order of those that dependencies leave open, which a seed draws. `kinds`: all kinds of
 * the state.
 */
export function inSeededOrder(all: KnownOf, kinds: readonly string[], seed: number): KnownOf {
    const place = new Map(seededOrder(kinds.flatMap(all), seed).map(({ urn }, i) => [urn, i]));
    const ordered = new Map(
        kinds.map(kind => [
            kind,
            all(kind).map((one): Known => ({ ...one, isAfter: ({ urn }) => place.get(urn)! < place.get(one.urn)! })),
        ]),
    );
    return kind => ordered.get(kind) ?? [];
}

/** Creates again and again the first of what can be created, by what the seed draws for each. */
export function seededOrder(resources: readonly Known[], seed: number): Known[] {
    const drawn = new Map(resources.map(one => [one, drawnFor(one, seed)]));
    const byDraw = [...resources].sort((a, b) => (drawn.get(a)! < drawn.get(b)! ? -1 : 1));
    const missing = new Map(byDraw.map(one => [one, new Set(resources.filter(other => one.isAfter(other)))]));
    const order: Known[] = [];
    while (missing.size > 0) {
        const next = [...missing].find(([, before]) => before.size === 0)?.[0];
        if (next === undefined) throw new Error("resources depend on each other in a circle");
        missing.delete(next);
        for (const before of missing.values()) before.delete(next);
        order.push(next);
    }
    return order;
}

const drawnFor = ({ urn }: Known, seed: number) => createHash("sha256").update(`${seed} ${urn}`).digest("hex");
