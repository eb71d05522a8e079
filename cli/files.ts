import { readFileSync } from "node:fs";
import path from "node:path";

import { ProjectError } from "./exit";

/** The text of a file. Throws `ProjectError`. */
export function readText(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        throw new ProjectError(`${shown(file)} can't be read: ${reasonOf(error)}`);
    }
}

/** A JSON file, or `-` for standard input. Throws `ProjectError`. */
export function readJson(file: string): unknown {
    const text = readText(file === "-" ? "/dev/stdin" : file);
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new ProjectError(`${file === "-" ? "standard input" : shown(file)} is no JSON: ${reasonOf(error)}`);
    }
}

/** A file as people call it from where they are. */
export function shown(file: string): string {
    return path.relative(process.cwd(), file) || file;
}

/** `EACCES: permission denied, open '/a/b'` → `permission denied` */
export function reasonOf(error: unknown): string {
    const { message } = error as Error;
    return /(?:^|\s)E[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}
