import type { CloudFacts, CheckFacts } from "./cloud";
import { built, impossible, possible } from "./capability";

/**
 * Checks cost nothing here, so a quarter of a second with two failures keeps detection under a second; below a tenth the
 * checks themselves would be a visible load.
 */
const checks: CheckFacts = { floorSeconds: 0.1, defaultSeconds: 0.25, defaultUnhealthyAfter: 2 };

/** This machine. */
export const local: CloudFacts = {
    adapter: "built",
    title: "this machine",
    features: {
        "name/shared": impossible("names are host names of single cells, at ports of this machine"),

        "artifact/file": built("read where it lies"),
        "artifact/https": built("downloaded once, by the update that needs it"),
        "artifact/s3": impossible("this machine signs in to no cloud"),
        "artifact/gs": impossible("this machine signs in to no cloud"),
        "artifact/az": impossible("this machine signs in to no cloud"),
        "artifact/oci": impossible("this machine signs in to no registry"),
        "artifact/mlflow": impossible("`meridian resolve` reads no MLflow registry"),

        "server/own": built(
            "a process in a network of its own, or on a Unix socket, behind an Envoy that ends mutual TLS",
        ),

        "store/tables": built("NATS JetStream, one cluster a cell"),
        "store/strong": built("a read waits for a write of its own to pass the majority"),
        "store/sort-key": built("up to 1024 items of one partition key are read at once"),
        "store/ttl": built("to the second, by the reader's clock"),
        "store/change-events": impossible("no functions run on this machine"),
        "store/kept-changes": built("NATS JetStream, in one with the item"),
        "store/claims": built("by the gate"),
        "store/lookups": built("by the model server, in the region's own copy"),
        "store/backup": impossible(
            "the backup location has one of the store's copies already, which is as far as another disk is",
        ),

        "cache/predictions": impossible("a request takes a few milliseconds on this machine"),

        "observability/objectives": built("by the hub: burn rates over several windows, of each model in each region"),
        "observability/logs": impossible("logs stay where processes write them: `meridian logs` reads them"),
        "observability/drift": built(
            "by the region's watcher, from what its model servers count in the bins of baselines",
        ),
        "observability/anomalies": built(
            "by the hub: against the same hour of other weeks, once it has seen three of them",
        ),
        "observability/withdrawal": built("by the region's watcher, over a document in the cell's store"),
        "observability/audit": built("a chain of entries in files, anchored in the cell's other places"),
        // Elsewhere none: what vendors offer for this (SageMaker data capture, request-response logging of Vertex AI and Azure ML)
        // writes payloads to storage.
        "observability/samples": built("in the memory of the region's model servers"),
        "observability/export-splunk": impossible("Splunk takes OTLP"),
        "observability/export-elasticsearch": impossible("Elasticsearch takes OTLP"),
        "observability/export-otlp": built("by the hub: the reports of the export's cells, every minute"),
        "observability/export-ca": built("files of certificates"),

        "budget/limit": impossible("this machine costs nothing by the hour"),
        "budget/anomalies": impossible("this machine costs nothing by the hour"),
        "recovery/drills": built("`meridian drill` runs them, and the hub tells when one is overdue"),

        "cell/accounts": impossible("this machine has no accounts"),
        "cell/several-clouds": possible(
            "gates that send peers on other clouds a key in a header, in addition to their certificate",
        ),
        "network/ranges": impossible("all is on the loopback interface"),
        "existing/network": impossible("all is on the loopback interface"),
        "existing/key": impossible("keys are files of the stack"),
        "existing/zone": impossible("names are the edge's own"),
        "existing/table": impossible("a table is a stream of the cell's own servers"),
        "existing/cluster": impossible("processes need none"),
        "existing/certificate": impossible("each cell has an authority of its own"),
        "existing/authority": impossible("each cell has an authority of its own"),
        "access/deployers": impossible("users with write access to the stack's files may deploy"),
        "access/invokers": impossible("callers authenticate to the gate: set routing.auth"),
    },
    hostings: {
        container: {
            state: "built",
            product: "processes",
            inbound: "mtls",
            features: {
                replicas: impossible("one process serves a release"),
                gpu: impossible("the model server computes on processors"),
                "scaling/reactive": impossible("one process serves a release"),
                "scaling/predictive": impossible("one process serves a release"),
                "scaling/scheduled": impossible("one process serves a release"),
                "scaling/to-zero": impossible("nothing in front of a process starts it"),
            },
            unsized: true,
        },
        managed: impossible("this machine runs processes"),
        instances: impossible("this machine runs processes"),
        function: impossible("this machine runs processes"),
        edge: impossible("this machine runs processes"),
    },
    quorum: {
        least: 3,
        most: 5,
        source: "https://docs.nats.io/nats-concepts/jetstream/streams (replicas: 1 to 5); two of three are a majority",
    },
    front: { gives: ["address"] },
    underOtherNames: impossible("names are ports of this machine, and certificates are of the cell's own authority"),
    checks,
    routes: {
        regional: {
            local: {
                state: "built",
                by: "an Envoy that passes TLS on by server name",
                takes: "address",
                checks,
                limits: [],
                source: "components/adapters/local",
            },
        },
        anycast: impossible("this machine has one edge, which passes TLS on"),
        global: impossible("this machine has one edge, which passes TLS on"),
        internal: impossible("every address is one of the loopback interface"),
    },
    names: [],
};
