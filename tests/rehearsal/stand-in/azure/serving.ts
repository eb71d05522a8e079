import type { Kind, Making, Thing } from "../kind";
import { textsIn } from "../values";
import {
    digits,
    guid,
    guidOf,
    identity,
    input,
    type Made,
    object,
    part,
    protectedKeys,
    regional,
    sameId,
    text,
    thingOf,
} from "./forms";

const environment = "azure-native:app:ManagedEnvironment";
const registry = "azure-native:containerregistry:Registry";
const cluster = "azure-native:containerservice:ManagedCluster";
const plan = "azure-native:web:AppServicePlan";
const workspace = "azure-native:machinelearningservices:Workspace";
const onlineEndpoint = "azure-native:machinelearningservices:OnlineEndpoint";
const subnet = "azure-native:network:Subnet";

/** In the environment that it runs in. */
const ofEnvironment = (...environments: readonly string[]) => ({
    fixed: environments,
    near: environments,
    outputs: { outboundIpAddresses: ({ hex }: Made) => [`20.1.2.${parseInt(hex(2), 16)}`] },
    adds: identity,
});
const ofApp = ofEnvironment("environmentId", "managedEnvironmentId");

const subnetOf = (inputs: Making["inputs"]) => text(object(inputs.vnetConfiguration).infrastructureSubnetId);

/** What runs models, and where their images lie. */
export const serving: Readonly<Record<string, Kind>> = {
    [environment]: regional("Microsoft.App/managedEnvironments/{environmentName}", {
        called: /^[A-Za-z](?!.*--)[A-Za-z0-9-]{0,58}[A-Za-z0-9]$/,
        near: ["vnetConfiguration"],
        // https://learn.microsoft.com/azure/container-apps/custom-virtual-networks: the network can't be changed afterwards.
        once: [
            "vnetConfiguration.infrastructureSubnetId",
            "vnetConfiguration.internal",
            "zoneRedundant",
            "infrastructureResourceGroup",
        ],
        outputs: {
            defaultDomain: ({ hex, region }) => `calmsea-${hex(8)}.${region ?? ""}.azurecontainerapps.io`,
            staticIp: ({ hex }) => `20.3.4.${parseInt(hex(2), 16)}`,
        },
        adds: identity,
        refuses: unfitSubnet,
        held: true,
    }),
    "azure-native:app:ContainerApp": regional("Microsoft.App/containerApps/{containerAppName}", {
        ...ofApp,
        called: /^[a-z](?!.*--)[a-z0-9-]{0,30}[a-z0-9]$/,
        outputs: {
            ...ofApp.outputs,
            latestRevisionName: made => `${input("containerAppName")(made)}--${made.hex(7)}`,
            latestRevisionFqdn: made => `${input("containerAppName")(made)}--${made.hex(7)}.${domainOf(made)}`,
            customDomainVerificationId: ({ account }) => digits(account, 64).toUpperCase(),
        },
        adds: {
            ...identity,
            configuration: made => {
                const { ingress } = object(made.inputs.configuration);
                if (ingress === undefined) return undefined;
                const internal = object(ingress).external === true ? "" : "internal.";
                return { ingress: { fqdn: `${input("containerAppName")(made)}.${internal}${domainOf(made)}` } };
            },
        },
    }),
    "azure-native:app:Job": regional("Microsoft.App/jobs/{jobName}", {
        ...ofEnvironment("environmentId"),
        called: /^[a-z](?!.*--)[a-z0-9-]{0,30}[a-z0-9]$/,
    }),
    [registry]: regional("Microsoft.ContainerRegistry/registries/{registryName}", {
        called: /^[A-Za-z0-9]{5,50}$/,
        everywhere: true,
        required: ["sku"],
        once: ["encryption.status"],
        outputs: { loginServer: made => `${input("registryName")(made).toLowerCase()}.azurecr.io` },
        adds: identity,
        refuses: protectedKeys("encryption"),
    }),
    "azure-native:containerregistry:Replication": regional(
        "Microsoft.ContainerRegistry/registries/{registryName}/replications/{replicationName}",
        {
            of: { registryName: registry },
            called: /^[A-Za-z0-9]{5,50}$/,
            refuses: ({ account, inputs, region, things }) => {
                const id = `/subscriptions/${account}/resourceGroups/${text(inputs.resourceGroupName)}/providers/Microsoft.ContainerRegistry/registries/${text(inputs.registryName)}`;
                const of = thingOf(things, registry, id);
                const sku = text(object(of?.inputs.sku).name);
                if (sku !== "" && sku !== "Premium") return `the registry is ${sku}: only Premium has replications`;
                return of?.region === region ? `the registry itself is in ${region ?? ""}` : undefined;
            },
        },
    ),
    [cluster]: regional("Microsoft.ContainerService/managedClusters/{resourceName}", {
        called: /^[A-Za-z0-9](|[\w-]{0,61}[A-Za-z0-9])$/,
        fixed: [
            "diskEncryptionSetID",
            "dnsPrefix",
            "fqdnSubdomain",
            "linuxProfile",
            "nodeResourceGroup",
            "windowsProfile",
            ...[
                "serviceCidr",
                "serviceCidrs",
                "dnsServiceIP",
                "networkMode",
                "networkPlugin",
                "networkPluginMode",
                "networkPolicy",
                "networkDataplane",
                "outboundType",
                "podCidr",
            ].map(property => `networkProfile.${property}`),
        ],
        near: ["agentPoolProfiles", "diskEncryptionSetID"],
        outputs: {
            fqdn: ({ hex, inputs, region }) =>
                `${text(inputs.dnsPrefix) || text(inputs.fqdnSubdomain)}-${hex(8)}.hcp.${region ?? ""}.azmk8s.io`,
            currentKubernetesVersion: input("kubernetesVersion"),
        },
        adds: {
            ...identity,
            oidcIssuerProfile: ({ id, inputs, region }) =>
                object(inputs.oidcIssuerProfile).enabled === true
                    ? { issuerURL: `https://${region ?? ""}.oic.prod-aks.azure.com/${guidOf(id)}/` }
                    : undefined,
            identityProfile: ({ id }) => ({
                kubeletidentity: { clientId: guidOf(`${id} client`), objectId: guidOf(`${id} kubelet`) },
            }),
        },
    }),
    "azure-native:containerservice:AgentPool": part(
        "Microsoft.ContainerService/managedClusters/{resourceName}/agentPools/{agentPoolName}",
        {
            of: { resourceName: cluster },
            called: /^[a-z][a-z0-9]{0,11}$/,
            fixed: ["gpuInstanceProfile", "vmSize", "networkProfile.nodePublicIPTags"],
            near: ["vnetSubnetID", "podSubnetID"],
            once: ["vnetSubnetID", "podSubnetID", "osDiskType"],
        },
    ),
    [plan]: regional("Microsoft.Web/serverfarms/{name}", {
        called: /^[A-Za-z0-9-]{1,60}$/,
        once: ["reserved", "hyperV"],
        held: true,
    }),
    "azure-native:web:WebApp": regional("Microsoft.Web/sites/{name}", {
        called: /^[A-Za-z0-9](|[A-Za-z0-9-]{0,58}[A-Za-z0-9])$/,
        everywhere: true,
        fixed: ["kind"],
        near: ["serverFarmId", "virtualNetworkSubnetId", "managedEnvironmentId"],
        outputs: {
            defaultHostName: made => `${input("name")(made)}.azurewebsites.net`,
            hostNames: made => [`${input("name")(made)}.azurewebsites.net`],
            outboundIpAddresses: ({ hex }) => `20.5.6.${parseInt(hex(2), 16)}`,
            state: () => "Running",
        },
        adds: identity,
    }),
    [workspace]: regional("Microsoft.MachineLearningServices/workspaces/{workspaceName}", {
        called: /^[A-Za-z0-9][\w-]{2,32}$/,
        once: ["keyVault", "storageAccount", "hbiWorkspace", "encryption"],
        outputs: {
            workspaceId: guid,
            mlFlowTrackingUri: ({ id, region }) => `azureml://${region ?? ""}.api.azureml.ms${id}`,
        },
        adds: identity,
        refuses: protectedKeys("encryption"),
        // https://learn.microsoft.com/azure/machine-learning/concept-soft-delete
        leaves: "name",
    }),
    [onlineEndpoint]: regional(
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints/{endpointName}",
        {
            of: { workspaceName: workspace },
            called: /^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,30}[A-Za-z0-9]$/,
            required: ["properties"],
            once: ["properties.authMode"],
            refuses: ({ inputs, region, things }) => {
                const same = things.find(
                    thing =>
                        thing.type === onlineEndpoint &&
                        thing.region === region &&
                        sameId(text(thing.inputs.endpointName), text(inputs.endpointName)),
                );
                return same && `there is an endpoint of that name in ${region ?? ""} already`;
            },
            adds: {
                ...identity,
                properties: made => {
                    const host = `https://${input("endpointName")(made)}.${made.region ?? ""}.inference.ml.azure.com`;
                    return { scoringUri: `${host}/score`, swaggerUri: `${host}/swagger.json` };
                },
            },
        },
    ),
    "azure-native:machinelearningservices:OnlineDeployment": regional(
        "Microsoft.MachineLearningServices/workspaces/{workspaceName}/onlineEndpoints/{endpointName}/deployments/{deploymentName}",
        {
            of: { endpointName: onlineEndpoint },
            called: /^[A-Za-z][A-Za-z0-9-]{1,30}[A-Za-z0-9]$/,
            required: ["properties"],
            once: ["properties.endpointComputeType"],
        },
    ),
};

function domainOf({ find, inputs }: Made): string {
    const id = text(inputs.environmentId) || text(inputs.managedEnvironmentId);
    return text(find(id)?.outputs.defaultDomain);
}

/**
 * A subnet is one environment's alone, of the same subscription, and given to it where that has workload profiles
 * (https://learn.microsoft.com/azure/container-apps/custom-virtual-networks).
 */
function unfitSubnet({ account, inputs, things }: Making & { readonly things: readonly Thing[] }): string | undefined {
    const id = subnetOf(inputs);
    if (id === "") return undefined;
    const [, subscription] = /^\/subscriptions\/([^/]+)\//i.exec(id) ?? [];
    if (subscription !== account) return `the subnet is of subscription ${subscription ?? id}, not of ${account}`;
    const other = things.find(thing => thing.type === environment && sameId(subnetOf(thing.inputs), id));
    if (other !== undefined) return `ManagedEnvironmentSubnetInUse: ${other.id} has that subnet`;
    const there = thingOf(things, subnet, id);
    const isGiven = textsIn(there?.inputs.delegations).some(({ text }) => text === "Microsoft.App/environments");
    // What others made says nothing of itself.
    if (there?.inputs.subnetName === undefined || isGiven === (inputs.workloadProfiles !== undefined)) return undefined;
    return `ManagedEnvironmentSubnetDelegationError: the subnet ${isGiven ? "is" : "is not"} delegated to Microsoft.App/environments`;
}
