import type { Alarm, AlarmKind, DrillSummary } from "../../../components/watch/state";
import type { SimulatedRegion, Trouble } from "./simulated";

const minuteMs = 60_000;

const alarmsBy: Readonly<
    Partial<Record<NonNullable<Trouble>, readonly [AlarmKind, Alarm["severity"], string, (readonly string[])?][]>>
> = {
    slow: [
        ["withdrawn", "page", "taken out of traffic: p99 is 612 ms; at most 250 ms"],
        ["availability", "page", "errors use up the month's budget in 2 days: 2.4 % of requests; at most 0.1 %"],
    ],
    silent: [["silent", "page", "nothing heard for 94 seconds"]],
    ill: [["digest", "ticket", "screening 2.0.0 is planned and not loaded"]],
    moved: [
        ["digest", "page", "screening 2.0.0 is loaded with the digest of another release"],
        [
            "drift",
            "ticket",
            "24 of 31 features and scores of screening 1.0.0 have moved, furthest feature glucose: PSI 0.90 over 1000 values",
            Array.from(
                { length: 24 },
                (_, i) => `feature measured-${i}: PSI ${(0.9 - i / 40).toFixed(2)} over 1000 values`,
            ),
        ],
    ],
};

/** What is on in regions in trouble, and one that has ended. */
export function alarmsOf(regions: readonly SimulatedRegion[], now: number): Alarm[] {
    const on = regions.flatMap(({ cell, ref, trouble }, i) =>
        (trouble === undefined ? [] : (alarmsBy[trouble] ?? [])).map(([kind, severity, message, parts], k): Alarm => ({
            id: `${kind} ${cell} ${ref}`,
            kind,
            severity,
            cell,
            region: ref,
            message,
            parts,
            since: new Date(now - (7 - k + (i % 3) * 9) * minuteMs).toISOString(),
        })),
    );
    const { cell, ref } = regions[0]!;
    const ended: Alarm = {
        id: `lag ${cell} ${ref}`,
        kind: "lag",
        severity: "ticket",
        cell,
        region: ref,
        message: "its copy of the store was behind by 11 seconds; at most 5",
        since: new Date(now - 400 * minuteMs).toISOString(),
        until: new Date(now - 391 * minuteMs).toISOString(),
    };
    return [...on.sort((a, b) => b.since.localeCompare(a.since)), ended];
}

export function drillsOf(regions: readonly SimulatedRegion[], now: number): DrillSummary[] {
    const day = 24 * 60 * minuteMs;
    const isTroubled = regions.some(({ trouble }) => trouble !== undefined);
    return ["region-down", "lost-store", "partition", "region-down"].map((drill, i): DrillSummary => {
        const { cell, ref } = regions[i % regions.length]!;
        const passed = !(isTroubled && i === 1);
        return {
            drill,
            cell,
            region: ref,
            at: new Date(now - (i * 7 + 2) * day).toISOString(),
            passed,
            rtoSeconds: passed ? 1.2 + i * 0.7 : 74,
            ...(drill === "partition" ? {} : { rpoSeconds: 0 }),
            requests: 12_000 + i * 431,
            failed: passed ? 3 + i : 911,
            slow: passed ? 14 * i : 388,
            leaked: 0,
        };
    });
}
