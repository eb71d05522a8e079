import { existsSync } from "node:fs";
import path from "node:path";

import { refuseStaleBuild } from "../../stacks/fresh-build";
import { UsageError } from "./arguments";

/** Tests load the package as its users do, from the build: without one, or with an old one, they would fail for that, one by one. */
export function refuseWithoutBuild(root: string): void {
    if (!existsSync(path.join(root, "dist", ".built"))) {
        throw new UsageError("the package is not built; run `npm run build` first");
    }
    try {
        refuseStaleBuild(root);
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}
