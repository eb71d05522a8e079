import { internet } from "../../addresses";
import type { Claim, Encryption, FlowFact, Placed, Row } from "../../fact";
import {
    all,
    either,
    every,
    flag,
    fromNamed,
    isOfProgram,
    matching,
    named,
    noneOf,
    toNamed,
    underKey,
} from "../../forms";
import type { Resource } from "../../../resource";
import { nearestTo, placedBy, placedInEach, placeOf, whereItsOwnerIs } from "../place";
import { about, asIs, grants, inside, toPlaces, underFurtherKeys } from "../words";

const open = "identity/public-principal";
const instance = ["gcp:sql/databaseInstance:DatabaseInstance"];
const spanner = ["gcp:spanner/instance:Instance"];
const spannerDatabase = ["gcp:spanner/database:Database"];
const bigtable = ["gcp:bigtable/instance:Instance"];
const firestore = ["gcp:firestore/database:Database"];
const alloy = ["gcp:alloydb/cluster:Cluster"];

const backups = "settings.backupConfiguration";
const addresses = "settings.ipConfiguration";

/** Replicas keep no backups of their own, and are there again once they are made again. */
const unlessReplica =
    (claim: (resource: Resource) => Claim) =>
    (resource: Resource): Claim =>
        resource.properties.has("masterInstanceName") ? { holds: true, path: "masterInstanceName" } : claim(resource);

/** What a program leaves out, the provider fills in: whichever that is, it isn't known before the update. */
function saysKey(resource: Resource): boolean {
    const key = resource.properties.text("encryptionKeyName");
    return key.is === "known" || (key.is === "unknown" && isOfProgram(resource, "encryptionKeyName"));
}

/** Backups go where is said, or to the multi-region nearest to the instance, which its country alone seldom is. */
function backedUp(resource: Resource): FlowFact[] {
    const { properties } = resource;
    const path = `${backups}.location`;
    const isOn = flag(`${backups}.enabled`)(resource).holds;
    if (isOn === false) return [];
    if (properties.has(path)) return toPlaces("storage")("backup", path)(resource);
    const placed = placeOf(resource);
    const place = placed.is === "at" ? nearestTo(placed.places[0]!) : undefined;
    const unknown = { named: { is: "unknown" as const, path }, property: "settings" };
    return [{ kind: "backup", path, to: place === undefined ? unknown : { place } }];
}

/** A cluster that says no zone is in its provider's. */
function inEachZone(resource: Resource): Placed {
    const said = placedInEach("", "clusters[].zone", placeOf)(resource);
    const { items } = resource.properties.list("clusters");
    if (said.is !== "at" || items.every(cluster => cluster.has("zone"))) return said;
    const rest = placedBy("")(resource);
    return rest.is === "at" ? { ...said, places: [...said.places, ...rest.places] } : rest;
}

/** Each cluster is under a key of its own region, or the instance is under none. */
function underEachKey({ properties }: Resource): Encryption {
    const { isKnown, items } = properties.list("clusters");
    if (!isKnown) return { by: "undetermined", path: "clusters" };
    const [first] = items;
    return first === undefined || items.some(cluster => !cluster.has("kmsKeyName"))
        ? { by: "provider" }
        : { by: "customer", key: { named: first.text("kmsKeyName"), property: "clusters" } };
}

/** Without a word backups are made: https://cloud.google.com/alloydb/docs/backup/configure */
const unlessOff =
    (row: (resource: Resource) => FlowFact[]) =>
    (resource: Resource): FlowFact[] =>
        flag("automatedBackupPolicy.enabled", true, true)(resource).holds === false ? [] : row(resource);

/** Databases that answer queries of a service. */
export const databases: Readonly<Record<string, Row>> = {
    "gcp:sql/databaseInstance:DatabaseInstance": {
        holds: "data",
        names: ["connectionName"],
        // A replica beside its primary takes that one's key; elsewhere none is made without one (https://cloud.google.com/sql/docs/postgres/cmek).
        encryption: resource =>
            resource.properties.has("masterInstanceName") && !saysKey(resource)
                ? asIs("masterInstanceName", instance)(resource)
                : underKey("encryptionKeyName")(resource),
        flows: all(
            fromNamed("replication", "masterInstanceName", instance),
            fromNamed("replication", "clone.sourceInstanceName", instance),
            fromNamed("replication", "restoreBackupContext.instanceId", instance),
            fromNamed("replication", "backupdrBackup"),
            fromNamed("replication", "pointInTimeRestoreContext.datasource"),
            toNamed("log", "settings.sqlServerAuditConfig.bucket", ["gcp:storage/bucket:Bucket"]),
            backedUp,
        ),
        claims: {
            // It has an address on the internet unless that is turned off (https://cloud.google.com/sql/docs/postgres/configure-ip).
            "exposure/public-database": every(
                noneOf(`${addresses}.authorizedNetworks[].value`, internet),
                flag(`${addresses}.ipv4Enabled`, false, true),
            ),
            "encryption/in-transit": either(
                matching(`${addresses}.sslMode`, /^(ENCRYPTED_ONLY|TRUSTED_CLIENT_CERTIFICATE_REQUIRED)$/),
                matching("settings.connectorEnforcement", /^REQUIRED$/),
            ),
            "durability/deletion-protection": unlessReplica(
                either(flag("deletionProtection", true, true), flag("settings.deletionProtectionEnabled")),
            ),
            "durability/point-in-time-recovery": unlessReplica(
                either(flag(`${backups}.pointInTimeRecoveryEnabled`), flag(`${backups}.binaryLogEnabled`)),
            ),
        },
    },
    "gcp:sql/database:Database": about("instance", instance),
    "gcp:sql/user:User": about("instance", instance),
    "gcp:sql/sslCert:SslCert": about("instance", instance),
    "gcp:firestore/database:Database": {
        holds: "data",
        place: placedBy("firestore", "locationId"),
        encryption: underKey("cmekConfig.kmsKeyName"),
        claims: {
            "durability/deletion-protection": matching("deleteProtectionState", /^DELETE_PROTECTION_ENABLED$/),
            "durability/point-in-time-recovery": matching(
                "pointInTimeRecoveryEnablement",
                /^POINT_IN_TIME_RECOVERY_ENABLED$/,
            ),
        },
    },
    "gcp:firestore/backupSchedule:BackupSchedule": about("database", firestore),
    "gcp:firestore/document:Document": about("database", firestore),
    "gcp:firestore/field:Field": about("database", firestore),
    "gcp:firestore/index:Index": about("database", firestore),
    "gcp:bigtable/instance:Instance": {
        holds: "data",
        place: inEachZone,
        encryption: underEachKey,
        flows: underFurtherKeys("clusters[].kmsKeyName"),
        claims: { "durability/deletion-protection": flag("deletionProtection", true, true) },
    },
    "gcp:bigtable/table:Table": {
        ...inside("instanceName", bigtable),
        flows: toPlaces("")("backup", "automatedBackupPolicy.locations[]"),
        claims: { "durability/deletion-protection": matching("deletionProtection", /^PROTECTED$/) },
    },
    "gcp:bigtable/appProfile:AppProfile": about("instance", bigtable),
    "gcp:bigtable/gCPolicy:GCPolicy": about("instanceName", bigtable),
    ...grants("gcp:bigtable/instanceIam", "instance", open, { of: bigtable }),
    ...grants("gcp:bigtable/tableIam", "instanceName", open, { of: bigtable }),
    "gcp:spanner/instance:Instance": {
        place: placedBy("spanner", "config"),
        within: resource => named(resource, "config", ["gcp:spanner/instanceConfig:InstanceConfig"]),
    },
    "gcp:spanner/instanceConfig:InstanceConfig": {
        place: placedInEach("", "replicas[].location", whereItsOwnerIs),
    },
    "gcp:spanner/instancePartition:InstancePartition": {
        holds: "data",
        place: placedBy("spanner", "config"),
        // It keeps a part of the data of the instance's databases, under their keys, each of which says its own.
        encryption: () => ({ by: "customer", key: { self: true } }),
        flows: fromNamed("replication", "instance", spanner),
    },
    "gcp:spanner/database:Database": {
        holds: "data",
        ...inside("instance", spanner),
        encryption: resource =>
            resource.properties.has("encryptionConfig.kmsKeyNames")
                ? underKey("encryptionConfig.kmsKeyNames[]")(resource)
                : underKey("encryptionConfig.kmsKeyName")(resource),
        flows: underFurtherKeys("encryptionConfig.kmsKeyNames[]"),
        claims: {
            "durability/deletion-protection": either(
                flag("deletionProtection", true, true),
                flag("enableDropProtection"),
            ),
        },
    },
    "gcp:spanner/backupSchedule:BackupSchedule": {
        ...about("database", spannerDatabase),
        flows: all(toNamed("key", "encryptionConfig.kmsKeyName"), toNamed("key", "encryptionConfig.kmsKeyNames[]")),
    },
    ...grants("gcp:spanner/instanceIAM", "instance", open, { of: spanner }),
    ...grants("gcp:spanner/databaseIAM", "database", open, { of: spannerDatabase }),
    "gcp:alloydb/cluster:Cluster": {
        holds: "data",
        names: ["clusterId"],
        encryption: underKey("encryptionConfig.kmsKeyName"),
        flows: all(
            fromNamed("replication", "secondaryConfig.primaryClusterName", alloy),
            fromNamed("replication", "restoreContinuousBackupSource.cluster", alloy),
            fromNamed("replication", "restoreBackupSource.backupName", ["gcp:alloydb/backup:Backup"]),
            fromNamed("replication", "restoreBackupdrBackupSource.backup"),
            fromNamed("replication", "restoreBackupdrPitrSource.dataSource"),
            unlessOff(toPlaces("")("backup", "automatedBackupPolicy.location")),
            unlessOff(toNamed("key", "automatedBackupPolicy.encryptionConfig.kmsKeyName")),
            toNamed("key", "continuousBackupConfig.encryptionConfig.kmsKeyName"),
        ),
        claims: {
            "durability/deletion-protection": flag("deletionProtection", true, true),
            "durability/point-in-time-recovery": flag("continuousBackupConfig.enabled", true, true),
        },
    },
    "gcp:alloydb/instance:Instance": {
        ...about("cluster", alloy),
        claims: {
            "exposure/public-database": flag("networkConfig.enablePublicIp", false),
            // By default, connections are encrypted (https://cloud.google.com/alloydb/docs/reference/rest/v1/SslConfig).
            "encryption/in-transit": matching("clientConnectionConfig.sslConfig.sslMode", /^ENCRYPTED_ONLY$/, true),
        },
    },
    "gcp:alloydb/user:User": about("cluster", alloy),
    "gcp:alloydb/backup:Backup": {
        holds: "copies",
        encryption: underKey("encryptionConfig.kmsKeyName"),
        flows: fromNamed("backup", "clusterName", alloy),
    },
};
