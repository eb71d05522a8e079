import type { Claim, FlowFact, Row } from "../../fact";
import {
    all,
    between,
    buckets as s3,
    either,
    every,
    flag,
    fromNamed,
    matching,
    named,
    noneOf,
    said,
    toNamed,
    underKey,
    unlessOthers,
} from "../../forms";
import type { Resource } from "../../../resource";
import { nowhere, placedBy, placedInEach, placedOr, placeOf } from "../place";
import { about, grants } from "../words";

const bucket = ["gcp:storage/bucket:Bucket"];
const ofBucket = about("bucket", bucket);
const rule = "exposure/public-bucket";

/** Entities of access lists that include all users: `READER:allUsers`. */
const allPrincipals = /(^|:)(allUsers|allAuthenticatedUsers)$/;
/** Lists that are known by a name: https://cloud.google.com/storage/docs/access-control/lists#predefined-acl */
const openList = /^(publicRead|publicReadWrite|authenticatedRead)$/;

/**
 * Overwritten or deleted objects can be recovered: by versions, for as long as deletion is blocked, or for the days of soft deletion,
 * which default to seven.
 */
const canBeUndone = either(flag("versioning.enabled"), said("retentionPolicy"), ({ properties }: Resource): Claim => {
    const path = "softDeletePolicy.retentionDurationSeconds";
    const seconds = properties.number(path);
    if (seconds.is === "unknown") return { holds: "undetermined", path };
    return { holds: seconds.is === "absent" || seconds.value > 0, path };
});

/** A job may write to where no cloud is. */
const toOwnMachines = (resource: Resource): FlowFact[] =>
    resource.properties.has("transferSpec.posixDataSink")
        ? [
              {
                  kind: "export",
                  path: "transferSpec.posixDataSink",
                  from: named(resource, "transferSpec.gcsDataSource.bucketName", bucket),
                  to: named(resource, "transferSpec.posixDataSink.rootDirectory"),
              },
          ]
        : [];

/** A bucket of AWS is called by a bare name, as one of Google's could be. */
const fromAws = ({ properties }: Resource): FlowFact[] =>
    properties.texts("transferSpec.awsS3DataSource.bucketName").flatMap(read => {
        const named = read.is === "known" ? { ...read, value: `s3://${read.value}` } : read;
        return properties.texts("transferSpec.gcsDataSink.bucketName").map(sink => ({
            kind: "replication" as const,
            path: "transferSpec.awsS3DataSource.bucketName",
            from: { named, property: "transferSpec", of: s3 },
            to: { named: sink, property: "transferSpec", of: bucket },
        }));
    });

/** Objects, and what copies them or lets them be read. */
export const buckets: Readonly<Record<string, Row>> = {
    "gcp:storage/bucket:Bucket": {
        holds: "data",
        names: ["url"],
        place: placedInEach(
            "storage",
            "customPlacementConfig.dataLocations[]",
            // https://cloud.google.com/storage/docs/json_api/v1/buckets#location
            placedOr("storage", "gcp:storage/us", "location"),
        ),
        encryption: underKey("encryption.defaultKmsKeyName"),
        flows: toNamed("log", "logging.logBucket", bucket),
        claims: {
            [rule]: every(matching("publicAccessPrevention", /^enforced$/), flag("uniformBucketLevelAccess")),
            "durability/versioning": canBeUndone,
            "durability/deletion-protection": flag("forceDestroy", false),
        },
    },
    ...grants("gcp:storage/bucketIAM", "bucket", rule, { of: bucket }),
    ...grants("gcp:storage/managedFolderIam", "bucket", rule, { of: bucket }),
    "gcp:storage/bucketACL:BucketACL": {
        ...ofBucket,
        claims: {
            [rule]: unlessOthers(
                every(
                    noneOf("predefinedAcl", openList),
                    noneOf("defaultAcl", openList),
                    noneOf("roleEntities[]", allPrincipals),
                ),
            ),
        },
    },
    "gcp:storage/defaultObjectACL:DefaultObjectACL": {
        ...ofBucket,
        claims: { [rule]: unlessOthers(noneOf("roleEntities[]", allPrincipals)) },
    },
    "gcp:storage/objectACL:ObjectACL": {
        ...ofBucket,
        claims: {
            [rule]: unlessOthers(every(noneOf("predefinedAcl", openList), noneOf("roleEntities[]", allPrincipals))),
        },
    },
    ...Object.fromEntries(
        ["bucketAccessControl", "defaultObjectAccessControl", "objectAccessControl"].map((type): [string, Row] => [
            `gcp:storage/${type}:${type[0]!.toUpperCase()}${type.slice(1)}`,
            { ...ofBucket, claims: { [rule]: unlessOthers(noneOf("entity", allPrincipals)) } },
        ]),
    ),
    "gcp:storage/bucketObject:BucketObject": { ...ofBucket, flows: toNamed("key", "kmsKeyName") },
    "gcp:storage/folder:Folder": ofBucket,
    "gcp:storage/managedFolder:ManagedFolder": ofBucket,
    "gcp:storage/notification:Notification": { ...ofBucket, flows: toNamed("event", "topic") },
    "gcp:storage/anywhereCache:AnywhereCache": { place: placeOf, flows: fromNamed("cache", "bucket", bucket) },
    "gcp:storage/transferJob:TransferJob": {
        place: nowhere,
        flows: all(
            between(
                "replication",
                "transferSpec.gcsDataSource.bucketName",
                "transferSpec.gcsDataSink.bucketName",
                bucket,
            ),
            between(
                "replication",
                "replicationSpec.gcsDataSource.bucketName",
                "replicationSpec.gcsDataSink.bucketName",
                bucket,
            ),
            fromAws,
            toOwnMachines,
        ),
    },
    "gcp:storage/transferAgentPool:TransferAgentPool": { place: nowhere },
    "gcp:storage/hmacKey:HmacKey": {
        place: nowhere,
        claims: { "identity/lasting-key": matching("state", /^INACTIVE$/) },
    },
    "gcp:artifactregistry/repository:Repository": {
        holds: "artifacts",
        place: placedBy("artifactregistry", "location"),
        encryption: underKey("kmsKeyName"),
    },
    ...grants("gcp:artifactregistry/repositoryIam", "repository", "identity/public-principal", {
        of: ["gcp:artifactregistry/repository:Repository"],
    }),
    "gcp:artifactregistry/projectConfig:ProjectConfig": { place: nowhere },
    "gcp:filestore/instance:Instance": {
        holds: "data",
        encryption: underKey("kmsKeyName"),
        flows: all(
            toNamed("replication", "initialReplication.replicas[].peerInstance"),
            fromNamed("replication", "fileShares.sourceBackup", ["gcp:filestore/backup:Backup"]),
            fromNamed("replication", "fileShares.sourceBackupdrBackup"),
        ),
        claims: { "durability/deletion-protection": flag("deletionProtectionEnabled") },
    },
    "gcp:filestore/backup:Backup": { holds: "copies", flows: fromNamed("backup", "sourceInstance") },
    "gcp:filestore/snapshot:Snapshot": about("instance", ["gcp:filestore/instance:Instance"]),
};
