import { execFileSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The clock of a process, as its machine's clock, that a test sets while the process runs. */
export class MovedClock {
    constructor(private readonly file: string) {}

    /** For the environment of a Node process. */
    get environment(): Readonly<Record<string, string>> {
        return { NODE_OPTIONS: `--require ${path.join(__dirname, "moved.cjs")}`, ...this.ofPrograms };
    }

    /** The same of other programs, which have `compiledClock` loaded before all else. */
    get ofPrograms(): Readonly<Record<string, string>> {
        return { CLOCK_AHEAD: this.file };
    }

    /** Ahead of what is right, or behind it, from now on. */
    set(aheadMs: number): void {
        writeFileSync(`${this.file}.tmp`, String(aheadMs));
        renameSync(`${this.file}.tmp`, this.file);
    }
}

/** For `LD_PRELOAD`: the library, made in a directory. */
export function compiledClock(directory: string): string {
    const library = path.join(directory, "moved.so");
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, path.join(__dirname, "moved.c")]);
    return library;
}
