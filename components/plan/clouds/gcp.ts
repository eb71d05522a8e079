import { type CheckFacts, type CloudFacts, gateChecks, type RouteFacts } from "./cloud";
import { impossible, possible } from "./capability";
import { gcpNames } from "./names/gcp";

/** Where no nearer answer is fit to give, the next is given: all of a record's targets are regions of one cell. */
const cloudDns: RouteFacts = {
    state: "possible",
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

/** Readiness probes of Cloud Run: a region is unhealthy when fewer than 60 % of its instances are ready. */
const readiness: CheckFacts = { floorSeconds: 1, defaultSeconds: 10, defaultUnhealthyAfter: 3 };

const serviceHealth = [
    "a region's health is that of its instances, of which one at least must run",
    "failover needs two regions or more",
] as const;

export const gcp: CloudFacts = {
    adapter: "possible",
    title: "Google Cloud",
    features: {
        "name/shared": possible("Cloud DNS"),

        "artifact/file": possible("put into Cloud Storage"),
        "artifact/https": possible("put into Cloud Storage"),
        "artifact/s3": impossible("an update of Google Cloud signs in to Google Cloud alone"),
        "artifact/gs": possible("copied within Cloud Storage"),
        "artifact/az": impossible("an update of Google Cloud signs in to Google Cloud alone"),
        "artifact/oci": impossible("an update of Google Cloud signs in to Google Cloud alone"),
        "artifact/mlflow": impossible("`meridian resolve` reads no MLflow registry"),

        "server/own": possible("a container beside an Envoy in the instance"),

        "store/tables": possible("Bigtable, with a cluster in each region"),
        "store/strong": possible("Firestore, in its own pairs of regions"),
        "store/sort-key": possible("Bigtable row keys"),
        "store/ttl": possible("Bigtable garbage collection, within a week of the time"),
        "store/change-events": possible("Firestore with Eventarc"),
        "store/kept-changes": impossible(
            "change streams of Bigtable are read through Dataflow, and lose their order on the way to a topic",
        ),
        "store/claims": impossible("programs ask Bigtable itself, as IAM lets them: no gate is in between"),
        "store/lookups": possible("by the model server, in the region"),
        "store/backup": possible("Bigtable backups in a zone of the backup region, on Enterprise Plus"),

        "cache/predictions": possible("Memorystore for Valkey"),

        "observability/objectives": possible("Cloud Monitoring objectives"),
        "observability/logs": possible("Cloud Logging buckets"),
        "observability/drift": possible("Cloud Monitoring alerts on metrics of the comparer"),
        "observability/anomalies": possible("Cloud Monitoring alerts on moving means"),
        "observability/withdrawal": possible("the checks of names, by what the cell's store says"),
        "observability/audit": possible("Cloud Audit Logs"),
        "observability/samples": possible("in the memory of the region's model servers"),
        "observability/export-splunk": possible("OpenTelemetry Collector"),
        "observability/export-elasticsearch": possible("OpenTelemetry Collector"),
        "observability/export-otlp": possible("OpenTelemetry Collector"),
        "observability/export-ca": possible("OpenTelemetry Collector"),

        "budget/limit": possible("Cloud Billing budgets"),
        "budget/anomalies": impossible("the SDK has no resource for anomalies of cost"),
        // Nothing of the platform makes faults.
        "recovery/drills": possible("gates that report themselves unhealthy"),

        "cell/accounts": possible("a project for each cell"),
        "cell/several-clouds": possible(
            "gates that show peers on other clouds a certificate, in addition to the key in a header",
        ),
        "network/ranges": possible("a VPC network and its subnets"),
        "existing/network": possible("a VPC network and its subnets"),
        "existing/key": possible("Cloud KMS keys"),
        "existing/zone": possible("a Cloud DNS zone"),
        "existing/table": possible("Bigtable tables"),
        "existing/cluster": impossible("Cloud Run has no clusters"),
        "existing/certificate": possible("Certificate Manager certificates"),
        "existing/authority": impossible("TLS within Cloud Run ends in the platform"),
        "access/deployers": possible("IAM"),
        "access/invokers": possible("IAM"),
    },
    hostings: {
        container: {
            state: "possible",
            product: "Cloud Run",
            inbound: "platform",
            features: {
                replicas: possible("Cloud Run"),
                gpu: possible("NVIDIA L4, in some regions"),
                "scaling/reactive": possible("Cloud Run"),
                "scaling/predictive": impossible("Cloud Run scales with each request"),
                "scaling/scheduled": possible("Cloud Scheduler, which sets the least number of instances"),
                "scaling/to-zero": possible("Cloud Run"),
            },
            largest: { cpu: 8, memoryGiB: 32, source: "cloud.google.com/run/quotas" },
        },
        managed: impossible("the SDK has no resource that deploys a custom model to a Vertex AI endpoint"),
        instances: {
            state: "possible",
            product: "regional managed instance groups",
            inbound: "tls",
            features: {
                replicas: possible("managed instance groups"),
                gpu: possible("machine types with GPUs"),
                "scaling/reactive": possible("autoscaler"),
                "scaling/predictive": possible("autoscaler, by CPU only"),
                "scaling/scheduled": possible("schedules of the autoscaler"),
                "scaling/to-zero": impossible("nothing in front of a group starts a machine"),
            },
        },
        function: {
            state: "possible",
            product: "Cloud Run functions behind the gate",
            inbound: "platform",
            features: {
                replicas: possible("Cloud Run functions"),
                gpu: impossible("functions have none"),
                "scaling/reactive": possible("Cloud Run functions"),
                "scaling/predictive": impossible("functions scale with each request"),
                "scaling/scheduled": possible("Cloud Scheduler, which sets the least number of instances"),
                "scaling/to-zero": possible("Cloud Run functions"),
            },
            largest: { cpu: 8, memoryGiB: 32, source: "cloud.google.com/functions/quotas" },
        },
        edge: impossible("no product runs containers at a site but a cluster: use kubernetes"),
    },
    front: { gives: ["address"], public: true },
    underOtherNames: possible("Certificate Manager certificates, validated by a record in the other cloud's DNS"),
    checks: gateChecks,
    routes: {
        regional: { aws: cloudDns, gcp: cloudDns, azure: cloudDns, kubernetes: cloudDns },
        anycast: impossible("an address that leads to every region ends TLS at the edge"),
        global: {
            gcp: {
                state: "possible",
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
                state: "possible",
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
