import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { build, type Metafile } from "esbuild";

import { landModule, landPackages } from "./land";
import { packagesIn, thirdPartyNotice } from "./third-party";

const root = path.join(__dirname, "..");
const page = "runtime/hub/page";

/** Where `npm run build` puts the page of the hub, and the hub looks for it. */
export const builtPage = path.join(root, "dist", page);

/**
 * Builds the page of the hub: `index.html`, and beside it `assets/`, whose files carry a hash of their content in their names and
 * so may be kept for ever. With them goes the notice of the libraries that are inside. What lay in the folder is removed. Returns the
 * names of those libraries.
 */
export async function buildPage(folder: string): Promise<readonly string[]> {
    const { metafile, outputFiles } = await build({
        absWorkingDir: root,
        // `.mts`: under the package's "type" esbuild would take them for CommonJS, and leave nothing out of what they import.
        entryPoints: { page: `${page}/main.mts`, theme: `${page}/theme.mts`, icon: `${page}/icon.svg` },
        outdir: path.join(folder, "assets"),
        entryNames: "[name]-[hash]",
        bundle: true,
        minify: true,
        // The notice has them, with the licences' full text.
        legalComments: "none",
        // What `light-dark()` needs, which the style sheet is built on: https://webstatus.dev/features/light-dark
        target: ["chrome123", "firefox120", "safari17.5"],
        format: "esm",
        jsx: "automatic",
        jsxImportSource: "preact",
        loader: { ".svg": "copy" },
        plugins: [landModule],
        metafile: true,
        write: false,
        logLevel: "warning",
    });
    const html = await readFile(path.join(root, page, "index.html"), "utf8");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.join(folder, "assets"), { recursive: true });
    for (const { path: file, contents } of outputFiles) writeFileSync(file, contents);
    const packages = [...new Set([...packagesIn(metafile), ...landPackages])].sort();
    writeFileSync(path.join(folder, "assets", "third-party.txt"), await thirdPartyNotice(root, packages));
    writeFileSync(path.join(folder, "index.html"), withAssets(html, namesOf(metafile)));
    return packages;
}

/** `page.js` and the like, to the name with its hash. */
function namesOf(metafile: Metafile): ReadonlyMap<string, string> {
    const names = Object.keys(metafile.outputs).map(output => path.basename(output));
    return new Map(names.map(name => [name.replace(/-[A-Z0-9]{8}\./, "."), name]));
}

function withAssets(html: string, names: ReadonlyMap<string, string>): string {
    return html.replaceAll(/\/assets\/([\w.-]+)/g, (_, name: string) => {
        const hashed = names.get(name);
        if (hashed === undefined) {
            throw new Error(
                `index.html names assets/${name}, which is not built; built: ${[...names.keys()].join(", ")}`,
            );
        }
        return `/assets/${hashed}`;
    });
}
