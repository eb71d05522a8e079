import { existsSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";

import { digestOfSources } from "./sources";

/**
 * Makes `dist`, unless it is made of these sources already: its stamp holds their digest, and its time says when that was so
 * (`stacks/fresh-build.ts` compares that with the sources' times). A build that fails or is interrupted leaves a stamp that is older than
 * all sources, so that the engine refuses to run what it left.
 */
export async function unlessMade(root: string, make: () => Promise<void>): Promise<void> {
    const stamp = path.join(root, "dist", ".built");
    const digest = digestOfSources(root);
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) {
        const now = new Date();
        utimesSync(stamp, now, now);
        return;
    }
    if (existsSync(stamp)) {
        writeFileSync(stamp, "");
        utimesSync(stamp, 0, 0);
    }
    await make();
    // Whole or not at all, for a build beside this one.
    writeFileSync(`${stamp}.new`, digest);
    renameSync(`${stamp}.new`, stamp);
}
