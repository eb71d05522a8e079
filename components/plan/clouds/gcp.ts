import { type CloudFacts, gateChecks, type RouteFacts } from "./cloud";

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

/** Names that most load balancing resources have (RFC 1035). */
const rfc1035 = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

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
        "store/point-in-time": "Firestore, 7 days at most",
        "store/backup": "Bigtable backups in a zone of the backup region, on Enterprise Plus",

        "cache/predictions": "Memorystore for Valkey",

        "observability/objectives": "Cloud Monitoring objectives",
        "observability/logs": "Cloud Logging buckets",
        "observability/drift": "Cloud Monitoring alerts on metrics of the comparer",
        "observability/anomalies": "Cloud Monitoring alerts on moving means",
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
                "scaling/scheduled": "Cloud Scheduler, which changes the least number of instances",
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
                "scaling/scheduled": "autoscaler schedules",
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
                // Readiness probes of Cloud Run: a region is ill when fewer than 60 % of its instances are ready.
                checks: { floorSeconds: 1, defaultSeconds: 10, defaultUnhealthyAfter: 3 },
                limits: [
                    "a region's health is that of its instances, and needs one of them at least in two regions or more",
                    "only answers to GET and HEAD are cached",
                ],
                source: "cloud.google.com/run/docs/configuring/configure-service-health",
            },
        },
        internal: {
            gcp: {
                ...cloudDns,
                by: "Cloud DNS geolocation policy of a private zone",
                limits: [
                    "the region of the client's machine decides",
                    "health is that of the internal balancers, asked at an interval of Google's own",
                ],
            },
        },
    },
    names: [
        {
            kind: "Google-managed certificate's first name",
            unless: "existing/certificate",
            form: "{cellHost}",
            max: 64,
            pattern: /^[a-z0-9.-]+$/,
            source: "cloud.google.com/load-balancing/docs/quotas#ssl_certificates: 64 bytes for the first, 253 for others",
        },
        {
            kind: "service account",
            form: "{service}-{cell}-{region}",
            min: 6,
            max: 30,
            pattern: rfc1035,
            source: "gcp.serviceaccount.Account.accountId of @pulumi/gcp 9.37.0",
        },
        {
            kind: "Cloud Run service",
            only: ["container"],
            form: "{service}-{model}-{release}",
            max: 49,
            pattern: rfc1035,
            source: "cloud.google.com/run/docs/deploying",
        },
        {
            kind: "Bigtable instance",
            only: ["store/tables"],
            form: "{service}-{cell}",
            min: 6,
            max: 33,
            pattern: rfc1035,
            source: "gcp.bigtable.Instance.name of @pulumi/gcp 9.37.0",
        },
        {
            kind: "Bigtable cluster",
            only: ["store/tables"],
            form: "{service}-{cell}-{region}",
            min: 6,
            max: 30,
            pattern: rfc1035,
            source: "gcp.bigtable.Instance.clusters[].clusterId of @pulumi/gcp 9.37.0",
        },
        {
            kind: "Cloud Storage bucket",
            form: "{service}-{cell}-{region}",
            min: 3,
            max: 63,
            pattern: /^(?!goog)(?!.*(google|g00gle))[a-z0-9][a-z0-9_-]*[a-z0-9]$/,
            reserve: 8,
            unique: "random",
            source: "cloud.google.com/storage/docs/buckets#naming",
        },
        {
            // A key ring is never deleted, so a stack that comes again needs another.
            kind: "key ring",
            unless: "existing/key",
            form: "{service}-{cell}-{region}",
            max: 63,
            pattern: /^[a-zA-Z0-9_-]+$/,
            reserve: 8,
            unique: "random",
            source: "cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings/create",
        },
        {
            kind: "part of a load balancer",
            form: "{service}-{cell}-{region}",
            max: 63,
            pattern: rfc1035,
            reserve: 8,
            source: "cloud.google.com/compute/docs/naming-resources",
        },
    ],
};
