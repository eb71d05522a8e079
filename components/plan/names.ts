import type { RegionRef } from "./places/catalogue";
import { splitRef } from "./places/catalogue";

/** The host name that states a cell: clients call it, and its gates answer to no other. */
export function cellHost(cell: string, domain: string): string {
    return `${cell}.${domain}`;
}

/**
 * The host name of one region of a cell: gates call each other by it. Planned, never an output, so that no region waits
 * for another.
 */
export function regionHost(region: RegionRef, cell: string, domain: string): string {
    return `${splitRef(region).name}.${cellHost(cell, domain)}`;
}

/** The name that a region's servers of models have. */
export function serversHost(regionHost: string): string {
    return `servers.${regionHost}`;
}

/** The name that a region's comparer has, to its gate. */
export function comparerHost(regionHost: string): string {
    return `comparer.${regionHost}`;
}

/** The name that what serves a region's tables has, to its gate. */
export function tablesHost(regionHost: string): string {
    return `tables.${regionHost}`;
}

/** The name in the certificate of a region's watcher, for the processes that it queries and for the hub. */
export function watcherHost(regionHost: string): string {
    return `watcher.${regionHost}`;
}

/** The name by which a region's watcher reads and writes in the cell's store how its region does, where gates have the name above, too. */
export function recordsHost(regionHost: string): string {
    return `standings.${regionHost}`;
}

/** The name that a hub has to the watchers of a cell: below the cell's name, or below that of the region that certifies it. */
export function hubHost(host: string): string {
    return `hub.${host}`;
}

/** The name by which Prometheus reads a hub. */
export function prometheusHost(regionHost: string): string {
    return `prometheus.${regionHost}`;
}

/** The name in the certificate of a cell's operators, for evacuations and drills. */
export function credentialsHost(cellHost: string): string {
    return `hands.${cellHost}`;
}

/** The name that a place's server of the store has, where a process of its own keeps the cell's data. */
export function storeHost(regionHost: string): string {
    return `store.${regionHost}`;
}

/** The name of the process that creates the tables of a store, if it runs in a region. */
export function operatorHost(regionHost: string): string {
    return `operator.${regionHost}`;
}

/** The name of the process that removes servers from a store, if it runs in a region. */
export function administratorHost(regionHost: string): string {
    return `administrator.${regionHost}`;
}

/** The name of the process that copies the tables of a store, if it runs in a backup location. */
export function backupHost(regionHost: string): string {
    return `backup.${regionHost}`;
}

/** The name of the process that restores them from a copy. */
export function restoreHost(regionHost: string): string {
    return `restore.${regionHost}`;
}

/** How the names of headers begin that gates set, and drop where a client sends them. */
export const ownHeaders = "x-meridian-";

/**
 * The header with the authenticated caller: the subject of the token, else that of the certificate; absent without `auth`. Only a gate sets
 * it, and servers accept requests from their gate only.
 */
export const callerHeader = `${ownHeaders}caller`;

/** Marks a rejection before which nothing was begun, so that the request may be retried in another region, whatever it is. */
export const untouchedHeader = `${ownHeaders}untouched`;

/** The header that gates tell what serves tables in how many milliseconds a request may take: several, of which the least counts. */
export const timeHeader = `${ownHeaders}timeout-ms`;

/** What only gates, and Envoy itself, may say: from clients it is dropped before anything reads it. */
export const droppedPrefixes = [ownHeaders, "x-envoy-"] as const;
