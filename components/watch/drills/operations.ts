import type { RegionRef } from "../../plan/places/catalogue";
import type { AuditEvent } from "../audit/entry";
import type { DrillSummary } from "../state";
import type { DrillName } from "./drills";

/** How outages of a stack that runs are rehearsed: each cloud whose outages can be has its own. */
export interface Rehearsable {
    readonly stack: RunningStack;
    /**
     * Undoes what a drill has left that was killed, and says what it did, in a line each. Throws where that drill still
     * runs, or where something can't be undone.
     */
    heal(): Promise<string[]>;
    /**
     * Locks the stack against other drills until the returned function is called. Where the machine of a drill may be lost, the lock expires after
     * `seconds`. Throws `NotPossible` where another drill runs: it would take what this one breaks for the state to restore.
     */
    alone(seconds: number): Promise<() => Promise<void>>;
    /** How each part of the stack is, by its name. */
    look(): Promise<Readonly<Record<string, PartState>>>;
    /**
     * Begins what a drill rehearses. How to undo it is on disk before anything is touched. Throws `NotPossible` where the
     * stack has nothing that it could be done to; nothing was touched then.
     */
    inject(failure: Failure): Promise<Injected>;
    /**
     * Says that what is asked for so many seconds is a rehearsal: what features and scores are is not measured then, since the same
     * few requests come time and again. With 0 it is over. A part of the stack that doesn't hear it takes them for real.
     */
    rehearse(seconds: number): Promise<void>;
    /**
     * Publishes the result of a drill to the hub of its cell, where the hub does not read `stack.results` itself. Throws where that fails: the
     * hub then counts the drill as not run.
     */
    publish(result: DrillSummary): Promise<void>;
    /** Writes an event into the audit trail of a cell that keeps one; does nothing where it keeps none. */
    record(cell: string, event: Omit<AuditEvent, "actor">): Promise<void>;
}

/** What can be done to a stack of this machine. */
export interface Operations extends Rehearsable {
    /**
     * Takes a region out of traffic until it is brought back; false where it was out already. Throws `NotPossible` where no
     * other region of its cell would be left to serve, or where the cell has nothing in which its regions say how they do.
     */
    evacuate(cell: string, region: RegionRef, by: string): Promise<boolean>;
    /** Brings a region back that was evacuated; false where it was not. */
    bringBack(cell: string, region: RegionRef, by: string): Promise<boolean>;
}

export interface Failure {
    readonly drill: DrillName;
    readonly cell: string;
    /** Where, unless it is of the whole cell. */
    readonly region?: RegionRef;
}

/** A failure that is on. */
export interface Injected {
    /** What was done, in words, as in `killed 6 processes of local:eu-west, and keeps them down`. */
    readonly what: string;
    /** The release that it is about, where it is about one. */
    readonly release?: { readonly model: string; readonly version: string };
    /** The times at which it was really on, of a failure that comes and goes, by the process's clock (`performance.now()`). */
    readonly spells?: () => readonly Spell[];
    /** Ends what is done to the stack. What was destroyed is the stack's own to make up for. */
    end(): Promise<void>;
    /** Makes all as it was, with what was destroyed, from the copy that was kept. May be called at any time, and again. */
    undo(): Promise<void>;
    /** Drops what undoing would need: the stack has made up for everything by itself. */
    settle(): Promise<void>;
}

/** A stretch of time, in milliseconds. */
export interface Spell {
    readonly from: number;
    readonly until: number;
}

/** A failure that is impossible in this stack. The message has the reason and the remedy. */
export class NotPossible extends Error {}

export interface PartState {
    /** In a word or a digest. */
    readonly state: string;
    readonly isWell: boolean;
}

/** What a stack consists of, as its callers meet it. */
export interface RunningStack {
    readonly service: string;
    readonly limits: { readonly p99Ms?: number };
    readonly recovery: Recovery;
    readonly cells: readonly RunningCell[];
    /** Directory of the results of drills. */
    readonly results: string;
    /** How long it may take after a failure until all is as before, in seconds. */
    readonly healSeconds: number;
    /** How long a failure is on where that has to be longer than the drill's own time. */
    readonly seconds?: Readonly<Partial<Record<DrillName, number>>>;
    /** Why drills can't be run on it that can be run elsewhere. */
    readonly impossible?: Readonly<Partial<Record<DrillName, string>>>;
}

/** What `meridian:recovery` promises of a lost region, in seconds. */
export interface Recovery {
    readonly rtoSeconds?: number;
    readonly rpoSeconds?: number;
}

export interface RunningCell {
    readonly name: string;
    /** Callers ask for it, and its gates' certificates have it. */
    readonly host: string;
    /** File of the authority to trust. */
    readonly authority: string;
    readonly asks: { readonly token: boolean; readonly certificate: boolean };
    readonly regions: readonly RegionRef[];
    readonly points: readonly EntryPoint[];
    readonly models: readonly RunningModel[];
    readonly tables: readonly RunningTable[];
}

/** Where callers enter, by the city that they come from. */
export interface EntryPoint {
    readonly city: string;
    readonly host: string;
    readonly port: number;
    /** The DNS server that resolves the host, as `address` or `address:port`. Default: the system's. */
    readonly resolver?: string;
    /** Whether one region answers at one time, and another one at the next, with nothing broken: names may lead to several. Default: they do not. */
    readonly leadsToSeveral?: boolean;
}

export interface RunningModel {
    readonly name: string;
    readonly sticky?: { readonly kind: "header" | "cookie" | "claim"; readonly name: string };
    /** Versions that answer, anywhere in the cell. */
    readonly versions: readonly string[];
    /** Files of requests to try. */
    readonly samples: readonly string[];
}

export interface RunningTable {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey?: string;
    /** The attribute with the expiry of an item, in seconds since 1970. */
    readonly ttl?: string;
}
