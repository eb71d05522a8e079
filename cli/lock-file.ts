import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { type Lock, parseLock } from "../components/plan/config/lock";
import { ConfigFaults, describe } from "../components/plan/faults";
import { ProjectError } from "./exit";
import { reasonOf, readText, shown } from "./files";
import type { Project } from "./project";

/** Where a project keeps what its releases were resolved to. */
export function lockFile({ root }: Project): string {
    return path.join(root, "meridian.lock.json");
}

/** What can't be read, but may be rewritten: half a merge, an edit gone wrong. */
export class LockError extends ProjectError {}

/** The lock, where there is one. Throws `LockError`. */
export function readLock(project: Project): Lock | undefined {
    const file = lockFile(project);
    if (!existsSync(file)) {
        return undefined;
    }
    const text = readText(file);
    let input: unknown;
    try {
        input = JSON.parse(text);
    } catch (error) {
        throw unreadable(file, `it is no JSON: ${(error as Error).message}`);
    }
    // A later form is for a later version of this command, and not to be written over by this one.
    const { version } = (input ?? {}) as { version?: unknown };
    if (typeof version === "number" && version > 1) {
        throw new ProjectError(
            `${shown(file)} is of form ${version}, which this version can't read; update pulumi-meridian`,
        );
    }
    try {
        return parseLock(input);
    } catch (error) {
        if (!(error instanceof ConfigFaults)) throw error;
        throw unreadable(file, error.faults.map(describe).join("\n  "));
    }
}

function unreadable(file: string, why: string): LockError {
    return new LockError(`${shown(file)} can't be read; run \`meridian resolve\` to rewrite it\n  ${why}`);
}

/** Written whole or not at all: a reader sees what was there before or what is there now, also when the machine goes down. */
export function writeLock(project: Project, lock: Lock): void {
    const file = lockFile(project);
    const aside = `${file}.${process.pid}`;
    try {
        const open = openSync(aside, "w");
        try {
            writeFileSync(open, textOf(lock));
            fsyncSync(open);
        } finally {
            closeSync(open);
        }
        renameSync(aside, file);
    } catch (error) {
        rmSync(aside, { force: true });
        throw new ProjectError(`${shown(file)} can't be written: ${reasonOf(error)}`);
    }
}

/** Sorted, one release or image a line, so that a change of one is a change of one line. */
export function textOf({ models, images = {} }: Lock): string {
    const rows = sorted(models).map(([name, releases]) => {
        const versions = sorted(releases).map(
            ([version, release]) => `      ${JSON.stringify(version)}: ${rowOf(release)}`,
        );
        return `    ${JSON.stringify(name)}: {\n${versions.join(",\n")}\n    }`;
    });
    const pushed = sorted(images).map(([name, digest]) => `    ${JSON.stringify(name)}: ${JSON.stringify(digest)}`);
    const parts = [
        `  "version": 1`,
        `  "models": ${braced(rows)}`,
        ...(pushed.length === 0 ? [] : [`  "images": ${braced(pushed)}`]),
    ];
    return `{\n${parts.join(",\n")}\n}\n`;
}

const braced = (rows: readonly string[]) => (rows.length === 0 ? "{}" : `{\n${rows.join(",\n")}\n  }`);

function rowOf({ artifact, digest, bytes }: Lock["models"][string][string]): string {
    return `{ "artifact": ${JSON.stringify(artifact)}, "digest": ${JSON.stringify(digest)}, "bytes": ${bytes} }`;
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
    return Object.entries(record).sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }) || (a < b ? -1 : 1));
}
