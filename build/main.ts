import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import path from "node:path";

import { buildPage, builtPage } from "./page";
import { unlessMade } from "./stamp";

const root = path.join(__dirname, "..");

/** `npm run build`. The compiler takes ten seconds to read the clouds' SDKs. */
unlessMade(root, async () => {
    const compiler = require.resolve("typescript/lib/tsc.js");
    const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
        cwd: root,
        stdio: "inherit",
    });
    if (status !== 0) throw new Error("the compiler failed");
    await buildPage(builtPage);
    chmodSync(path.join(root, "dist", "cli", "main.js"), 0o755);
}).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
