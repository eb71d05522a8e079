import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../package-root";
import { writeApi } from "./api";
import { faultsOfSite } from "./faults";
import { stage } from "./staging";

/** VitePress reads its config and its theme from a folder beside the pages. */
const entries = {
    "config.mjs": "vitepress.ts",
    "theme/index.mjs": "theme/index.mjs",
} as const;

/**
 * Builds the site below a folder of this repository, where imports of its pages are found, and returns where the site is. Throws for links
 * that lead nowhere.
 */
async function buildSite(folder: string): Promise<string> {
    const [source, html] = [path.join(folder, "source"), path.join(folder, "html")];
    for (const old of [source, html]) rmSync(old, { recursive: true, force: true });
    stage(packageRoot(), source);
    for (const [name, from] of Object.entries(entries)) {
        const at = path.join(source, ".vitepress", name);
        mkdirSync(path.dirname(at), { recursive: true });
        writeFileSync(at, `export { default } from ${JSON.stringify(path.join(__dirname, from))};\n`);
    }
    const { build } = await import("vitepress");
    await build(source);
    await writeApi(packageRoot(), path.join(html, "api"));
    const faults = faultsOfSite(html);
    if (faults.length > 0) throw new Error(`the site has faults:\n${faults.join("\n")}`);
    return html;
}

const [folder = path.join(packageRoot(), ".site")] = process.argv.slice(2);
buildSite(path.resolve(folder))
    .then(html => {
        console.log(path.relative(process.cwd(), html));
    })
    .catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    });
