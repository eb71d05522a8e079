/** Where the containers of a region's pods listen, all by mutual TLS but for the health ports, which kubelets check without a certificate. */
export const podPorts = {
    gate: 8443,
    server: 8443,
    /** Of a gate, for the region's watcher. */
    observed: 8444,
    /** Of a hub, its metrics alone, for Prometheus. */
    metrics: 8445,
    /** Of a hub, on the loopback interface of its pod. */
    hub: 8080,
    /** In plain text: whether the process runs, and whether it is ready. */
    health: 8081,
    /** The same of a keeper, which shares the pod of its gate. */
    keeper: 8082,
} as const;

/**
 * Where the pod listens by which a cluster is tried: policies open both ends of a connection to the first, and one end of those to the others.
 */
export const isolationPorts = { open: 8443, incomingClosed: 8444, outgoingClosed: 8445 } as const;
export type IsolationPort = keyof typeof isolationPorts;

/** Where a server of a store listens: to clients of its region, to the servers of other places, and on the loopback interface for its health. */
export const storePorts = { clients: 4222, routes: 6222, health: 8222 } as const;
