import type { CloudFacts, CheckFacts } from "./cloud";

/**
 * Checks cost nothing here, so a quarter of a second with two failures keeps detection under a second; below a tenth the
 * checks themselves would be a visible load.
 */
const checks: CheckFacts = { floorSeconds: 0.1, defaultSeconds: 0.25, defaultUnhealthyAfter: 2 };

/** This machine. */
export const local: CloudFacts = {
    title: "this machine",
    features: {
        "artifact/file": "read where it lies",
        "store/tables": "NATS JetStream, one cluster a cell",
        "store/strong": "a read waits for a write of its own to pass the majority",
        "store/sort-key": "up to 1024 items of one partition key are read at once",
        "store/lookups": "by the model server, in the region's own copy",
        "store/ttl": "to the second, by the reader's clock",
        "store/claims": "by the gate",
        "store/kept-changes": "NATS JetStream, in one with the item",
    },
    hostings: {
        container: { product: "processes", inbound: "mtls", features: {}, unsized: true },
    },
    quorum: {
        least: 3,
        most: 5,
        source: "https://docs.nats.io/nats-concepts/jetstream/streams (replicas: 1 to 5); two of three are a majority",
    },
    front: { gives: ["address"] },
    checks,
    routes: {
        regional: {
            local: {
                by: "an Envoy that passes TLS on by server name",
                takes: "address",
                checks,
                limits: [],
                source: "components/adapters/local",
            },
        },
    },
    names: [],
};
