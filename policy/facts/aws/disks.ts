import { expandPlace } from "../../../components/plan/places/multi-regions";
import type { Resource } from "../../resource";
import type { End, FlowFact, Row } from "../fact";
import { all, asCopied, atLeast, flag, fromNamed, named, toNamed, toNamedHere } from "../forms";
import { namesWho } from "./statements";
import { is, toEach, toRegions, underKey, underKeyIf } from "./words";

const needs = { "durability/distant-backup": "it has no copy in another location of its cell" };
const ofFiles = (resource: Resource) => named(resource, "fileSystemId");
const isLocked = (path: string, otherwise = false) => ({
    "durability/point-in-time-recovery": atLeast(path, 1, otherwise),
});

const comesFrom = (source: string) => fromNamed("backup", source);

/** A copy comes from another region, of any owner. The region is stated next to it. */
const comesFromRegion =
    (kind: "artifact" | "backup", source: string, region: string) =>
    (resource: Resource): FlowFact[] =>
        fromNamed(
            kind,
            source,
        )(resource).map(fact => {
            const read = resource.properties.text(region);
            return read.is === "known" && fact.from !== undefined && "named" in fact.from
                ? { ...fact, from: { ...fact.from, beside: `aws:${read.value}` } }
                : fact;
        });

/** Schedules of a lifecycle policy, with the regions that they copy to: a name, or an Outpost's ARN. */
const copies =
    (path: string) =>
    (resource: Resource): FlowFact[] =>
        resource.properties.texts(path).map(read => ({ kind: "backup", path, to: placeBy(read, path) }));

function placeBy(read: { readonly is: string; readonly value?: string }, path: string): End {
    const ref = `aws:${read.value ?? ""}`;
    if (read.is === "known" && expandPlace(ref) !== undefined) return { place: ref };
    return read.is === "known"
        ? { named: { is: "known", value: read.value! }, property: path.split(/[.[]/)[0]! }
        : { named: { is: "unknown", path }, property: path.split(/[.[]/)[0]! };
}

/** Disks, files, and their copies. Properties: https://www.pulumi.com/registry/packages/aws/ (7.48). */
export const disks: Readonly<Record<string, Row>> = {
    "aws:ebs/volume:Volume": { holds: "data", encryption: underKeyIf("encrypted", "kmsKeyId") },
    "aws:ec2/volumeAttachment:VolumeAttachment": {},
    // A snapshot is encrypted as its volume is; a copy of one, as it says.
    "aws:ebs/snapshot:Snapshot": {
        holds: "copies",
        flows: comesFrom("volumeId"),
        encryption: asCopied("encrypted", "kmsKeyId", "volumeId"),
    },
    "aws:ebs/snapshotCopy:SnapshotCopy": {
        holds: "copies",
        encryption: underKeyIf("encrypted", "kmsKeyId"),
        flows: comesFromRegion("backup", "sourceSnapshotId", "sourceRegion"),
    },
    "aws:ebs/snapshotImport:SnapshotImport": { holds: "copies", encryption: underKeyIf("encrypted", "kmsKeyId") },
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission": {},
    "aws:ebs/encryptionByDefault:EncryptionByDefault": {
        encryption: resource =>
            flag("enabled", true, true)(resource).holds === false ? { by: "nobody" } : { by: "provider" },
    },
    "aws:ebs/defaultKmsKey:DefaultKmsKey": {},
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": {},
    // Images of machines are copies of their disks.
    "aws:ec2/ami:Ami": { holds: "artifacts" },
    "aws:ec2/amiCopy:AmiCopy": {
        holds: "artifacts",
        flows: comesFromRegion("artifact", "sourceAmiId", "sourceAmiRegion"),
        encryption: underKey("kmsKeyId"),
    },
    "aws:ec2/amiFromInstance:AmiFromInstance": { holds: "copies", flows: comesFrom("sourceInstanceId") },
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission": {
        claims: {
            "identity/public-principal": ({ properties }) => ({
                holds: properties.text("group").is === "absent",
                path: "group",
            }),
        },
    },
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": {
        flows: all(
            copies("policyDetails.schedules[].crossRegionCopyRules[].target"),
            toRegions("backup", "policyDetails.schedules[].crossRegionCopyRules[].targetRegion"),
            copies("policyDetails.action.crossRegionCopies[].target"),
        ),
    },
    "aws:efs/fileSystem:FileSystem": {
        holds: "data",
        needs,
        encryption: underKeyIf("encrypted", "kmsKeyId"),
    },
    "aws:efs/mountTarget:MountTarget": {},
    "aws:efs/accessPoint:AccessPoint": {},
    "aws:efs/backupPolicy:BackupPolicy": {
        about: ofFiles,
        claims: { "durability/point-in-time-recovery": is("backupPolicy.status", "(ENABLED|ENABLING)") },
    },
    "aws:efs/fileSystemPolicy:FileSystemPolicy": {
        about: ofFiles,
        claims: { "identity/public-principal": namesWho("policy") },
    },
    "aws:efs/replicationConfiguration:ReplicationConfiguration": {
        about: (resource: Resource) => named(resource, "sourceFileSystemId"),
        flows: all(
            toRegions("replication", "destination.region"),
            toEach("replication", "destination.fileSystemId"),
            toNamed("key", "destination.kmsKeyId"),
        ),
    },
    "aws:fsx/lustreFileSystem:LustreFileSystem": {
        holds: "data",
        encryption: underKey("kmsKeyId"),
        flows: all(fromNamed("replication", "importPath"), toNamed("replication", "exportPath")),
    },
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": {
        holds: "data",
        needs,
        encryption: underKey("kmsKeyId"),
        claims: isLocked("automaticBackupRetentionDays"),
    },
    "aws:fsx/ontapFileSystem:OntapFileSystem": {
        holds: "data",
        needs,
        encryption: underKey("kmsKeyId"),
        claims: isLocked("automaticBackupRetentionDays"),
    },
    "aws:fsx/windowsFileSystem:WindowsFileSystem": {
        holds: "data",
        needs,
        encryption: underKey("kmsKeyId"),
        claims: isLocked("automaticBackupRetentionDays", true),
    },
    "aws:fsx/ontapStorageVirtualMachine:OntapStorageVirtualMachine": {},
    "aws:fsx/ontapVolume:OntapVolume": {},
    "aws:fsx/openZfsVolume:OpenZfsVolume": {},
    "aws:fsx/backup:Backup": { holds: "copies", encryption: underKey("kmsKeyId"), flows: comesFrom("fileSystemId") },
    "aws:fsx/dataRepositoryAssociation:DataRepositoryAssociation": {
        about: ofFiles,
        flows: toNamed("replication", "dataRepositoryPath"),
    },
    "aws:fsx/fileCache:FileCache": { holds: "data", encryption: underKey("kmsKeyId") },
    "aws:backup/vault:Vault": {
        holds: "copies",
        // A plan names it by its name.
        names: ["name"],
        encryption: underKey("kmsKeyArn"),
        needs: { "durability/backup-lock": "it has no lock" },
    },
    "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault": {
        holds: "copies",
        encryption: underKey("encryptionKeyArn"),
    },
    // From what is selected to the plan, and from there to its vaults.
    "aws:backup/plan:Plan": {
        flows: all(
            toNamedHere("backup", "rules[].targetVaultName"),
            toNamed("backup", "rules[].copyActions[].destinationVaultArn"),
        ),
    },
    "aws:backup/selection:Selection": {
        flows: resource => {
            const plan = named(resource, "planId");
            const path = "resources[]";
            const chosen = resource.properties
                .texts(path)
                .filter(read => read.is === "unknown" || !isSweeping(read.value));
            return [
                ...chosen.map((read): FlowFact => ({
                    kind: "backup",
                    path,
                    from: { named: read, property: "resources" },
                    to: plan,
                })),
                ...(sweeps(resource) ? [{ kind: "backup" as const, path: "planId", to: plan }] : []),
            ];
        },
        sweeps,
    },
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {
        about: (resource: Resource) => named(resource, "backupVaultName"),
        claims: { "durability/backup-lock": () => ({ holds: true, path: "minRetentionDays" }) },
    },
    "aws:backup/vaultPolicy:VaultPolicy": {
        about: (resource: Resource) => named(resource, "backupVaultName"),
        claims: { "identity/public-principal": namesWho("policy") },
    },
    "aws:backup/vaultNotifications:VaultNotifications": { flows: toNamed("event", "snsTopicArn") },
    "aws:backup/regionSettings:RegionSettings": {},
    "aws:backup/globalSettings:GlobalSettings": {},
    "aws:backup/framework:Framework": {},
    "aws:backup/reportPlan:ReportPlan": { flows: toNamed("log", "reportDeliveryChannel.s3BucketName") },
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": {},
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": {},
    "aws:datasync/task:Task": {
        flows: resource => {
            const from = named(resource, "sourceLocationArn");
            return [
                ...toNamed("replication", "destinationLocationArn")(resource).map(fact => ({ ...fact, from })),
                ...toNamed("log", "cloudwatchLogGroupArn")(resource),
                // Names of files, and what became of each.
                ...toNamed("log", "taskReportConfig.s3Destination.s3BucketArn")(resource),
            ];
        },
    },
    "aws:datasync/s3Location:S3Location": { flows: location("s3BucketArn") },
    "aws:datasync/efsLocation:EfsLocation": { flows: location("efsFileSystemArn") },
};

/** By tags, or by patterns: whatever is there. */
function sweeps({ properties }: Resource): boolean {
    return (
        properties.texts("resources[]").some(read => read.is === "known" && isSweeping(read.value)) ||
        properties.list("selectionTags").items.length > 0 ||
        properties.has("selectionTags") ||
        properties.has("conditions")
    );
}

const isSweeping = (arn: string) => arn.includes("*");

/** What is taken to a location, or from it, is in the bucket or the files that it stands for. */
function location(path: string) {
    return (resource: Resource): FlowFact[] => [
        ...fromNamed("replication", path)(resource),
        ...toNamed("replication", path)(resource),
    ];
}
