import type { Cell, Cloud, Names, ObservabilityHub, RegionalServing, Store } from "../../components";
import type { Existing, Target } from "../../components/landing-zone/contract";
import type { PlacesConfig as PlacesInput } from "../../components/plan/config/cell";
import type { ServerInput } from "../../components/plan/config/server";

/** A resource as it was asked for, and the account or directory that it is made in. */
export interface Asked {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    /** The provider that it is made by, where that is another one than the default. */
    readonly provider?: string;
}

/** Something that lies somewhere: data, logs, releases, copies, secrets. */
export interface Kept {
    readonly name: string;
    /** As the catalogue writes it. */
    readonly place: string;
    /** Where the key that it lies under is, and what that is called; undefined where it lies under none. */
    readonly key?: { readonly name: string; readonly place: string };
}

/** Something that takes connections from outside. */
export interface Entrance {
    readonly name: string;
    readonly place: string;
    readonly tls: "1.2" | "1.3" | "none";
}

/** A name of a cell, and a region that it leads to. */
export interface Answer {
    readonly host: string;
    readonly region: string;
}

/** A region of a cell, as a view shows it. */
export interface Shown {
    readonly cell: string;
    readonly region: string;
}

/** Something that measures a region, and where it does. */
export interface Watcher {
    readonly name: string;
    readonly region: string;
    readonly place: string;
}

/** Where a part of the audit trail of a cell lies. */
export interface TrailPart {
    readonly cell: string;
    readonly place: string;
}

/** A custom server: where it listens, and all that others reach where it is. */
export interface OwnServer {
    readonly place: string;
    /** Of its release. */
    readonly digest: string;
    readonly listens: string;
    readonly reached: readonly string[];
}

/** The requests to the engine, and the values that programs received. */
export interface World {
    readonly all: readonly Asked[];
    readonly cells: readonly Cell[];
    readonly servings: readonly Pick<RegionalServing, "front" | "identity">[];
    readonly stores: readonly { readonly store: Pick<Store, "tables"> }[];
    /** Where the adapter builds one. */
    readonly hub: Pick<ObservabilityHub, "url"> | undefined;
}

/** Promises of the contract (`rows.ts`). */
export type RowName =
    | "keeps whatever it keeps in places of its cell"
    | "keeps it under a key of the same place"
    | "takes connections by TLS 1.2 at least, in each region"
    | "leads a cell's name to all regions of that cell, and to no other"
    | "gets a region's servers each release by its digest"
    | "has custom servers reached by way of their sidecar alone"
    | "names for each front its cell, its place, the region's host, and the address of its health"
    | "says of each table what it is called in each region"
    | "gives each region's servers an identity of their own, or says that its cloud has none"
    | "shows all regions of all cells in one view"
    | "says where its view is"
    | "watches each region from that region"
    | "keeps the audit trail of each cell in places of that cell";

/** The same world with the inputs of some resources changed. */
export function changed(
    world: World,
    is: (asked: Asked) => boolean,
    change: (inputs: Asked["inputs"]) => object,
): World {
    const all = world.all.map(asked =>
        is(asked) ? { ...asked, inputs: { ...asked.inputs, ...change(asked.inputs) } } : asked,
    );
    if (!world.all.some(is)) throw new Error("nothing to change");
    return { ...world, all };
}

/** Breaks of what programs get, which are the same for all. */
export const brokenForPrograms = {
    "names for each front its cell, its place, the region's host, and the address of its health": (
        world: World,
    ): World => ({
        ...world,
        servings: world.servings.map(({ front, identity }) => ({
            front: { ...front, hostname: front.cell },
            identity,
        })),
    }),
    "says of each table what it is called in each region": (world: World): World => ({
        ...world,
        stores: world.stores.map(() => ({ store: { tables: { features: {} } } })),
    }),
    "says where its view is": (world: World): World => ({ ...world, hub: { url: undefined } }),
} as const;

/** What the suite asks of an adapter, and how what it made is read. Each adapter's is beside this file. */
export interface AdapterUnderTest {
    readonly cloud: Cloud;
    /** Two cells of two regions each, and a backup location for each; names as the cloud's regions are called. */
    readonly cells: readonly {
        readonly name: string;
        readonly jurisdictions: readonly string[];
        readonly regions: readonly [string, string];
        readonly backup: string;
    }[];
    /** A region of none of them. */
    readonly elsewhere: string;
    /** Where the regions are, on a cloud that has no catalogue. */
    readonly places?: PlacesInput;
    /** What each region must be given. Default: nothing. */
    readonly existing?: (region: string) => Existing;
    /** Where a release is, by the name of its file. Default: a file of the project. */
    readonly artifact?: (file: string) => string;
    /** What it does not build. Default: it builds all that the suite has. */
    readonly lacks?: readonly ("store" | "trail" | "server")[];
    /** A new adapter, as a program makes one. */
    readonly make: () => {
        zone(args: { readonly domain: string }): Names;
        region(name: string): Target;
    };
    /** What its provider finds out of a resource, as far as the adapter's own code needs it. */
    readonly outputs: (asked: Asked) => Readonly<Record<string, unknown>>;
    /** What is asked of it without anything being made. Throws on what it doesn't know. */
    readonly invoke: (token: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>;
    readonly kept: (all: readonly Asked[]) => readonly Kept[];
    readonly entrances: (all: readonly Asked[]) => readonly Entrance[];
    readonly answers: (all: readonly Asked[]) => readonly Answer[];
    /** Digests of releases that a region's servers get. */
    readonly releases: (all: readonly Asked[], region: string) => readonly string[];
    /** A custom server as its cloud runs it. */
    readonly server: ServerInput;
    readonly ownServers: (all: readonly Asked[]) => readonly OwnServer[];
    /** What each view shows: of a view with several charts, what all of them show. */
    readonly views: (all: readonly Asked[]) => readonly (readonly Shown[])[];
    readonly watchers: (all: readonly Asked[]) => readonly Watcher[];
    readonly trails: (all: readonly Asked[]) => readonly TrailPart[];
    /** Whether its cloud knows principals, so that servers of each region are one. */
    readonly identities: boolean;
    /** For each promise, what was made as an adapter would make it that keeps all others and not this one; of all but those of `without`. */
    readonly broken: Partial<Readonly<Record<RowName, (world: World) => World>>>;
    /** Promises that mean nothing on its cloud, and why. */
    readonly without: Partial<Readonly<Record<RowName, string>>>;
    /** Whether it makes copies in the backup location at hours that are said. */
    readonly copies: boolean;
}
