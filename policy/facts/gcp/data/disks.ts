import type { Encryption, FlowFact, Placed, Row } from "../../fact";
import { all, between, fromNamed, named, underKey } from "../../forms";
import type { Resource } from "../../../resource";
import { placeNamed } from "../names";
import { nearestTo, placeCalled, placedInEach, placeOf } from "../place";
import { about, asIs, grants, underOwnersKey } from "../words";

const open = "identity/public-principal";
const disk = ["gcp:compute/disk:Disk", "gcp:compute/regionDisk:RegionDisk"];
const snapshot = ["gcp:compute/snapshot:Snapshot"];
const locations = "storageLocations[]";

/** Under a key that is brought along, or one of Cloud KMS. */
const underKeyIn =
    (block: string, name = "kmsKeySelfLink", otherwise = (_: Resource): Encryption => ({ by: "provider" })) =>
    (resource: Resource): Encryption => {
        const { properties } = resource;
        if (properties.has(`${block}.${name}`)) return underKey(`${block}.${name}`)(resource);
        const isOwn = properties.has(`${block}.rawKey`) || properties.has(`${block}.rsaEncryptedKey`);
        return isOwn ? underOwnersKey : otherwise(resource);
    };

/** Without a place of its own a copy lies in the multi-region nearest to what it is of. */
const nearestToSource =
    (path: string) =>
    (resource: Resource): Placed => {
        const source = resource.properties.text(path);
        const said = source.is === "known" ? placeNamed(source.value) : undefined;
        const home = placeOf(resource);
        const from = said ?? (home.is === "at" ? home.places[0] : undefined);
        const place = from === undefined ? undefined : nearestTo(from);
        return place === undefined
            ? { is: "undetermined", reason: "storageLocations is not set, and its nearest location is unknown" }
            : { is: "at", places: [place] };
    };

const copyOf = (path: string): Row => ({
    holds: "copies",
    place: placedInEach("storage", locations, nearestToSource(path)),
});

/** Snapshots that are taken on a schedule go where it says. */
function scheduled(resource: Resource): FlowFact[] {
    const { properties } = resource;
    const path = "snapshotSchedulePolicy.snapshotProperties.storageLocations";
    if (!properties.has("snapshotSchedulePolicy")) return [];
    // The provider takes a list of one for a text.
    const [said] = [...properties.texts(path), ...properties.texts(`${path}[]`)];
    const home = placeOf(resource);
    const place =
        said === undefined
            ? home.is === "at" && nearestTo(home.places[0]!)
            : said.is === "known" && placeCalled("storage", said.value);
    const unknown = { named: { is: "unknown" as const, path }, property: "snapshotSchedulePolicy" };
    return [{ kind: "backup", path, to: place ? { place } : unknown }];
}

/** Disks, and what is taken of them. */
export const disks: Readonly<Record<string, Row>> = {
    "gcp:compute/disk:Disk": {
        holds: "data",
        encryption: underKeyIn("diskEncryptionKey"),
        flows: all(
            fromNamed("replication", "asyncPrimaryDisk.disk", disk),
            fromNamed("replication", "sourceDisk", disk),
            fromNamed("replication", "snapshot", snapshot),
        ),
    },
    "gcp:compute/regionDisk:RegionDisk": {
        holds: "data",
        encryption: underKeyIn("diskEncryptionKey", "kmsKeyName"),
        flows: all(
            fromNamed("replication", "asyncPrimaryDisk.disk", disk),
            fromNamed("replication", "sourceDisk", disk),
            fromNamed("replication", "snapshot", snapshot),
        ),
    },
    "gcp:compute/attachedDisk:AttachedDisk": {},
    "gcp:compute/diskAsyncReplication:DiskAsyncReplication": {
        flows: between("replication", "primaryDisk", "secondaryDisk.disk", disk),
    },
    "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment": {},
    "gcp:compute/regionDiskResourcePolicyAttachment:RegionDiskResourcePolicyAttachment": {},
    "gcp:compute/resourcePolicy:ResourcePolicy": { flows: scheduled },
    "gcp:compute/snapshot:Snapshot": {
        ...copyOf("sourceDisk"),
        // Of a disk under a key it lies under the same one.
        encryption: underKeyIn("snapshotEncryptionKey", "kmsKeySelfLink", asIs("sourceDisk", disk)),
        flows: fromNamed("backup", "sourceDisk", disk),
    },
    "gcp:compute/instantSnapshot:InstantSnapshot": about("sourceDisk", disk),
    "gcp:compute/snapshotSettings:SnapshotSettings": {},
    "gcp:compute/image:Image": {
        ...copyOf("sourceDisk"),
        holds: "artifacts",
        encryption: underKeyIn("imageEncryptionKey"),
        flows: all(
            fromNamed("replication", "sourceDisk", disk),
            fromNamed("replication", "sourceSnapshot", snapshot),
            fromNamed("artifact", "sourceImage", ["gcp:compute/image:Image"]),
        ),
    },
    "gcp:compute/machineImage:MachineImage": {
        ...copyOf("sourceInstance"),
        encryption: underKeyIn("machineImageEncryptionKey", "kmsKeyName"),
        flows: fromNamed("backup", "sourceInstance", ["gcp:compute/instance:Instance"]),
    },
    ...grants("gcp:compute/diskIam", "name", open, { of: disk }),
    ...grants("gcp:compute/regionDiskIam", "name", open, { of: disk }),
    ...grants("gcp:compute/snapshotIam", "name", open, { of: snapshot }),
    ...grants("gcp:compute/imageIam", "image", open, { of: ["gcp:compute/image:Image"] }),
    ...grants("gcp:compute/machineImageIam", "machineImage", open, { of: ["gcp:compute/machineImage:MachineImage"] }),
    "gcp:backupdisasterrecovery/backupVault:BackupVault": {
        holds: "copies",
        encryption: underKey("encryptionConfig.kmsKeyName"),
    },
    "gcp:backupdisasterrecovery/backupPlan:BackupPlan": {
        within: resource => named(resource, "backupVault", ["gcp:backupdisasterrecovery/backupVault:BackupVault"]),
    },
    "gcp:backupdisasterrecovery/backupPlanAssociation:BackupPlanAssociation": {
        flows: between("backup", "resource", "backupPlan"),
    },
    "gcp:gkebackup/backupPlan:BackupPlan": {
        holds: "copies",
        encryption: underKey("backupConfig.encryptionKey.gcpKmsEncryptionKey"),
        flows: fromNamed("backup", "cluster", ["gcp:container/cluster:Cluster"]),
    },
    "gcp:gkebackup/restorePlan:RestorePlan": {
        flows: between("replication", "backupPlan", "cluster"),
    },
    "gcp:gkebackup/backupChannel:BackupChannel": {},
    "gcp:gkebackup/restoreChannel:RestoreChannel": {},
};
