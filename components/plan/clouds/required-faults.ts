import { knownLater } from "../config/known-later";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import type { Brought } from "./cloud";
import type { Existing } from "./existing-faults";
import { cloudTable } from "./table";
import { landedPlaces } from "../store/store-plan";
import type { StoreConfig } from "../config/store";

interface CellWithExisting {
    readonly name: string;
    readonly regions: readonly RegionRef[];
    readonly backup?: RegionRef | undefined;
    readonly existing: Readonly<Record<string, Existing>>;
}

type Store = Pick<StoreConfig, "tables"> | undefined;

/** What each region of a cloud must be given, as a cluster, and is not. */
export function requiredFaults(existing: Existing, region: RegionRef, at: string): Fault[] {
    return requiredIn(region)
        .filter(([thing]) => existing[thing] === undefined)
        .map(([thing, form]) => ({
            code: "existing/required",
            path: `${at}.${thing}`,
            problem: `region ${quoted(region)} has no ${thing}, expected ${form}`,
            remedy: `set ${thing} to the one that ${region} runs in`,
        }));
}

/** What a place must be given, with how that is named. */
export function requiredIn(region: RegionRef): [Brought, string][] {
    const { required = {} } = { ...cloudTable[splitRef(region).cloud].existing };
    return Object.entries(required) as [Brought, string][];
}

/** The same of all regions of a config, and of backup locations with a server of a store: what is brought there is known before an update. */
export function missingRequired(cells: readonly CellWithExisting[], store: Store): Fault[] {
    return cells.flatMap((cell, i) =>
        landedPlaces(cell, store).flatMap(place => {
            const existing = cell.existing[place] ?? {};
            return requiredFaults(
                place === cell.backup ? knownNow(existing) : existing,
                place,
                pathOf(["cells", i, "existing", place]),
            );
        }),
    );
}

function knownNow(existing: Existing): Existing {
    return Object.fromEntries(Object.entries(existing).filter(([, value]) => value !== knownLater));
}

/** Two regions in one cluster: the loss of it would be the loss of both, and nothing would keep them apart. */
export function sharedRequired(cells: readonly CellWithExisting[], store: Store): Fault[] {
    const holders = new Map<string, RegionRef>();
    return cells.flatMap((cell, i) =>
        landedPlaces(cell, store).flatMap(region =>
            requiredIn(region).flatMap(([thing]): Fault[] => {
                const value = cell.existing[region]?.[thing];
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
                        problem: `regions ${quoted(holder)} and ${quoted(region)} have the same ${thing} ${quoted(value)}, expected one of its own for each region`,
                        remedy: `name another ${thing} for ${region}`,
                    },
                ];
            }),
        ),
    );
}
