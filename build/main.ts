import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { buildPage, builtPage } from "./page";
import { digestOfSources } from "./sources";

const root = path.join(__dirname, "..");
/** Written when a build has ended, with the digest of what it was made of. `refuseStaleBuild` reads its time. */
const stamp = path.join(root, "dist", ".built");

/** `npm run build`: makes `dist`, unless it is made of these sources. The compiler takes ten seconds to read the clouds' SDKs. */
async function build(): Promise<void> {
    const digest = digestOfSources(root);
    if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digest) {
        rmSync(stamp, { force: true });
        const compiler = require.resolve("typescript/lib/tsc.js");
        const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
            cwd: root,
            stdio: "inherit",
        });
        if (status !== 0) throw new Error("the compiler failed");
        await buildPage(builtPage);
        chmodSync(path.join(root, "dist", "cli", "main.js"), 0o755);
    }
    writeFileSync(stamp, digest);
}

build().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
