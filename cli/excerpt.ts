import { readFileSync } from "node:fs";

import type { PlacedFault } from "./placed-fault";

/**
 * The line of a fault with a mark below the value. None where the value may not be shown, since the line would show it, and where the value
 * does not stand there as it was read, as in a list or a text of several lines.
 */
export function excerptOf({ column, file, line, value }: PlacedFault, linesOf = readLines): string[] {
    const source = linesOf(file)[line - 1] ?? "";
    // The place of a key's value is that of the key.
    const [key = ""] = /^(?:"[^"]*"|'[^']*'|[^\s"'{}[\],#]+): +/.exec(source.slice(column - 1)) ?? [];
    const start = [column - 1 + key.length, column - 1].find(from => lengthOf(value, source.slice(from)) !== undefined);
    if (start === undefined || source.length > longestLine) return [];
    const margin = String(line);
    const blank = " ".repeat(margin.length);
    const mark = "^".repeat(lengthOf(value, source.slice(start))!);
    return [`${blank} |`, `${margin} | ${source}`, `${blank} | ${" ".repeat(start)}${mark}`];
}

/** A longer one would be wrapped by the terminal, and the mark stand below something else. */
const longestLine = 160;

/** How many characters of the file the value takes, with its quotes. */
function lengthOf(value: unknown, source: string): number | undefined {
    if (!["string", "number", "boolean"].includes(typeof value) || value === "") return undefined;
    const text = String(value);
    return [`"${text}"`, `'${text}'`, text].find(written => source.startsWith(written))?.length;
}

function readLines(file: string): readonly string[] {
    try {
        return readFileSync(file, "utf8").split(/\r?\n/);
    } catch {
        // It was there a moment ago; the fault is complete without its line.
        return [];
    }
}
