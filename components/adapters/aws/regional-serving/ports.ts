/** Where tasks listen. Ports of services are what their proxies listen on, too: these answer in their place, over TLS. */
export const ports = {
    gate: 8443,
    /** Beside it, past the proxy: whether the gate's process runs. */
    live: 8081,
    server: 8080,
} as const;
