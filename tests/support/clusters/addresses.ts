/** Addresses inside a cluster, which no other cluster can reach. */
export interface ClusterAddresses {
    /** The network of the pods of a node. */
    pods(node: number): string;
    /** The network of all pods. */
    readonly allPods: string;
    /** The network of Services. */
    readonly services: string;
    /** The API server and DNS as Services. */
    readonly api: string;
    readonly dns: string;
}

/** Clusters of a network. */
const MOST = 64;

/** Clusters have different ones, so that logs and failures show which cluster an address belongs to. */
export function addressesOf(cluster: number): ClusterAddresses {
    if (cluster >= MOST) throw new Error(`a network has room for ${MOST} clusters`);
    const [pods, services] = [`10.${64 + cluster}`, `10.${128 + cluster}.0`];
    return {
        pods: node => `${pods}.${node}.0/24`,
        allPods: `${pods}.0.0/16`,
        services: `${services}.0/24`,
        api: `${services}.1`,
        dns: `${services}.10`,
    };
}
