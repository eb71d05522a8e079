import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What `dist` is made of, from the root of the repository. */
const folders = ["build", "cli", "components", "policy", "runtime", "stacks", "tools"];
const files = ["package-lock.json", "package.json", "tsconfig.build.json", "tsconfig.json"];
const isSource = /\.(tsx?|mts|cjs|json|css|html|svg)$/;

/** A digest of the names and contents of all sources: another one when a source is changed, added, renamed or removed. */
export function digestOfSources(root: string): string {
    const hash = createHash("sha256");
    const below = folders.flatMap(folder =>
        readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(file =>
            path.join(folder, file),
        ),
    );
    for (const file of [...below.filter(file => isSource.test(file)), ...files].sort()) {
        const content = readFileSync(path.join(root, file));
        hash.update(`${file}\n${content.length}\n`).update(content);
    }
    return hash.digest("hex");
}
