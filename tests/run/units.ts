import { readdirSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { type SuiteName, suiteNames, suiteOf } from "./suites";

/** Test files that one process runs in order: a single one, or those that share what is expensive to start. */
export interface Unit {
    readonly suite: SuiteName;
    /** From the root of the repository. */
    readonly files: readonly string[];
    readonly isQuick: boolean;
}

/** The units of suites: quick ones first, in the order of their suites. `files`: every test file, from `tests/`. */
export function unitsOf(names: readonly SuiteName[], files: readonly string[] = testFiles()): Unit[] {
    const all = names.flatMap(name => unitsOfSuite(name, files));
    return [...all.filter(({ isQuick }) => isQuick), ...all.filter(({ isQuick }) => !isQuick)];
}

/** In the order in which they end soonest together: what takes longest first, so that no long one is left for the end. */
export function longestFirst(units: readonly Unit[], secondsOf: (unit: Unit) => number): Unit[] {
    return [...units].sort((a, b) => secondsOf(b) - secondsOf(a));
}

function unitsOfSuite(suite: SuiteName, files: readonly string[]): Unit[] {
    const { together = [] } = suiteOf(suite);
    const own = files.filter(file => suiteOfFile(file) === suite);
    const shared = together.map(group => group.filter(file => own.includes(file)));
    const single = own.filter(file => !shared.flat().includes(file)).map(file => [file]);
    return [...shared, ...single]
        .filter(group => group.length > 0)
        .map(group => ({
            suite,
            files: group.map(file => `tests/${file}`),
            isQuick: group.every(file => isQuick(suite, file)),
        }));
}

function isQuick(suite: SuiteName, file: string): boolean {
    const { quick } = suiteOf(suite);
    if (quick === "all") return true;
    return "except" in quick ? !quick.except.includes(file) : quick.includes(file);
}

/** The suite of a file, given from `tests/`. */
export function suiteOfFile(file: string): SuiteName | undefined {
    return suiteNames.find(name => suiteOf(name).folders.some(folder => file.startsWith(`${folder}/`)));
}

/** Every test file, from `tests/`, in order of the alphabet. */
export function testFiles(): string[] {
    const root = path.join(packageRoot(), "tests");
    return readdirSync(root, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && entry.name.endsWith(".test.ts"))
        .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)))
        .sort();
}
