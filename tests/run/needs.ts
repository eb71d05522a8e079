import { readFileSync } from "node:fs";

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

/** What the file needs that needs most. */
export function needsOf({ suite, files }: Unit): Needs {
    const { processors = { each: 1 }, gates = { each: 0 }, shares = { each: 1 } } = suiteOf(suite);
    const most = ({ each, of = {} }: Need) => Math.max(...files.map(file => of[file.slice("tests/".length)] ?? each));
    return { processors: most(processors), gates: most(gates), share: PARTS * most(shares) };
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
