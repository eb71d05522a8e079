import { type CloudFacts, gateChecks, type RouteFacts } from "./cloud";
import { impossible, possible } from "./capability";
import { azureNames } from "./names/azure";

const trafficManager: RouteFacts = {
    state: "possible",
    by: "Traffic Manager performance routing",
    takes: "hostname",
    // 0 to 9 failures are tolerated. Checks every 10 seconds cost extra.
    checks: { floorSeconds: 10, steps: [10, 30], defaultSeconds: 10, defaultUnhealthyAfter: 3 },
    limits: [
        "fails open: when every region of a cell is unhealthy, DNS returns all of them",
        "latency is that of the Azure region nearest to the client's resolver",
        "a front elsewhere stands for the nearest of Azure's regions",
        "a front's certificate isn't verified by checks",
    ],
    source: "learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring",
};

const frontDoor: RouteFacts = {
    state: "possible",
    by: "Front Door",
    takes: "hostname",
    checks: { floorSeconds: 5, mostSeconds: 255, defaultSeconds: 30, defaultUnhealthyAfter: 2 },
    limits: [
        "fails open: when every region of a cell is unhealthy, requests go to all of them",
        "a region is unhealthy when too few of its latest checks succeeded, in any order",
        "every point of presence checks by itself, so checks are many",
        "only answers to GET and HEAD are cached",
    ],
    source: "learn.microsoft.com/azure/frontdoor/health-probes",
};

export const azure: CloudFacts = {
    adapter: "possible",
    title: "Azure",
    features: {
        "name/shared": possible("Azure DNS with Traffic Manager"),

        "artifact/file": possible("put into Blob Storage"),
        "artifact/https": possible("put into Blob Storage"),
        "artifact/s3": impossible("an update of Azure signs in to Azure alone"),
        "artifact/gs": impossible("an update of Azure signs in to Azure alone"),
        "artifact/az": possible("copied within Blob Storage"),
        "artifact/oci": impossible("an update of Azure signs in to Azure alone"),
        "artifact/mlflow": impossible("`meridian resolve` reads no MLflow registry"),

        "server/own": possible("a container beside an Envoy in the replica"),

        "store/tables": possible("Cosmos DB"),
        "store/strong": possible("Cosmos DB, with one region that writes"),
        "store/sort-key": possible("Cosmos DB hierarchical partition keys"),
        "store/ttl": possible("Cosmos DB"),
        // There are no events of items on Event Grid.
        "store/change-events": possible("Cosmos DB change feed, by a trigger of Functions"),
        "store/kept-changes": impossible("the change feed of Cosmos DB has no deletions, other than in a preview"),
        "store/claims": impossible(
            "programs ask Cosmos DB itself, as role assignments let them: no gate is in between",
        ),
        "store/lookups": possible("by the model server, in the region"),
        // The copies that the vendor places go to the paired region, which may lie outside the cell.
        "store/backup": possible("Cosmos DB continuous backup, in the backup region, which serves no requests"),

        "cache/predictions": possible("Azure Managed Redis"),

        "observability/objectives": possible("log alerts on burn rates"),
        "observability/logs": possible("Log Analytics workspaces"),
        "observability/drift": possible("log alerts on metrics of the comparer"),
        "observability/anomalies": possible("dynamic thresholds"),
        "observability/withdrawal": possible("the checks of names, by what the cell's store says"),
        "observability/audit": possible("activity and resource logs"),
        "observability/samples": possible("in the memory of the region's model servers"),
        "observability/export-splunk": possible("OpenTelemetry Collector"),
        "observability/export-elasticsearch": possible("OpenTelemetry Collector"),
        "observability/export-otlp": possible("OpenTelemetry Collector"),
        "observability/export-ca": possible("OpenTelemetry Collector"),

        "budget/limit": possible("Cost Management budgets"),
        "budget/anomalies": possible("Cost Management anomaly alerts"),
        "recovery/drills": possible("Chaos Studio"),

        "cell/accounts": possible("a subscription for each cell"),
        "cell/several-clouds": possible(
            "gates that show peers on other clouds a certificate, in addition to the key in a header",
        ),
        "network/ranges": possible("a virtual network and its subnets"),
        "existing/network": possible("a virtual network and its subnets"),
        "existing/key": possible("Key Vault keys"),
        "existing/zone": possible("an Azure DNS zone"),
        "existing/table": possible("Cosmos DB containers"),
        "existing/cluster": possible("a Container Apps environment"),
        "existing/certificate": possible("Key Vault certificates"),
        "existing/authority": impossible("TLS within Container Apps ends in the platform"),
        "access/deployers": possible("role assignments"),
        "access/invokers": possible("role assignments for Machine Learning; elsewhere the gate's tokens"),
    },
    hostings: {
        container: {
            state: "possible",
            product: "Container Apps",
            inbound: "platform",
            features: {
                replicas: possible("Container Apps"),
                gpu: possible("Consumption GPU profiles, in some regions"),
                "scaling/reactive": possible("Container Apps"),
                "scaling/predictive": impossible("Container Apps scale by what they measure"),
                "scaling/scheduled": possible("cron rules"),
                "scaling/to-zero": possible("Container Apps"),
            },
            largest: { cpu: 4, memoryGiB: 8, source: "learn.microsoft.com/azure/container-apps/containers" },
        },
        managed: {
            state: "possible",
            product: "Machine Learning online endpoints behind the gate",
            inbound: "platform",
            features: {
                replicas: possible("online deployments"),
                gpu: possible("machine sizes with GPUs"),
                "scaling/reactive": possible("autoscale settings"),
                "scaling/predictive": impossible("online deployments scale by what they measure"),
                "scaling/scheduled": possible("schedules of autoscale settings"),
                "scaling/to-zero": impossible("a deployment keeps an instance"),
            },
        },
        instances: {
            state: "possible",
            product: "virtual machine scale sets",
            inbound: "tls",
            features: {
                replicas: possible("scale sets"),
                gpu: possible("machine sizes with GPUs"),
                "scaling/reactive": possible("autoscale settings"),
                "scaling/predictive": possible("autoscale settings, by CPU only, after a week of metrics"),
                "scaling/scheduled": possible("schedules of autoscale settings"),
                "scaling/to-zero": impossible("nothing in front of a scale set starts a machine"),
            },
        },
        function: {
            state: "possible",
            product: "Functions on Flex Consumption behind the gate",
            inbound: "platform",
            features: {
                replicas: possible("always ready instances"),
                gpu: impossible("Flex Consumption has none"),
                "scaling/reactive": possible("Functions"),
                "scaling/predictive": impossible("functions scale with each request"),
                "scaling/scheduled": impossible("always ready instances know no hours"),
                "scaling/to-zero": possible("Functions"),
            },
            largest: {
                cpu: 2,
                memoryGiB: 4,
                source: "learn.microsoft.com/azure/azure-functions/flex-consumption-plan",
            },
        },
        edge: {
            state: "possible",
            product: "Container Apps on a cluster connected by Azure Arc",
            inbound: "platform",
            features: {
                replicas: impossible("a site runs one"),
                gpu: impossible("a site has what it has"),
                "scaling/reactive": impossible("a site runs one"),
                "scaling/predictive": impossible("a site runs one"),
                "scaling/scheduled": impossible("a site runs one"),
                "scaling/to-zero": impossible("a site runs one"),
            },
        },
    },
    front: { gives: ["address", "hostname"], public: true },
    underOtherNames: possible("managed certificates, validated by a record in the other cloud's DNS"),
    checks: gateChecks,
    routes: {
        regional: { aws: trafficManager, gcp: trafficManager, azure: trafficManager, kubernetes: trafficManager },
        anycast: impossible("the cross-region balancer leads to other balancers only"),
        global: { aws: frontDoor, gcp: frontDoor, azure: frontDoor, kubernetes: frontDoor },
        internal: impossible("Traffic Manager asks from outside only, and private zones have no policies"),
    },
    names: azureNames,
};
