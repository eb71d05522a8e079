import { readFileSync } from "node:fs";
import path from "node:path";

import type { Config } from "../../components/plan/config/config";
import { parseLock } from "../../components/plan/config/lock";
import { type Plan, planConfig } from "../../components/plan/plan";
import { packageRoot } from "../../tools/package-root";

/** What is planned for a stack's config with the lock of this repository. */
export function plannedOf(stack: Readonly<Record<string, unknown>>): { readonly config: Config; readonly plan: Plan } {
    const input = Object.fromEntries(
        Object.entries(stack).flatMap(([key, value]) =>
            key.startsWith("meridian:") ? [[key.slice("meridian:".length), value]] : [],
        ),
    );
    const lock = readFileSync(path.join(packageRoot(), "meridian.lock.json"), "utf8");
    return planConfig(input, { lock: parseLock(JSON.parse(lock)) });
}
