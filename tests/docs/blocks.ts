import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

/** A block of code in a page. */
export interface Block {
    /** Relative to the repository. */
    readonly page: string;
    /** The line of its first line of code. */
    readonly line: number;
    /** What the fence names, as `sh`. */
    readonly language: string;
    readonly text: string;
}

const root = packageRoot();

/** The pages that users and contributors read, relative to the repository. */
export function pages(): string[] {
    const below = readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
        .filter(file => file.endsWith(".md"))
        .map(file => `docs/${file}`);
    return ["README.md", "CONTRIBUTING.md", "SECURITY.md", "tests/README.md", ...below.sort()];
}

/** The blocks of all pages in these languages. */
export function blocksIn(...languages: readonly string[]): Block[] {
    return pages().flatMap(page => {
        const text = readFileSync(path.join(root, page), "utf8");
        return [...text.matchAll(/^( *)```(\w+)\n([^]*?)^ *```$/gm)]
            .map(({ index, 1: indent, 2: language, 3: code }) => ({
                page,
                line: text.slice(0, index).split("\n").length + 1,
                language: language!,
                text: code!.replace(new RegExp(`^${indent!}`, "gm"), ""),
            }))
            .filter(({ language }) => languages.includes(language));
    });
}

/** Where a reader finds it. */
export const placeOf = ({ line, page }: Block) => `${page}:${line}`;
