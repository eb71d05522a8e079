import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

import { packageRoot } from "../../tools/package-root";

/** What `.c8rc.json` asks for and tests did not reach, as a table; undefined where they reached everything. */
export function unreached(directory: string): string | undefined {
    const c8 = createRequire(__filename).resolve("c8/bin/c8.js");
    const args = [c8, "report", "--temp-directory", directory];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageRoot(), encoding: "utf8" });
    return status === 0 ? undefined : `${stdout}${stderr}`.trimEnd();
}
