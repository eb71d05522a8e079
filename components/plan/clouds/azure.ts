import { type CloudFacts, gateChecks, type RouteFacts } from "./cloud";
import { azureNames } from "./names/azure";

const trafficManager: RouteFacts = {
    by: "Traffic Manager performance routing",
    takes: "hostname",
    // 0 to 9 failures are tolerated. Checks every 10 seconds cost extra.
    checks: { floorSeconds: 10, steps: [10, 30], defaultSeconds: 10, defaultUnhealthyAfter: 3 },
    limits: [
        "with every region of a cell ill, all of them are answered",
        "latency is that of the Azure region nearest to the client's resolver",
        "a front elsewhere stands for the nearest of Azure's regions",
        "a front's certificate isn't verified by checks",
    ],
    source: "learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring",
};

const frontDoor: RouteFacts = {
    by: "Front Door",
    takes: "hostname",
    checks: { floorSeconds: 5, mostSeconds: 255, defaultSeconds: 30, defaultUnhealthyAfter: 2 },
    limits: [
        "with every region of a cell ill, requests go to all of them",
        "a region is ill when too few of its last checks went well, whichever they were",
        "every point of presence checks by itself, so checks are many",
        "only answers to GET and HEAD are cached",
    ],
    source: "learn.microsoft.com/azure/frontdoor/health-probes",
};

export const azure: CloudFacts = {
    title: "Azure",
    features: {
        "name/shared": "Azure DNS with Traffic Manager",

        "artifact/file": "put into Blob Storage",
        "artifact/https": "put into Blob Storage",
        "artifact/az": "copied within Blob Storage",

        "store/tables": "Cosmos DB",
        "store/strong": "Cosmos DB, with one region that writes",
        "store/sort-key": "Cosmos DB hierarchical partition keys",
        "store/ttl": "Cosmos DB",
        // There are no events of items on Event Grid.
        "store/change-events": "Cosmos DB change feed, by a trigger of Functions",
        // The copies that the vendor places go to the paired region, which may lie outside the cell.
        "store/backup": "Cosmos DB continuous backup, in the backup region as one that serves nobody",

        "cache/predictions": "Azure Managed Redis",

        "observability/objectives": "log alerts on burn rates",
        "observability/logs": "Log Analytics workspaces",
        "observability/drift": "log alerts on metrics of the comparer",
        "observability/anomalies": "dynamic thresholds",
        "observability/withdrawal": "the checks of names, by what the cell's store says",
        "observability/audit": "activity and resource logs",
        "observability/export-splunk": "OpenTelemetry Collector",
        "observability/export-elasticsearch": "OpenTelemetry Collector",
        "observability/export-otlp": "OpenTelemetry Collector",

        "budget/limit": "Cost Management budgets",
        "budget/anomalies": "Cost Management anomaly alerts",
        "recovery/drills": "Chaos Studio",

        "cell/accounts": "a subscription for each cell",
        "existing/network": "a virtual network and its subnets",
        "existing/key": "Key Vault keys",
        "existing/zone": "an Azure DNS zone",
        "existing/table": "Cosmos DB containers",
        "existing/cluster": "a Container Apps environment",
        "existing/certificate": "Key Vault certificates",
        "access/deployers": "role assignments",
        "access/invokers": "role assignments for Machine Learning; elsewhere the gate's tokens",
    },
    hostings: {
        container: {
            product: "Container Apps",
            inbound: "platform",
            features: {
                replicas: "Container Apps",
                gpu: "Consumption GPU profiles, in some regions",
                "scaling/reactive": "Container Apps",
                "scaling/to-zero": "Container Apps",
            },
            largest: { cpu: 4, memoryGiB: 8, source: "learn.microsoft.com/azure/container-apps/containers" },
        },
        managed: {
            product: "Machine Learning online endpoints behind the gate",
            inbound: "platform",
            features: {
                replicas: "online deployments",
                gpu: "machine sizes with GPUs",
                "scaling/reactive": "autoscale settings",
            },
        },
        instances: {
            product: "virtual machine scale sets",
            inbound: "tls",
            features: {
                replicas: "scale sets",
                gpu: "machine sizes with GPUs",
                "scaling/reactive": "autoscale settings",
                "scaling/predictive": "autoscale settings, by CPU only, after a week of metrics",
            },
        },
        function: {
            product: "Functions on Flex Consumption behind the gate",
            inbound: "platform",
            features: {
                replicas: "always ready instances",
                "scaling/reactive": "Functions",
                "scaling/to-zero": "Functions",
            },
            largest: {
                cpu: 2,
                memoryGiB: 4,
                source: "learn.microsoft.com/azure/azure-functions/flex-consumption-plan",
            },
        },
        edge: {
            product: "Container Apps on a cluster connected by Azure Arc",
            inbound: "platform",
            features: {},
        },
    },
    front: { gives: ["address", "hostname"] },
    checks: gateChecks,
    // No `internal`: Traffic Manager asks from outside only, and private zones have no policies.
    routes: {
        regional: { aws: trafficManager, gcp: trafficManager, azure: trafficManager, kubernetes: trafficManager },
        global: { aws: frontDoor, gcp: frontDoor, azure: frontDoor, kubernetes: frontDoor },
    },
    names: azureNames,
};
