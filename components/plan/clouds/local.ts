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
        "observability/drift": "by the region's watcher, from what its model servers count in the bins of baselines",
        "observability/audit": "a chain of entries in files, anchored in the cell's other places",
        // Elsewhere none: what vendors offer for this (SageMaker data capture, request-response logging of Vertex AI and Azure ML)
        // writes payloads to storage.
        "observability/samples": "in the memory of the region's model servers",
        "observability/objectives": "by the hub: burn rates over several windows, of each model in each region",
        "observability/anomalies": "by the hub: against the same hour of other weeks, once it has seen three of them",
        "observability/export-otlp": "by the hub: what it is told by the cells of the export, every minute",
        "observability/export-ca": "files of certificates",
        "recovery/drills": "`meridian drill` runs them, and the hub tells when one is overdue",
        "observability/withdrawal": "by the region's watcher, over a document in the cell's store",
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
