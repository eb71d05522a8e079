import type { RegionRef } from "../../plan/places/catalogue";
import type { AuditEvent } from "../audit/entry";
import type { DrillName } from "./drills";

/** What can be done to a stack that runs: each cloud whose outages can be rehearsed has its own. */
export interface Operations {
    readonly stack: RunningStack;
    /**
     * Undoes what a drill has left that was killed, and says what it did, in a line each. Throws where that drill still
     * runs, or where something can't be undone.
     */
    heal(): Promise<string[]>;
    /**
     * Keeps others from rehearsing on the stack until what it returns is called. Throws `NotPossible` where somebody else does:
     * what one breaks would be what the other takes for the state to go back to.
     */
    alone(): () => void;
    /** How each part of the stack is, by its name. */
    look(): Promise<Readonly<Record<string, PartState>>>;
    /**
     * Begins what a drill rehearses. How to undo it is on disk before anything is touched. Throws `NotPossible` where the
     * stack has nothing that it could be done to; nothing was touched then.
     */
    inject(failure: Failure): Promise<Injected>;
    /**
     * Takes a region out of traffic until it is brought back; false where it was out already. Throws `NotPossible` where no
     * other region of its cell would be left to serve, or where the cell has nothing in which its regions say how they do.
     */
    evacuate(cell: string, region: RegionRef, by: string): Promise<boolean>;
    /** Brings a region back that was evacuated; false where it was not. */
    bringBack(cell: string, region: RegionRef, by: string): Promise<boolean>;
    /**
     * Says that what is asked for so many seconds is a rehearsal: what features and scores are is not measured then, since the same
     * few requests come time and again. With 0 it is over. A part of the stack that doesn't hear it takes them for real.
     */
    rehearse(seconds: number): Promise<void>;
    /** Writes an event into the audit trail of a cell that keeps one; does nothing where it keeps none. */
    record(cell: string, event: Omit<AuditEvent, "actor">): Promise<void>;
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

/** A failure that this stack can't have; the message says why, and what would have to be otherwise. */
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
    /** Directory of what drills find. */
    readonly results: string;
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
    /** The attribute that says when an item is over, in seconds since 1970. */
    readonly ttl?: string;
}
