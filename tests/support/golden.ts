import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { format, resolveConfig } from "prettier";

import { packageRoot } from "../../tools/package-root";

/** What is recorded under a name in `tests/golden`; with UPDATE_GOLDEN=1 it is recorded first. */
export async function recorded(name: string, found: unknown): Promise<unknown> {
    const file = path.join(packageRoot(), "tests", "golden", `${name}.json`);
    if (process.env.UPDATE_GOLDEN === "1") {
        writeFileSync(file, await format(JSON.stringify(found), { ...(await resolveConfig(file)), parser: "json" }));
    }
    return JSON.parse(readFileSync(file, "utf8"));
}

/** The same of a text, line by line as readers see it. */
export function recordedText(name: string, found: string): string {
    const file = path.join(packageRoot(), "tests", "golden", name);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, found);
    return readFileSync(file, "utf8");
}
