/** The cluster of a release's servers in this region. */
export function releaseCluster(model: string, version: string): string {
    return `release/${model}/${version}`;
}

/** The gate of another region. */
export function peerCluster(region: string): string {
    return `peer/${region}`;
}

/** The same gate, used if no region receives traffic normally. */
export function fallbackCluster(region: string): string {
    return `fallback/${region}`;
}

/** The process of the region that compares releases with their shadows. */
export const comparerCluster = "comparer";

/** The same servers, as the comparer calls them. */
export function comparedCluster(model: string, version: string): string {
    return `compared/${model}/${version}`;
}

/** The name by which the comparer, alone, calls its gate. */
export function shadowsHost(host: string): string {
    return `shadows.${host}`;
}

/** A release's servers here, then the gates of the other regions. */
export function spillCluster(model: string, version: string): string {
    return `spill/${model}/${version}`;
}

/** What serves the tables of the region. */
export const tablesCluster = "tables";

/** The same, then the gates of the other regions. */
export const tablesSpillCluster = "spill/tables";
