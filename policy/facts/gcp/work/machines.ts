import type { Resource } from "../../../resource";
import type { Claim, Encryption, FlowFact, Row } from "../../fact";
import { all, every, flag, fromNamed, matching, toNamed, underKey, unsaid } from "../../forms";
import { nowhere, placedOr } from "../place";
import { asIs, inside, ofProgram, underOwnersKey } from "../words";

const disk = ["gcp:compute/disk:Disk", "gcp:compute/regionDisk:RegionDisk"];
const snapshot = ["gcp:compute/snapshot:Snapshot"];
const cluster = ["gcp:container/cluster:Cluster"];

/** No interface of it has an address on the internet. */
const isInside = every(
    unsaid("networkInterfaces[].accessConfigs[]"),
    unsaid("networkInterfaces[].ipv6AccessConfigs[]"),
);

/** The default account may, by its first grant, edit all of the project (https://cloud.google.com/compute/docs/access/service-accounts#default_service_account). */
function isItself({ properties }: Resource): Claim {
    const path = "serviceAccount";
    if (!properties.has(path)) return { holds: true, path };
    const isDefault = !properties.has(`${path}.email`);
    const scopes = properties.texts(`${path}.scopes[]`);
    const all = scopes.some(
        read =>
            read.is === "known" &&
            /^(cloud-platform|https:\/\/www\.googleapis\.com\/auth\/cloud-platform)$/.test(read.value),
    );
    return { holds: !(isDefault && all), path };
}

/** A disk that is made with the instance lies under the key that is said of it, or of the instance. */
function bootDisk(resource: Resource): Encryption {
    const { properties } = resource;
    const path = "bootDisk.kmsKeySelfLink";
    if (properties.has(path)) return underKey(path)(resource);
    const ofInstance = "instanceEncryptionKey.kmsKeySelfLink";
    if (properties.has(ofInstance)) return underKey(ofInstance)(resource);
    if (properties.has("bootDisk.diskEncryptionKeyRaw")) return underOwnersKey;
    return properties.has("bootDisk.source") ? asIs("bootDisk.source", disk)(resource) : { by: "provider" };
}

/** A disk is usually created from an image. Then the snapshot is not known before the update, either. */
const fromSnapshot = (resource: Resource): FlowFact[] =>
    fromNamed(
        "replication",
        "bootDisk.initializeParams.snapshot",
        snapshot,
    )(resource).filter(
        ({ from }) =>
            (from !== undefined && "named" in from && from.named.is === "known") ||
            resource.comesFrom.bootDisk?.some(urn => urn.includes(`${snapshot[0]}::`)) === true,
    );

const template: Row["claims"] = { "exposure/public-addresses": isInside, "identity/wildcard": isItself };

/** Machines and clusters of them. */
export const machines: Readonly<Record<string, Row>> = {
    "gcp:compute/instance:Instance": {
        holds: "data",
        encryption: bootDisk,
        flows: all(toNamed("key", "attachedDisks[].kmsKeySelfLink"), fromSnapshot),
        claims: template,
    },
    "gcp:compute/instanceTemplate:InstanceTemplate": { place: nowhere, claims: template },
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": {
        flows: ofProgram(toNamed("key", "disks[].diskEncryptionKey.kmsKeySelfLink")),
        claims: template,
    },
    "gcp:compute/instanceGroup:InstanceGroup": {},
    "gcp:compute/instanceGroupManager:InstanceGroupManager": { runs: true, names: ["instanceGroup"] },
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": { runs: true, names: ["instanceGroup"] },
    "gcp:compute/autoscaler:Autoscaler": {},
    "gcp:compute/regionAutoscaler:RegionAutoscaler": {},
    "gcp:compute/reservation:Reservation": {},
    "gcp:container/cluster:Cluster": {
        holds: "secrets",
        names: ["endpoint"],
        // A key that is said beside DECRYPTED opens what lies there from before: https://cloud.google.com/kubernetes-engine/docs/how-to/encrypting-secrets
        encryption: resource =>
            matching("databaseEncryption.state", /^DECRYPTED$/)(resource).holds === true
                ? { by: "provider" }
                : underKey("databaseEncryption.keyName")(resource),
        flows: all(
            toNamed("log", "resourceUsageExportConfig.bigqueryDestination.datasetId", ["gcp:bigquery/dataset:Dataset"]),
            ofProgram(toNamed("key", "nodeConfig.bootDiskKmsKey")),
            ofProgram(toNamed("key", "nodePools[].nodeConfig.bootDiskKmsKey")),
            ofProgram(toNamed("key", "clusterAutoscaling.autoProvisioningDefaults.bootDiskKmsKey")),
        ),
        claims: {
            "exposure/public-addresses": flag("privateClusterConfig.enablePrivateNodes"),
            "durability/deletion-protection": flag("deletionProtection", true, true),
            "identity/wildcard": flag("enableLegacyAbac", false),
        },
    },
    "gcp:container/nodePool:NodePool": {
        runs: true,
        ...inside("cluster", cluster),
        flows: toNamed("key", "nodeConfig.bootDiskKmsKey"),
        claims: {
            // What it doesn't say, its cluster does.
            "exposure/public-addresses": flag("networkConfig.enablePrivateNodes", true, true),
        },
    },
    // What says no location is where gcr.io is, whatever its provider says: https://cloud.google.com/container-registry/docs/overview
    "gcp:container/registry:Registry": { holds: "artifacts", place: placedOr("storage", "gcp:storage/us", "location") },
    "gcp:gkehub/membership:Membership": {},
    "gcp:workbench/instance:Instance": {
        holds: "data",
        encryption: underKey("gceSetup.bootDisk.kmsKey"),
        flows: toNamed("key", "gceSetup.dataDisks.kmsKey"),
        claims: {
            "exposure/public-addresses": flag("gceSetup.disablePublicIp"),
        },
    },
    "gcp:notebooks/instance:Instance": {
        holds: "data",
        encryption: underKey("kmsKey"),
        claims: { "exposure/public-addresses": flag("noPublicIp") },
    },
};
