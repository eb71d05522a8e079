import type { Kind } from "../kind";
import { called, inLocation, input, type Made, member, rfc1035, text, time, underKey, uuid } from "./forms";
import { numberOf } from "./where";

const named = called(/^[a-z]([-a-z0-9]{0,47}[a-z0-9])?$/);
/** Only if the provider's input permits it. */
const guard = { property: "deletionProtection", while: true, otherwise: true };
const url = ({ account, inputs, region = "" }: Made) =>
    `https://${text(inputs.name)}-${numberOf(account)}.${region}.run.app`;

/** What runs containers and models, and where their images lie. */
export const serving: Readonly<Record<string, Kind>> = {
    "gcp:cloudrunv2/service:Service": {
        id: inLocation("services"),
        outputs: {
            uri: url,
            urls: made => [url(made)],
            uid: uuid,
            latestReadyRevision: ({ hex, id }) => `${id}/revisions/${hex(8)}`,
        },
        required: ["location", "template"],
        fixed: ["name"],
        name: named,
        guard,
        // Containers may refer to resources anywhere.
        elsewhere: ["template.containers"],
        refuses: underKey("serverless-robot-prod"),
    },
    "gcp:cloudrunv2/serviceIamMember:ServiceIamMember": member("name", {
        within: "name",
        id: making => `${inLocation("services")(making)}/${input("role")(making)}/${input("member")(making)}`,
        parents: { name: "gcp:cloudrunv2/service:Service" },
    }),
    "gcp:cloudrunv2/job:Job": {
        id: inLocation("jobs"),
        outputs: { uid: uuid },
        required: ["location", "template"],
        fixed: ["name"],
        name: named,
        guard,
        elsewhere: ["template.template.containers"],
        refuses: underKey("serverless-robot-prod"),
    },
    "gcp:cloudfunctionsv2/function:Function": {
        id: inLocation("functions"),
        outputs: { url, state: () => "ACTIVE", environment: () => "GEN_2" },
        required: ["location"],
        fixed: ["name"],
        name: called(rfc1035),
        elsewhere: ["serviceConfig.environmentVariables"],
        refuses: underKey("gcf-admin-robot"),
    },
    "gcp:artifactregistry/repository:Repository": {
        id: inLocation("repositories", "repositoryId"),
        outputs: {
            name: input("repositoryId"),
            registryUri: ({ account, inputs, region = "" }) =>
                `${region}-${text(inputs.format).toLowerCase()}.pkg.dev/${account}/${text(inputs.repositoryId)}`,
        },
        required: ["format", "repositoryId"],
        fixed: ["repositoryId", "format", "kmsKeyName", "mode"],
        name: { property: "repositoryId", pattern: rfc1035, byId: true },
        elsewhere: ["virtualRepositoryConfig"],
        refuses: underKey("gcp-sa-artifactregistry"),
    },
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": member("repository", {
        within: "repository",
        id: making =>
            `${inLocation("repositories", "repository")(making)}/${input("role")(making)}/${input("member")(making)}`,
        parents: { repository: "gcp:artifactregistry/repository:Repository" },
    }),
    "gcp:vertex/aiEndpoint:AiEndpoint": {
        id: inLocation("endpoints"),
        outputs: { createTime: time, dedicatedEndpointDns: () => "" },
        required: ["displayName", "location"],
        fixed: ["name", "encryptionSpec", "network", "dedicatedEndpointEnabled", "privateServiceConnectConfig"],
        name: { property: "name", pattern: /^[1-9]\d{0,9}$/, byId: true },
        refuses: underKey("gcp-sa-aiplatform"),
    },
    "gcp:container/cluster:Cluster": {
        id: inLocation("clusters"),
        outputs: {
            endpoint: () => "34.0.0.1",
            masterVersion: () => "1.34.1-gke.1",
            selfLink: ({ id }) => `https://container.googleapis.com/v1/${id}`,
        },
        fixed: [
            "name",
            "clusterIpv4Cidr",
            "confidentialNodes",
            "datapathProvider",
            "enableAutopilot",
            "initialNodeCount",
            "ipAllocationPolicy",
            "network",
            "networkingMode",
            "subnetwork",
        ],
        name: called(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/),
        guard,
        refuses: underKey("container-engine-robot"),
    },
    "gcp:container/nodePool:NodePool": {
        within: "cluster",
        id: ({ account, inputs, region = "" }) => {
            const cluster = text(inputs.cluster);
            const whole = `projects/${account}/locations/${text(inputs.location) || region}/clusters/${cluster}`;
            return `${cluster.includes("/") ? cluster : whole}/nodePools/${text(inputs.name)}`;
        },
        outputs: { instanceGroupUrls: () => [], managedInstanceGroupUrls: () => [] },
        required: ["cluster"],
        fixed: ["name", "cluster", "initialNodeCount", "maxPodsPerNode", "namePrefix", "placementPolicy"],
        name: called(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/),
        parents: { cluster: "gcp:container/cluster:Cluster" },
    },
};
