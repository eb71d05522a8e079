import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import type { NpmPin } from "./pins";

interface Lock {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

/** What package-lock.json pins of a package. */
export function npmLock(name: string): NpmPin {
    const { packages } = JSON.parse(readFileSync(join(packageRoot(), "package-lock.json"), "utf8")) as Lock;
    const { version, integrity } = packages[`node_modules/${name}`] ?? {};
    if (version === undefined || integrity === undefined) {
        throw new Error(`package-lock.json has no version of ${name} with its digest; run \`npm install\``);
    }
    return { name, version, integrity };
}
