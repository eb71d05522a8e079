import { readFileSync } from "node:fs";

import { type Suite, suiteOf } from "./suites";
import type { Unit } from "./units";

/** Of what a user's processes may watch files with, as much as each gate takes with its share of the edges (inotify(7)). */
const INSTANCES = 11;

/** What other processes of the user may take: an editor, a desktop. */
const SPARED = 8;

/** Gates that a unit runs at a time, at most. */
export function gatesOf({ suite, files }: Unit): number {
    const { gates }: Pick<Suite, "gates"> = suiteOf(suite);
    return Math.max(0, ...files.map(file => gates?.of?.[file.slice("tests/".length)] ?? gates?.most ?? 0));
}

/** Gates that may run at a time: with one more, Envoy would end where it begins to watch its files. Infinity where nothing bounds them. */
export function gatesAtOnce(file = "/proc/sys/fs/inotify/max_user_instances"): number {
    try {
        return Math.floor((Number(readFileSync(file, "utf8")) - SPARED) / INSTANCES);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return Infinity;
        throw error;
    }
}
