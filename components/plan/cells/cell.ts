import type { AuthConfig } from "../serving/auth";
import type { Place, RegionRef } from "../places/catalogue";
import { type CellArgs, cellArgsSchema, type CellConfig } from "../config/cell";
import { atlasWith } from "../places/atlas";
import { cellFaults, placesOf } from "./cell-faults";
import { overlapFaults } from "../clouds/network-faults";
import { check, checked } from "../config/check";
import { mappedPlaceFaults } from "../places/mapped-places";
import { cellHost } from "../names";
import { type DataClass, isProtected } from "../residency";
import type { Standard } from "./standards";

/** A residency boundary, checked: data never leaves it. Created by `cell()` or by the planner, never as an object literal. */
export interface Cell {
    readonly name: string;
    /** `<cell>.<domain>`: the name that a request states its cell by. */
    readonly host: string;
    readonly domain: string;
    readonly jurisdictions: readonly string[];
    readonly standards: readonly Standard[];
    readonly dataClasses: readonly DataClass[];
    /** Whether any of its data classes is protected. */
    readonly protected: boolean;
    /** In order of name, so that the order in a config changes nothing. */
    readonly regions: readonly RegionRef[];
    readonly primary: RegionRef;
    readonly backup?: RegionRef;
    /** Where its regions and its backup are. */
    readonly places: Readonly<Record<RegionRef, Place>>;
    /** The order in which its regions take over; those left out come after, nearest first. */
    readonly failover: readonly RegionRef[];
    /** The accounts that things are built in, by cloud. */
    readonly accounts: NonNullable<CellConfig["accounts"]>;
    /** What exists already, by region, and is used instead of being made. */
    readonly existing: CellConfig["existing"];
    /** Address ranges of networks that are created, by region. */
    readonly networks: CellConfig["networks"];
    /** What allows protected data where its standards alone would not. */
    readonly safeguards?: NonNullable<CellConfig["safeguards"]>;
    /** How its callers prove who they are, where that is a matter of the cell. */
    readonly auth?: AuthConfig;
}

/** The cell of a config in which `cellFaults` found nothing. */
export function planCell(config: CellConfig, domain: string, places: Readonly<Record<string, Place>>): Cell {
    const regions = [...config.regions].sort();
    const { placeOf } = atlasWith(places);
    const all = [...regions, ...(config.backup === undefined ? [] : [config.backup])];
    return {
        name: config.name,
        host: cellHost(config.name, domain),
        domain,
        jurisdictions: asSet(config.jurisdictions),
        standards: asSet(config.standards),
        dataClasses: asSet(config.dataClasses),
        protected: config.dataClasses.some(isProtected),
        regions,
        primary: config.primary ?? regions[0]!,
        ...(config.backup === undefined ? {} : { backup: config.backup }),
        places: Object.fromEntries(all.map(ref => [ref, placeOf(ref)!])),
        failover: config.failover ?? [],
        accounts: config.accounts ?? {},
        existing: config.existing,
        networks: config.networks,
        ...(config.safeguards === undefined ? {} : { safeguards: config.safeguards }),
        ...(config.auth === undefined ? {} : { auth: config.auth }),
    };
}

/** Each once and in order, so that neither repetition nor order in a config changes anything. */
function asSet<T extends string>(items: readonly T[]): T[] {
    return [...new Set(items)].sort();
}

/** The same as written, for rules that evaluate configs. */
export function cellConfigOf({ host: _, domain: __, protected: ___, places: ____, ...cell }: Cell): CellConfig {
    const { jurisdictions, standards, dataClasses, regions, failover } = cell;
    return {
        ...cell,
        jurisdictions: [...jurisdictions],
        standards: [...standards],
        dataClasses: [...dataClasses],
        regions: [...regions],
        failover: [...failover],
    };
}

/**
 * A cell for programs that make components themselves, under the same checks as a stack config's.
 *
 * Throws `ConfigFaults`.
 */
export function cell(name: string, args: CellArgs): Cell {
    const { domain, places, ...config } = checked(
        check(cellArgsSchema, { ...args, name }, ({ places, ...config }) => [
            ...cellFaults(config, atlasWith(places), ""),
            ...overlapFaults([{ cell: config, at: "" }]),
            ...mappedPlaceFaults(
                places,
                placesOf(config, "").map(({ ref }) => ref),
            ),
        ]),
    );
    return planCell(config, domain, places);
}
