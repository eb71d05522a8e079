import { cloudTable } from "../clouds/table";
import type { Config, RoutingConfig } from "../config/config";
import { type Cloud, cloudsOf, type RegionRef } from "../places/catalogue";
import { type Checker, checkersOf } from "../serving/checks";

type Said = Pick<RoutingConfig, "names">;

interface Regional {
    readonly regions: readonly RegionRef[];
}

/** Cells that the names of one cloud lead to. */
export interface Naming<C extends Regional = Regional> {
    readonly names: Cloud;
    readonly cells: readonly C[];
}

/** Whether the names of a cloud are records in a DNS zone: a domain is delegated to one such cloud only. */
export function hasZones(cloud: Cloud): boolean {
    return cloudTable[cloud].features["existing/zone"].state !== "impossible";
}

/**
 * The cloud whose names lead to a cell: as configured, else the only one of its regions. A cloud without DNS zones always uses its own
 * names, so that a stack can have cells there beside cells that share a zone.
 */
export function namesOf({ names }: Said, regions: readonly RegionRef[]): Cloud | undefined {
    const [only, ...others] = cloudsOf(regions);
    if (only === undefined || others.length > 0) return names;
    return hasZones(only) ? (names ?? only) : only;
}

/** Cells by the cloud whose names lead to them, in order of that cloud's name; without those for which that must be said. */
export function namings<C extends Regional>(said: Said, cells: readonly C[]): Naming<C>[] {
    const named = cells.flatMap(cell => {
        const names = cell.regions.length === 0 ? undefined : namesOf(said, cell.regions);
        return names === undefined ? [] : [{ names, cell }];
    });
    return [...new Set(named.map(({ names }) => names))].sort().map(names => ({
        names,
        cells: named.filter(one => one.names === names).map(({ cell }) => cell),
    }));
}

/** The clouds for whose names, as they are configured, nothing checks regions: records of ExternalDNS lead to all of them. */
export function uncheckedNames({ kubernetes }: Pick<Config, "kubernetes">): Cloud[] {
    return kubernetes?.names === "external-dns" ? ["kubernetes"] : [];
}

/** All that check what is in the regions of some cells: gates, and the products that route to them. */
export function checkersOfCells(
    { edge, ...said }: Pick<RoutingConfig, "edge" | "names">,
    cells: readonly Regional[],
    unchecked: readonly Cloud[] = [],
) {
    const checked = namings(said, cells).filter(({ names }) => !unchecked.includes(names));
    return [
        ...checkersOf(cells.flatMap(({ regions }) => regions)),
        ...checked.flatMap(({ names, cells }): Checker[] =>
            checkersOf(
                cells.flatMap(({ regions }) => regions),
                names,
                edge,
            ),
        ),
    ];
}
