import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Finds texts in bytes, in all the forms in which a text stands in a file without being encrypted. */
export function finderOf(texts: readonly string[]): (content: Buffer) => boolean {
    const wanted = texts.flatMap(formsOf);
    return content => wanted.some(form => content.includes(form));
}

function formsOf(text: string): Buffer[] {
    const shifted = [0, 1, 2].map(shift =>
        Buffer.from("x".repeat(shift) + text)
            .toString("base64")
            .slice(shift === 0 ? 0 : 4, -4),
    );
    return [
        Buffer.from(text),
        Buffer.from(text, "utf16le"),
        Buffer.from(Buffer.from(text).toString("hex")),
        ...shifted.map(part => Buffer.from(part)),
    ];
}

/** Those of some files that have the texts in them. */
export function filesWith(texts: readonly string[], files: readonly string[]): string[] {
    const finds = finderOf(texts);
    return files.filter(file => {
        try {
            return finds(readFileSync(file));
        } catch (error) {
            // Removed meanwhile.
            if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
            return false;
        }
    });
}

/** All files below a directory, whose processes may go on making and removing some. */
export function* filesIn(directory: string): Generator<string> {
    for (const name of readdirSync(directory)) {
        const file = path.join(directory, name);
        const stat = statSync(file, { throwIfNoEntry: false });
        if (stat?.isDirectory() === true) yield* filesIn(file);
        else if (stat?.isFile() === true) yield file;
    }
}
