import { createRequire } from "node:module";

import type { Fault } from "../../../plan/faults";

/** Optional peers of the package, since only who has a store on this machine needs them. */
const packages = ["@nats-io/transport-node", "@nats-io/obj"];

/** What is wrong where the engine's client is not installed. */
export function clientFaults(resolve: (id: string) => unknown = createRequire(__filename).resolve): Fault[] {
    const missing = packages.filter(name => !isInstalled(name, resolve));
    return missing.length === 0
        ? []
        : [
              {
                  code: "store/client-missing",
                  path: "store",
                  allowed: `${packages.join(" and ")} installed beside the package; ${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} missing`,
                  remedy: `run \`npm install ${missing.join(" ")}\``,
              },
          ];
}

function isInstalled(name: string, resolve: (id: string) => unknown): boolean {
    try {
        resolve(name);
        return true;
    } catch {
        return false;
    }
}
