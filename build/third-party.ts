import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import type { Metafile } from "esbuild";

interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly license: string;
}

/** The names of the packages that something in the bundle is from. */
export function packagesIn({ inputs, outputs }: Metafile): string[] {
    const bundled = Object.values(outputs).flatMap(({ inputs: parts }) =>
        Object.entries(parts).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    );
    const packages = bundled
        .filter(file => file in inputs)
        .flatMap(file => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
    return [...new Set(packages)].sort();
}

/** The text of the licence of every one of these packages. Throws where one ships no such text. */
export async function thirdPartyNotice(root: string, names: readonly string[]): Promise<string> {
    const notices = await Promise.all(names.map(name => noticeOf(path.join(root, "node_modules", name))));
    return `The page of the hub contains code and data of these packages.\n\n${notices.join("\n")}`;
}

async function noticeOf(folder: string): Promise<string> {
    const { name, version, license } = JSON.parse(
        await readFile(path.join(folder, "package.json"), "utf8"),
    ) as Manifest;
    const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
    if (file === undefined) {
        throw new Error(`${name} ${version} ships no text of its licence; leave it out of the page`);
    }
    const text = readFileSync(path.join(folder, file), "utf8").trim();
    return `${"-".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
