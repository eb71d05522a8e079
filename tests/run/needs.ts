import { readFileSync } from "node:fs";

import { type Budgets, type Measured, measuredOf } from "./budgets";
import { type Need, suiteOf } from "./suites";
import type { Unit } from "./units";

/** What a unit needs of the machine while it runs. */
export interface Needs {
    readonly processors: number;
    readonly gates: number;
    /** Parts of the processors that it gets while others want more than there is. */
    readonly share: number;
}

/**
 * Of a unit with a share of 1. What runs beside the tests has 1 for each session; a unit that starts processes has two or
 * three sessions, and is not to have less for being in a group.
 */
const PARTS = 4;

/** What a unit that waits is counted for at least, and how much more than it was measured: it is not to wait for others. */
const waiting = { least: 0.25, spare: 1.15 } as const;

/** What the file needs that needs most; of processors what was measured, where its suite does not say. */
export function needsOf(unit: Unit, budgets: Budgets): Needs {
    const { processors, gates = { each: 0 }, shares = { each: 1 } } = suiteOf(unit.suite);
    const most = ({ each, of = {} }: Need) =>
        Math.max(...unit.files.map(file => of[file.slice("tests/".length)] ?? each));
    return {
        processors: processors === undefined ? busyPart(measuredOf(unit, budgets)) : most(processors),
        gates: most(gates),
        share: PARTS * most(shares),
    };
}

/** How much of a processor a unit uses. What has not been measured may use all of one. */
function busyPart(measured: Measured | undefined): number {
    if (measured === undefined || measured.clockSeconds === 0) return 1;
    const { cpuSeconds, clockSeconds } = measured;
    return Math.min(1, Math.max(waiting.least, (cpuSeconds / clockSeconds) * waiting.spare));
}

/**
 * Of what a user's processes may watch files with (inotify(7)), as much as a gate takes, with its share of the edges, and of the
 * Envoys that validate a configuration for a moment.
 */
const INSTANCES = 11;

/** What other processes of the user may take: an editor, a desktop. */
const SPARED = 8;

/** Gates that may run at a time: with one more, Envoy would end where it begins to watch its files. Infinity where nothing bounds them. */
export function gatesAtOnce(file = "/proc/sys/fs/inotify/max_user_instances"): number {
    try {
        return Math.floor((Number(readFileSync(file, "utf8")) - SPARED) / INSTANCES);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return Infinity;
        throw error;
    }
}
