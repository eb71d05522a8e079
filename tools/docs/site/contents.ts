import { readFileSync } from "node:fs";
import path from "node:path";

/** A group of pages in the index of the documentation. */
export interface Section {
    readonly title: string;
    readonly pages: readonly Entry[];
}

export interface Entry {
    readonly title: string;
    /** From the root of the repository. */
    readonly file: string;
}

/** The index, docs/README.md: the only place that orders pages. */
export function contentsOf(root: string): Section[] {
    const text = readFileSync(path.join(root, "docs", "README.md"), "utf8");
    return text
        .split(/^## /m)
        .slice(1)
        .map(section => ({
            title: section.split("\n", 1)[0]!,
            pages: [...section.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)$/gm)].map(([, title, target]) => ({
                title: title!,
                file: path.posix.normalize(`docs/${target!}`),
            })),
        }));
}
