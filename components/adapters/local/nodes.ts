import type { GlobalRouter } from "../../global-router/component";
import { nodesOn, type Opened } from "../../nodes";
import type { ObservabilityHub } from "../../observability-hub/component";
import type { RegionalServing } from "../../regional-serving/component";
import type { ReplicatedStore } from "../../replicated-store/component";
import type { ArtifactBucket, AuditTrail, Certificate, EnvoyFiles, File, Process, StoreTable } from "./resources";

/** The children of a `RegionalServing` on this machine. */
export interface LocalServingNodes {
    readonly gate: Process;
    /** The gate's configuration. */
    readonly files: EnvoyFiles;
    /** What compares shadows, where there are some. */
    readonly comparer?: Process;
    /** The server of each release, as in `screening-1-0-0`. */
    readonly [release: `${string}-${string}`]: Process;
}

/** The children of a `ReplicatedStore` on this machine. */
export interface LocalStoreNodes {
    /** Of each place the store's server, as in `server-eu-west`. */
    readonly [server: `server-${string}`]: Process;
    /** Of each region what serves the tables, as in `tables-eu-west`. */
    readonly [tables: `tables-${string}`]: Process;
    readonly [table: `table-${string}`]: StoreTable;
    readonly artifacts: ArtifactBucket;
    /** What regions say of how they do. */
    readonly standings: StoreTable;
    /** What delays links as on the map, where `local.latency` is set. */
    readonly network?: Process;
}

/** The children of a `GlobalRouter` on this machine. */
export interface LocalRouterNodes {
    readonly edge: Process;
    readonly files: EnvoyFiles;
    /** On Linux: what listens on the same ports, so that one of them answers while the other one is away. */
    readonly second?: Process;
    readonly secondFiles?: EnvoyFiles;
    /** What delays links as on the map, and the file with the delays, where `local.latency` is set. */
    readonly network?: Process;
    readonly links?: File;
}

/** The children of an `ObservabilityHub` on this machine. */
export interface LocalHubNodes {
    readonly hub: Process;
    /** What commands read of the stack. */
    readonly watched: File;
    /** As in `audit-eu`, where the stack keeps a trail. */
    readonly [trail: `audit-${string}`]: AuditTrail;
    readonly [watcher: `watcher-${string}`]: Process;
    readonly [hands: `hands-${string}`]: Certificate;
}

/**
 * The children of a component on this machine, typed.
 *
 * Throws `ConfigFaults` where another adapter made them.
 */
export function localNodes(of: RegionalServing): LocalServingNodes;
export function localNodes(of: ReplicatedStore): LocalStoreNodes;
export function localNodes(of: GlobalRouter): LocalRouterNodes;
export function localNodes(of: ObservabilityHub): LocalHubNodes;
export function localNodes(of: Opened): object {
    return nodesOn("local", of);
}
