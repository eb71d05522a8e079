import { createRequire } from "node:module";

import { ProjectError } from "../exit";
import { usage } from "../local/arguments";
import type * as Local from "../local/run";
import { findProject } from "../project";

export { usage };

const load = createRequire(__filename);

/** Optional peers of the package that a stack on this machine needs; of the second, one. Its tables need more, which the adapter names. */
const needed = ["@peculiar/x509", "fast-xml-parser", "prom-client", "reflect-metadata"];
const runtimes = ["onnxruntime-web", "onnxruntime-node"];

/** What `npm run local` does in this repository, in the project that it is called in. */
export function run(argv: readonly string[]): Promise<number> {
    const { root } = findProject(process.cwd());
    const missing = missingPeers();
    if (missing.length > 0) {
        throw new ProjectError(
            `a stack on this machine needs ${missing.join(" and ")}, not installed here; run \`npm install ${missing.join(" ")}\``,
        );
    }
    // Only now: it needs them.
    const { run } = load("../local/run") as typeof Local;
    return run(argv, root);
}

export function missingPeers(resolve: (id: string) => unknown = load.resolve): string[] {
    const isThere = (name: string) => {
        try {
            resolve(name);
            return true;
        } catch {
            return false;
        }
    };
    return [...needed.filter(name => !isThere(name)), ...(runtimes.some(isThere) ? [] : runtimes.slice(0, 1))];
}
