import { type Entry, global, thing, unprotected } from "./entry";

const database = (inputs: Record<string, unknown> = {}) =>
    thing("aws:rds/instance:Instance", "database", {
        arn: "arn:aws:rds:eu-west-1:111122223333:db:database",
        backupRetentionPeriod: 7,
        deletionProtection: true,
        storageEncrypted: true,
        ...inputs,
    });

export const durability: Readonly<Record<string, Entry>> = {
    "durability/backup-lock": {
        complies: [
            thing("aws:backup/vault:Vault", "vault", { id: "vault", name: "vault" }),
            thing("aws:backup/vaultLockConfiguration:VaultLockConfiguration", "lock", { backupVaultName: "vault" }),
        ],
        change: { of: "lock", path: "backupVaultName", to: "another" },
        apart: [thing("aws:backup/plan:Plan", "plan")],
        unknown: {
            why: "a lock of a vault that isn't known yet, and comes from none of the stack, locks none that is seen: the vault stays violated",
        },
    },
    "durability/deletion-protection": {
        complies: [database()],
        change: { of: "database", path: "deletionProtection", to: false },
        apart: [thing("aws:rds/clusterInstance:ClusterInstance", "reader")],
    },
    "durability/distant-backup": {
        complies: [
            database(),
            thing("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", "backups", {
                region: "eu-central-1",
                sourceDbInstanceArn: "arn:aws:rds:eu-west-1:111122223333:db:database",
            }),
        ],
        change: { of: "backups", path: "region", to: "eu-west-1" },
        apart: [database({ tags: unprotected })],
    },
    "durability/point-in-time-recovery": {
        complies: [thing("aws:dynamodb/table:Table", "features", { pointInTimeRecovery: { enabled: true } })],
        change: { of: "features", path: "pointInTimeRecovery.enabled", to: false },
        apart: [database({ replicateSourceDb: "another" })],
    },
    "durability/versioning": {
        complies: [
            thing("aws:s3/bucket:Bucket", "bucket", { bucket: "bucket" }),
            thing("aws:s3/bucketVersioning:BucketVersioning", "versions", {
                bucket: "bucket",
                versioningConfiguration: { status: "Enabled" },
            }),
        ],
        change: { of: "versions", path: "versioningConfiguration.status", to: "Suspended" },
        // Only a trail writes there.
        apart: [
            thing("aws:s3/bucket:Bucket", "logs", { bucket: "logs" }),
            thing("aws:cloudtrail/trail:Trail", "trail", { s3BucketName: "logs" }),
            global("aws:route53/zone:Zone", "zone"),
        ],
    },
};
