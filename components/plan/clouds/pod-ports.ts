/** Where the containers of a region's pods listen, all by mutual TLS but for the health ports, which kubelets check without a certificate. */
export const podPorts = {
    gate: 8443,
    server: 8443,
    /** Of a gate, for the region's watcher. */
    observed: 8444,
    /** Of a hub, on the loopback interface of its pod. */
    hub: 8080,
    /** In the clear: whether the process runs, and whether it is ready. */
    health: 8081,
} as const;
