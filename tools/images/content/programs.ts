import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { programsFolder as folder } from "../../image-contract";
import { packageRoot } from "../../package-root";
import { buildPage } from "../../../build/page";
import { bundle, type Bundled, type Program } from "../bundle";
import type { Entry, Layer, Package } from "./content";
import { installedPackage, manifestOf, npmPurl } from "./npm";

/** Bundles of programs, with the libraries that they load by name. */
export const programs = (name: string, chosen: readonly Program[]): Layer => ({
    name,
    make: async () => {
        const { files, packages } = await bundle(chosen, [...new Set(chosen.flatMap(({ loads }) => loads))]);
        const page = chosen.some(({ page }) => page) ? await builtPage() : { files: [], packages: [] };
        return {
            entries: [...files, ...page.files].map(({ path, data }): Entry => ({ path: `${folder}/${path}`, data })),
            packages: [own(), ...[...new Set([...packages, ...page.packages])].sort().map(installedPackage)],
        };
    },
});

async function builtPage(): Promise<Bundled> {
    const into = mkdtempSync(join(tmpdir(), "meridian-page-"));
    try {
        const packages = await buildPage(join(into, "page"));
        const found = readdirSync(into, { recursive: true, withFileTypes: true }).filter(file => file.isFile());
        const files = found.map(({ parentPath, name }) => join(parentPath, name));
        return { files: files.map(file => ({ path: relative(into, file), data: readFileSync(file) })), packages };
    } finally {
        rmSync(into, { recursive: true, force: true });
    }
}

function own(): Package {
    const { version, license } = manifestOf(packageRoot());
    const name = "pulumi-meridian";
    const text = readFileSync(join(packageRoot(), "LICENSE"));
    return { name, version, license, purl: npmPurl({ name, version }), text };
}
