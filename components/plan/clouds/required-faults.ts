import { knownLater } from "../config/known-later";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import type { Brought } from "./cloud";
import type { Existing } from "./existing-faults";
import { cloudTable } from "./table";

interface CellWithExisting {
    readonly regions: readonly RegionRef[];
    readonly existing: Readonly<Record<string, Existing>>;
}

/** What each region of a cloud must be given, as a cluster, and is not. */
export function requiredFaults(existing: Existing, region: RegionRef, at: string): Fault[] {
    return requiredIn(region)
        .filter(([thing]) => existing[thing] === undefined)
        .map(([thing, form]) => ({
            code: "existing/required",
            path: `${at}.${thing}`,
            allowed: `the ${thing} of ${region}: ${form}`,
            remedy: `name it: regions of ${splitRef(region).cloud} run in what exists`,
        }));
}

/** What a region must be given, with how that is named. */
function requiredIn(region: RegionRef): [Brought, string][] {
    const { required = {} } = { ...cloudTable[splitRef(region).cloud].existing };
    return Object.entries(required) as [Brought, string][];
}

/** The same of all regions of a config. */
export function missingRequired(cells: readonly CellWithExisting[]): Fault[] {
    return cells.flatMap(({ regions, existing }, i) =>
        regions.flatMap(region =>
            requiredFaults(existing[region] ?? {}, region, pathOf(["cells", i, "existing", region])),
        ),
    );
}

/** Two regions in one cluster: the loss of it would be the loss of both, and nothing would keep them apart. */
export function sharedRequired(cells: readonly CellWithExisting[]): Fault[] {
    const holders = new Map<string, RegionRef>();
    return cells.flatMap(({ regions, existing }, i) =>
        regions.flatMap(region =>
            requiredIn(region).flatMap(([thing]): Fault[] => {
                const value = existing[region]?.[thing];
                if (typeof value !== "string" || value === knownLater) return [];
                const key = `${splitRef(region).cloud} ${thing} ${value}`;
                const holder = holders.get(key);
                if (holder === undefined) {
                    holders.set(key, region);
                    return [];
                }
                return [
                    {
                        code: "existing/shared",
                        path: pathOf(["cells", i, "existing", region, thing]),
                        value,
                        allowed: `a ${thing} that no other region has: ${holder} has this one`,
                        remedy: `name the ${thing} of ${region}`,
                    },
                ];
            }),
        ),
    );
}
