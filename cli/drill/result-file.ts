import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Result } from "./result";
import { pageOf } from "./result-page";

export interface ResultFiles {
    readonly file: string;
    readonly page: string;
}

/** Writes what a drill has found, for machines and for people, by time and drill. Only the owner can read it. */
export function writeResult(directory: string, result: Result): ResultFiles {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const base = path.join(directory, `${result.at.replaceAll(":", "-")}-${result.drill}`);
    const files = { file: `${base}.json`, page: `${base}.html` };
    write(files.page, pageOf(result));
    // Written last: if this file exists, the page exists too.
    write(files.file, `${JSON.stringify(result, undefined, 1)}\n`);
    return files;
}

/** Readers see all of it or nothing. */
function write(file: string, text: string): void {
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, file);
}
