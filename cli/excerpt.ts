import { readFileSync } from "node:fs";

import type { PlacedFault } from "./placed-fault";

/**
 * The line of a fault with a mark below the value. None where the value may not be shown, since the line would show it, and where the value
 * does not stand there as it was read, as in a list or a text of several lines.
 */
export function excerptOf({ column, file, line, value }: PlacedFault, linesOf = readLines): string[] {
    const source = linesOf(file)[line - 1] ?? "";
    const length = lengthOf(value, source.slice(column - 1));
    if (length === undefined || source.length > longestLine) return [];
    const margin = String(line);
    const blank = " ".repeat(margin.length);
    return [`${blank} |`, `${margin} | ${source}`, `${blank} | ${" ".repeat(column - 1)}${"^".repeat(length)}`];
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
