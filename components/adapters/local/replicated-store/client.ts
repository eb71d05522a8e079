import { createRequire } from "node:module";

/** Optional peers of the package, since only who has a store on this machine needs them. */
const packages = ["@nats-io/transport-node", "@nats-io/obj"];

/** Throws, before anything is made, where the engine's client is not installed. */
export function refuseWithoutClient(resolve: (id: string) => unknown = createRequire(__filename).resolve): void {
    const missing = packages.filter(name => !isInstalled(name, resolve));
    if (missing.length > 0) {
        throw new Error(
            `a store on this machine needs ${missing.join(" and ")}, which ${missing.length > 1 ? "are" : "is"} not installed; ` +
                `run \`npm install ${missing.join(" ")}\``,
        );
    }
}

function isInstalled(name: string, resolve: (id: string) => unknown): boolean {
    try {
        resolve(name);
        return true;
    } catch {
        return false;
    }
}
