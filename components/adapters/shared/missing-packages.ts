import { createRequire } from "node:module";

/** Those of some packages that are not installed beside this one: optional peers, which not every stack needs. */
export function missingPackages(
    packages: readonly string[],
    resolve: (id: string) => unknown = createRequire(__filename).resolve,
): string[] {
    return packages.filter(name => !isInstalled(name, resolve));
}

function isInstalled(name: string, resolve: (id: string) => unknown): boolean {
    try {
        resolve(name);
        return true;
    } catch {
        return false;
    }
}
