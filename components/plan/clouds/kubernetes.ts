import { type CheckFacts, type CloudFacts, gateChecks, type RouteFacts } from "./cloud";
import { built, impossible, possible } from "./capability";
import { clusterGpus } from "./cluster-gpus";
import { issuerForm } from "./issuers";
import { kubernetesNames } from "./names/kubernetes";
import { ownSecrets } from "./names/kubernetes-secrets";
import { podPorts } from "./pod-ports";

/**
 * k8gb looks at what a cluster says of its pods; failed checks are counted by the kubelets, which check gates. The rhythm is
 * `reconcileRequeueSeconds`, 30 by default; below 5 it would be a load on the clusters' APIs.
 */
const reconciling: CheckFacts = { floorSeconds: 5, defaultSeconds: 30, defaultUnhealthyAfter: 1 };

const k8gb: RouteFacts = {
    state: "built",
    by: "k8gb",
    takes: "address",
    checks: reconciling,
    limits: [
        "a region's health is that of its gates' pods, and, where its cell has tables, whether it was evacuated or withdrawn",
        "the nearest region by a database of addresses that the clusters must be given",
        "clients whose resolver doesn't say where they are get all regions of the cell",
    ],
    source: "github.com/k8gb-io/k8gb: chart/k8gb/values.yaml, docs/strategy.md, docs/resource_ref.md",
};

/** The most that a ConfigMap may be; etcd takes objects of half as much again. */
const definitionBytes = 1024 * 1024;

/**
 * Seconds for which resolvers may store an answer for the name of a cell: so long after a region has left, clients may still come to it. The default
 * of k8gb (its docs/strategy.md).
 */
export const clusterNameTtlSeconds = 30;

export const kubernetes: CloudFacts = {
    adapter: "built",
    title: "Kubernetes",
    features: {
        "name/shared": possible("k8gb"),

        "artifact/file": possible("a bucket of the cell"),
        "artifact/https": built("downloaded by each pod before its server starts"),
        "artifact/s3": possible("a bucket of the cell"),
        "artifact/gs": impossible("the cell's object store speaks S3"),
        "artifact/az": impossible("the cell's object store speaks S3"),
        "artifact/oci": built(
            "downloaded by each pod before its server starts, by the login of `kubernetes.pullSecret`",
        ),
        "artifact/mlflow": impossible("`meridian resolve` reads no MLflow registry"),

        "server/own": built("a container beside an Envoy in the pod"),

        "store/tables": built("NATS JetStream, one cluster over the places of a cell"),
        "store/strong": impossible("a leader that was cut off goes on answering reads for a while"),
        "store/sort-key": built("up to 1024 items of one partition key are read at once"),
        "store/ttl": built("to the second, by the reader's clock"),
        "store/change-events": possible("NATS JetStream consumers"),
        "store/kept-changes": built("NATS JetStream, in one with the item"),
        "store/claims": built("by the gate"),
        "store/lookups": built("by the model server, in the region's own copy"),
        "store/backup": built("snapshots in a bucket of the backup location, by a CronJob"),

        "cache/predictions": possible("Valkey"),

        "observability/objectives": built("burn rates that the cell's hub measures"),
        "observability/logs": possible("Loki"),
        "observability/drift": built(
            "by the region's watcher, from what its model servers count in the bins of baselines",
        ),
        "observability/anomalies": built("by the cell's hub, from a week before"),
        "observability/withdrawal": built("the gates and the cell's name, by what the cell's store says"),
        "observability/audit": impossible("what a cluster's control plane logs isn't set through its API"),
        "observability/samples": built("in the memory of the region's model servers"),
        "observability/export-splunk": possible("OpenTelemetry Collector"),
        "observability/export-elasticsearch": possible("OpenTelemetry Collector"),
        "observability/export-otlp": built("OTLP/HTTP, by the cell's hub"),
        "observability/export-ca": built("a ConfigMap"),

        "budget/limit": possible("OpenCost with Prometheus rules"),
        "budget/anomalies": possible("OpenCost with Prometheus rules"),
        "recovery/drills": built("`meridian drill` runs four of them, and the cell's hub tells when one is overdue"),

        "cell/accounts": impossible("each region names a cluster of its own: existing.<region>.cluster"),
        "cell/several-clouds": possible(
            "gates that send peers on other clouds a key in a header, in addition to their certificate",
        ),
        "network/ranges": impossible("a cluster brings its network"),
        "existing/network": impossible("a cluster brings its network"),
        "existing/key": impossible("a cluster brings its keys"),
        "existing/zone": possible("a zone that k8gb's is delegated from"),
        "existing/table": impossible("a table is a stream of the cell's own servers"),
        "existing/cluster": built("a context of the kubeconfig; always, since clusters are not made"),
        "existing/certificate": built("a TLS Secret of the namespace"),
        "existing/authority": built("Certificates of cert-manager, by issuers of the clusters"),
        "access/deployers": built("roles on the servers' Deployments, bounded by an admission policy"),
        "access/invokers": built("subjects of tokens, by the gate"),
    },
    hostings: {
        container: {
            state: "built",
            product: "Deployments",
            inbound: "mtls",
            features: {
                replicas: built("Deployments"),
                gpu: built("extended resources of nodes, or classes of devices, for custom servers"),
                "scaling/reactive": built("HorizontalPodAutoscaler"),
                "scaling/predictive": possible("PredictiveHorizontalPodAutoscaler, an operator of its own"),
                "scaling/scheduled": built("ScaledObjects of KEDA, which need its installation"),
                "scaling/to-zero": impossible("nothing in front of a Deployment starts a pod"),
            },
            gpuTypes: clusterGpus,
            gpusOfOwnServers: true,
        },
        managed: {
            state: "built",
            product: "InferenceServices of KServe",
            inbound: "mtls",
            features: {
                replicas: built("InferenceServices"),
                gpu: built("extended resources of nodes, or classes of devices, for custom servers"),
                "scaling/reactive": built("KServe's HorizontalPodAutoscaler"),
                "scaling/predictive": impossible("KServe scales by what it measures"),
                "scaling/scheduled": built("ScaledObjects of KEDA, which need its installation"),
                "scaling/to-zero": impossible(
                    "Knative alone starts a pod for a request, and it ends the mutual TLS between gates and pods",
                ),
            },
            gpuTypes: clusterGpus,
            gpusOfOwnServers: true,
        },
        instances: impossible("a cluster runs containers"),
        function: impossible("a cluster runs containers"),
        edge: {
            state: "built",
            product: "Deployments on a small cluster at the site, which start from volumes there",
            inbound: "mtls",
            features: {
                replicas: impossible("a site runs one"),
                gpu: built("extended resources of nodes, or classes of devices, for custom servers"),
                "scaling/reactive": impossible("a site runs one"),
                "scaling/predictive": impossible("a site runs one"),
                "scaling/scheduled": impossible("a site runs one"),
                "scaling/to-zero": impossible("a site runs one"),
            },
            gpuTypes: clusterGpus,
            gpusOfOwnServers: true,
        },
    },
    existing: {
        together: [],
        required: { cluster: "a context of the kubeconfig" },
        inBackup: ["authority"],
        forms: {
            certificate: {
                pattern: `^(?!(${Object.values(ownSecrets).join("|")})$)[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`,
                form: "the name of a Secret of type kubernetes.io/tls in the namespace <service>-<cell>, other than those that the adapter creates",
            },
            authority: issuerForm,
        },
        source: "kubernetes.io/docs/concepts/configuration/secret",
    },
    deployers: {
        // Groups of `system:` contain all users, or belong to the cluster itself.
        pattern: /^(system:serviceaccount:[a-z0-9-]{1,63}:[a-z0-9.-]{1,253}|group:(?!system:)[^\s].*)$/,
        form: "system:serviceaccount:<namespace>:<name>, or group:<name> other than system groups",
    },
    invokersBy: "tokens",
    needsSettings: true,
    definition: { mostBytes: definitionBytes, source: "kubernetes.io/docs/concepts/configuration/configmap" },
    ownServers: {
        takenPorts: [podPorts.server, podPorts.health],
        image: {
            pattern: "^[a-z0-9.-]+(:[0-9]+)?/",
            form: "<registry>/<repository>@sha256:<digest>, in which {region} may stand for the region's name",
            by: "from which its nodes pull",
            remedy: "name the image as nodes pull it: a cluster has no {account}",
        },
        mostBytes: definitionBytes,
        definition: "an object of kubernetes",
        source: "kubernetes.io/docs/concepts/workloads/pods/sidecar-containers",
    },
    quorum: {
        least: 3,
        most: 5,
        source: "https://docs.nats.io/nats-concepts/jetstream/streams (replicas: 1 to 5); two of three are a majority",
    },
    copies: {
        everyHours: [1, 2, 3, 4, 6, 8, 12, 24, 168],
        allowedBy: "that a CronJob's schedule can have at equal distances",
        source: "kubernetes.io/docs/concepts/workloads/controllers/cron-jobs",
    },
    // Of a Service of type LoadBalancer. Where balancers are known by name only, as on EKS, names lead to that name.
    front: { gives: ["address"] },
    underOtherNames: built("records that lead to the addresses of the fronts; each region brings a certificate"),
    checks: gateChecks,
    routes: {
        regional: { kubernetes: k8gb },
        anycast: impossible("addresses of several sites are announced by the network, not by a cluster"),
        global: impossible("a cluster has no points of presence"),
        internal: { kubernetes: { ...k8gb, state: "possible" } },
    },
    names: kubernetesNames,
};
