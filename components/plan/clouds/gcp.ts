import { type CheckFacts, type CloudFacts, gateChecks, type RouteFacts } from "./cloud";
import { gcpNames } from "./names/gcp";

/** Where no nearer answer is fit to give, the next is given: all of a record's targets are regions of one cell. */
const cloudDns: RouteFacts = {
    by: "Cloud DNS geolocation policy",
    takes: "address",
    // Checks from three regions of the world (`sourceRegions` of `gcp.compute.HealthCheck`).
    checks: { floorSeconds: 30, defaultSeconds: 30, defaultUnhealthyAfter: 2 },
    limits: [
        "the nearest of Google's regions by distance, which isn't always the fastest",
        "a front elsewhere stands for the nearest of Google's regions",
        "only fronts with addresses can be targets that are checked",
    ],
    source: "cloud.google.com/dns/docs/routing-policies-overview",
};

/** Readiness probes of Cloud Run: a region is ill when fewer than 60 % of its instances are ready. */
const readiness: CheckFacts = { floorSeconds: 1, defaultSeconds: 10, defaultUnhealthyAfter: 3 };

const serviceHealth = [
    "a region's health is that of its instances, of which one at least must run",
    "failover needs two regions or more",
] as const;

export const gcp: CloudFacts = {
    title: "Google Cloud",
    features: {
        "name/shared": "Cloud DNS",

        "artifact/file": "put into Cloud Storage",
        "artifact/https": "put into Cloud Storage",
        "artifact/gs": "copied within Cloud Storage",

        "store/tables": "Bigtable, with a cluster in each region",
        "store/strong": "Firestore, in its own pairs of regions",
        "store/sort-key": "Bigtable row keys",
        "store/ttl": "Bigtable garbage collection, within a week of the time",
        // Those of Bigtable are read through Dataflow, and lose their order on the way to a topic.
        "store/change-events": "Firestore with Eventarc",
        "store/backup": "Bigtable backups in a zone of the backup region, on Enterprise Plus",

        "cache/predictions": "Memorystore for Valkey",

        "observability/objectives": "Cloud Monitoring objectives",
        "observability/logs": "Cloud Logging buckets",
        "observability/drift": "Cloud Monitoring alerts on metrics of the comparer",
        "observability/anomalies": "Cloud Monitoring alerts on moving means",
        "observability/withdrawal": "the checks of names, by what the cell's store says",
        "observability/audit": "Cloud Audit Logs",
        "observability/export-splunk": "OpenTelemetry Collector",
        "observability/export-elasticsearch": "OpenTelemetry Collector",
        "observability/export-otlp": "OpenTelemetry Collector",

        "budget/limit": "Cloud Billing budgets",
        // Nothing of the platform makes faults.
        "recovery/drills": "gates that answer as if ill",

        "cell/accounts": "a project for each cell",
        "existing/network": "a VPC network and its subnets",
        "existing/key": "Cloud KMS keys",
        "existing/zone": "a Cloud DNS zone",
        "existing/table": "Bigtable tables",
        "existing/certificate": "Certificate Manager certificates",
        "access/deployers": "IAM",
        "access/invokers": "IAM",
    },
    // No `managed`: the SDK has no resource that deploys a model of one's own to a Vertex AI endpoint.
    hostings: {
        container: {
            product: "Cloud Run",
            inbound: "platform",
            features: {
                replicas: "Cloud Run",
                gpu: "NVIDIA L4, in some regions",
                "scaling/reactive": "Cloud Run",
                "scaling/to-zero": "Cloud Run",
            },
            largest: { cpu: 8, memoryGiB: 32, source: "cloud.google.com/run/quotas" },
        },
        instances: {
            product: "regional managed instance groups",
            inbound: "tls",
            features: {
                replicas: "managed instance groups",
                gpu: "machine types with GPUs",
                "scaling/reactive": "autoscaler",
                "scaling/predictive": "autoscaler, by CPU only",
            },
        },
        function: {
            product: "Cloud Run functions behind the gate",
            inbound: "platform",
            features: {
                replicas: "Cloud Run functions",
                "scaling/reactive": "Cloud Run functions",
                "scaling/to-zero": "Cloud Run functions",
            },
            largest: { cpu: 8, memoryGiB: 32, source: "cloud.google.com/functions/quotas" },
        },
    },
    front: { gives: ["address"] },
    checks: gateChecks,
    routes: {
        regional: { aws: cloudDns, gcp: cloudDns, azure: cloudDns, kubernetes: cloudDns },
        global: {
            gcp: {
                by: "global external Application Load Balancer",
                takes: "address",
                checks: readiness,
                limits: [...serviceHealth, "only answers to GET and HEAD are cached"],
                source: "cloud.google.com/run/docs/configuring/configure-service-health",
            },
        },
        // Not by Cloud DNS: of an internal balancer it knows whether that is well itself, not whether what is behind it is.
        internal: {
            gcp: {
                by: "cross-region internal Application Load Balancer",
                takes: "address",
                checks: readiness,
                limits: [...serviceHealth, "five regions at most"],
                source: "cloud.google.com/run/docs/configuring/configure-service-health",
            },
        },
    },
    names: gcpNames,
};
