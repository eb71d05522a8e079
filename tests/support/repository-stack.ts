import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { type Lock, parseLock } from "../../components/plan/config/lock";
import { packageRoot } from "../../tools/package-root";

/** The config of a stack of this repository, by keys without their namespace. */
export function repositoryConfig(stack: string): Record<string, unknown> {
    const file = path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`);
    const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(/^meridian:/, ""), value]));
}

/** Where the digests of the images are that stacks of this repository run. */
export const repositoryLockFile = path.join(packageRoot(), "meridian.lock.json");

export function repositoryLock(): Lock {
    return parseLock(JSON.parse(readFileSync(repositoryLockFile, "utf8")));
}
