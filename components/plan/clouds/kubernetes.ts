import { type CheckFacts, type CloudFacts, gateChecks, type RouteFacts } from "./cloud";
import { kubernetesNames } from "./names/kubernetes";

/**
 * k8gb looks at what a cluster says of its pods, so there are no failed checks to count. The rhythm is
 * `reconcileRequeueSeconds`, 30 by default; below 5 it would be a load on the clusters' APIs.
 */
const reconciling: CheckFacts = {
    floorSeconds: 5,
    defaultSeconds: 30,
    unhealthyAfter: { least: 1, most: 1 },
    defaultUnhealthyAfter: 1,
};

const k8gb: RouteFacts = {
    by: "k8gb",
    takes: "address",
    checks: reconciling,
    limits: [
        "a region's health is that of its gates' pods",
        "the nearest region by a database of addresses that the clusters must be given",
        "clients whose resolver doesn't say where they are get all regions of the cell",
    ],
    source: "github.com/k8gb-io/k8gb: chart/k8gb/values.yaml, docs/strategy.md",
};

export const kubernetes: CloudFacts = {
    title: "Kubernetes",
    features: {
        "name/shared": "k8gb",

        "artifact/file": "put into the cell's object store",
        "artifact/https": "put into the cell's object store",
        "artifact/s3": "put into the cell's object store",

        // No `store/strong`: a leader that was cut off goes on answering reads for a while.
        "store/tables": "NATS JetStream, one cluster over the places of a cell",
        "store/sort-key": "NATS JetStream keys",
        "store/ttl": "NATS JetStream",
        "store/change-events": "NATS JetStream consumers",
        "store/claims": "by the gate",
        "store/kept-changes": "NATS JetStream, in one with the item",
        "store/backup": "a server of the cluster in the backup region",

        "cache/predictions": "Valkey",

        // No `observability/audit`: what a cluster's control plane logs isn't set through its API.
        "observability/objectives": "Prometheus rules on burn rates",
        "observability/logs": "Loki",
        "observability/drift": "Prometheus rules on metrics of the comparer",
        "observability/anomalies": "Prometheus rules on moving means",
        "observability/withdrawal": "the gates' readiness, by what the cell's store says",
        "observability/export-splunk": "OpenTelemetry Collector",
        "observability/export-elasticsearch": "OpenTelemetry Collector",
        "observability/export-otlp": "OpenTelemetry Collector",

        "budget/limit": "OpenCost with Prometheus rules",
        "budget/anomalies": "OpenCost with Prometheus rules",
        "recovery/drills": "gates that answer as if ill",

        "cell/accounts": "clusters of its own",
        "existing/zone": "a zone that k8gb's is delegated from",
        "existing/cluster": "always: clusters are not made",
        "existing/certificate": "TLS secrets",
        "existing/authority": "issuers of cert-manager",
        "access/deployers": "role bindings",
        "access/invokers": "network policies, and tokens of service accounts at the gate",
    },
    hostings: {
        container: {
            product: "Deployments",
            inbound: "mtls",
            features: {
                replicas: "Deployments",
                gpu: "nodes with GPUs",
                "scaling/reactive": "HorizontalPodAutoscaler",
                "scaling/predictive": "PredictiveHorizontalPodAutoscaler, an operator of its own",
            },
        },
        managed: {
            product: "KServe",
            inbound: "mtls",
            features: {
                replicas: "KServe",
                gpu: "nodes with GPUs",
                "scaling/reactive": "KServe",
                "scaling/to-zero": "KServe with Knative",
            },
        },
        edge: {
            product: "Deployments on a small cluster at the site",
            inbound: "mtls",
            features: { gpu: "nodes with GPUs" },
        },
    },
    // Of a Service of type LoadBalancer. Where balancers are known by name only, as on EKS, they need fixed addresses.
    front: { gives: ["address"] },
    checks: gateChecks,
    routes: {
        regional: { kubernetes: k8gb },
        internal: { kubernetes: k8gb },
    },
    names: kubernetesNames,
};
