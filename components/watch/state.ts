import type { RegionRef } from "../plan/places/catalogue";

/**
 * How a service does in all its regions, as its hub shows it: aggregates only, so that it may be read outside of the cells.
 * Times are ISO 8601 in UTC; rates are over the last minute.
 */
export interface ServiceState {
    readonly service: string;
    readonly time: string;
    /** What the service is held to: parts of requests, milliseconds, seconds, population stability index. */
    readonly limits: {
        readonly availability?: number;
        readonly p99Ms?: number;
        readonly lagSeconds?: number;
        readonly psi?: number;
    };
    readonly cells: readonly CellState[];
    /** In order of cell and region. */
    readonly regions: readonly RegionState[];
    /** Those that are on, and those that ended in the last day; the newest first. */
    readonly alarms: readonly Alarm[];
    /** The newest first. */
    readonly drills: readonly DrillSummary[];
    /** Regions on other clouds, whose figures stay there. */
    readonly elsewhere: readonly ElsewhereState[];
}

/** What another cloud shows of its own regions. */
export interface ElsewhereState {
    /** As people call it. */
    readonly cloud: string;
    readonly regions: readonly { readonly cell: string; readonly region: RegionRef }[];
    /** Where it is looked at; undefined where that is the cloud's own console. */
    readonly url?: string;
}

export interface CellState {
    readonly name: string;
    readonly jurisdictions: readonly string[];
    readonly dataClasses: readonly string[];
    readonly isProtected: boolean;
}

/**
 * `serving`: it receives requests. `withdrawn`: measurements took it out of traffic. `evacuated`: a command did. `drained`: the config
 * did. `unhealthy`: its gate reports that releases are not loaded. `silent`: it does not report, or has no verdict yet.
 */
export const regionStatuses = ["serving", "withdrawn", "evacuated", "drained", "ill", "silent"] as const;
export type RegionStatus = (typeof regionStatuses)[number];

export interface RegionState {
    readonly cell: string;
    readonly region: RegionRef;
    readonly place: {
        readonly name: string;
        readonly country: string;
        readonly latitude: number;
        readonly longitude: number;
    };
    readonly status: RegionStatus;
    /** Why it is not serving, in words. */
    readonly reasons: readonly string[];
    readonly requestsPerSecond: number;
    /** Part of requests that were answered with 5xx; undefined without requests. */
    readonly errorRatio?: number;
    readonly p50Ms?: number;
    readonly p99Ms?: number;
    /** By how much its copy of the store is behind at most; undefined where it has none, or it isn't known. */
    readonly lagSeconds?: number;
    readonly releases: readonly ReleaseState[];
    readonly drift: readonly DriftState[];
    readonly series: Series;
}

export interface ReleaseState {
    readonly model: string;
    readonly version: string;
    /** Of requests, in percent, as planned; 0 for a shadow. */
    readonly percent: number;
    readonly requestsPerSecond: number;
    readonly errorRatio?: number;
    /** Digest of the planned release. */
    readonly digest: string;
    /** Digest of the loaded release; undefined if none is loaded. */
    readonly loaded?: string;
}

/** How far the inputs or outputs of a release deviate from its training data. */
export interface DriftState {
    readonly model: string;
    readonly version: string;
    readonly of: "feature" | "score";
    readonly name: string;
    /** Values that it was measured by. */
    readonly count: number;
    /** Population stability index; undefined while there are too few values. */
    readonly psi?: number;
    /** Kolmogorov and Smirnov's distance. */
    readonly ks?: number;
    readonly hasMoved: boolean;
}

/** Points in time, each `stepSeconds` after the one before; null where nothing is known. */
export interface Series {
    /** Of the first point. */
    readonly start: string;
    readonly stepSeconds: number;
    readonly requestsPerSecond: readonly (number | null)[];
    readonly errorRatio: readonly (number | null)[];
    readonly p50Ms: readonly (number | null)[];
    readonly p99Ms: readonly (number | null)[];
    readonly lagSeconds: readonly (number | null)[];
}

export const alarmKinds = [
    "availability",
    "latency",
    "anomaly",
    "drift",
    "drift-unmeasured",
    "lag",
    "digest",
    "skew",
    "silent",
    "withdrawn",
    "ill",
    "drill-overdue",
    "export-failing",
    "certificate",
    "store",
    "copies",
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

export interface Alarm {
    /** The same for the same thing: kind, cell, region and what it is about. */
    readonly id: string;
    readonly kind: AlarmKind;
    /** `page`: on-call has to act now; `ticket`: within days. */
    readonly severity: "page" | "ticket";
    readonly cell: string;
    readonly region?: RegionRef;
    readonly message: string;
    /** What it is about one by one, the worst first, where that is several things. */
    readonly parts?: readonly string[] | undefined;
    readonly since: string;
    /** When it ended; undefined while it is on. */
    readonly until?: string;
}

/** What a drill found; the whole lies in the file. */
export interface DrillSummary {
    readonly drill: string;
    readonly cell: string;
    readonly region?: RegionRef;
    readonly at: string;
    readonly passed: boolean;
    /** Seconds until all requests were answered well again. */
    readonly rtoSeconds?: number;
    /** Seconds of acknowledged writes that were lost. */
    readonly rpoSeconds?: number;
    readonly requests: number;
    readonly failed: number;
    readonly slow: number;
    /** Answered outside of their cell. */
    readonly leaked: number;
}
