import type { Names } from "../../components";
import type { Target } from "../../components/landing-zone/contract";

/** A resource as it was asked for, and the account or directory that it is made in. */
export interface Asked {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
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

/** What the suite asks of an adapter, and how what it made is read. Each adapter's is beside this file. */
export interface AdapterUnderTest {
    readonly cloud: string;
    /** Two cells of two regions each, and a backup place for each; names as the cloud's regions are called. */
    readonly cells: readonly {
        readonly name: string;
        readonly jurisdictions: readonly string[];
        readonly regions: readonly [string, string];
        readonly backup: string;
    }[];
    /** A region of none of them. */
    readonly elsewhere: string;
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
    /** Whether clouds keep keys, so that what lies there must lie under one. */
    readonly keys: boolean;
    /** Whether it makes copies in the backup place at hours that are said. */
    readonly copies: boolean;
}
