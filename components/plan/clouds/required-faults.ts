import { knownLater } from "../config/known-later";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { cloudsOf, type RegionRef } from "../places/catalogue";
import type { Brought } from "./cloud";
import type { Existing } from "./existing-faults";
import { cloudTable } from "./table";

interface CellWithExisting {
    readonly regions: readonly RegionRef[];
    readonly existing: Readonly<Record<string, Existing>>;
}

/** What each region of a cloud must be given, as a cluster, and is not. */
export function requiredFaults(existing: Existing, region: RegionRef, at: string): Fault[] {
    const [cloud] = cloudsOf([region]);
    const { required = [] } = { ...(cloud && cloudTable[cloud].existing) };
    return required
        .filter(thing => existing[thing] === undefined)
        .map(thing => ({
            code: "existing/required",
            path: `${at}.${thing}`,
            allowed: `the ${thing} of ${region}: ${formOf[thing] ?? "by its id"}`,
            remedy: `name it: regions of ${cloud} run in what exists`,
        }));
}

/** How a thing is named where it must be. */
const formOf: Partial<Readonly<Record<Brought, string>>> = { cluster: "a context of the kubeconfig" };

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
        regions.flatMap(region => {
            const [cloud] = cloudsOf([region]);
            const { required = [] } = { ...(cloud && cloudTable[cloud].existing) };
            return required.flatMap((thing): Fault[] => {
                const value = existing[region]?.[thing];
                if (typeof value !== "string" || value === knownLater) return [];
                const key = `${cloud} ${thing} ${value}`;
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
            });
        }),
    );
}
