/** Where the containers of a region's pods listen, all by mutual TLS but for the health ports, which kubelets check without a certificate. */
export const podPorts = {
    gate: 8443,
    server: 8443,
    /** In the clear: whether the process runs, and whether it is ready. */
    health: 8081,
} as const;
