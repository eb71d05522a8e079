import assert from "node:assert/strict";

import { findingsOf } from "../../policy/findings";
import { settingOf } from "../../policy/setting";
import { type Exported, resourcesOf } from "../../policy/state";
import { complying, type Inputs, keyIn, thing } from "./complying-gcp";
import { made as onAws } from "./stack";

const cell = (name: string, jurisdictions: string[], regions: string[]) => ({
    name,
    jurisdictions,
    dataClasses: ["health"],
    regions: regions.map(region => `gcp:${region}`),
    primary: `gcp:${regions[0]}`,
});
const setting = settingOf({
    cells: [cell("eu", ["DE", "NL"], ["europe-west3", "europe-west4"]), cell("us", ["US"], ["us-central1"])],
});
const german = settingOf({ cells: [cell("de", ["DE"], ["europe-west3"]), cell("us", ["US"], ["us-central1"])] });
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const us = "us-central1";
const bucketOf = (name: string) => `storage.googleapis.com/${name}`;

/** Rules that find something, each with the names of what it is found in. */
function found(resources: readonly Exported[], within = setting): Record<string, string[]> {
    const all: Record<string, string[]> = {};
    for (const { rule, urn, verdict } of findingsOf(resourcesOf(resources), within)) {
        const key = verdict === "violated" ? rule : `${rule}?`;
        (all[key] ??= []).push(urn.split("::").at(-1)!);
    }
    return all;
}

/** `clusters.0.zone` of a copy is something else. */
function changed(inputs: Inputs, [first, ...rest]: readonly string[], value: unknown): Inputs {
    const inner = inputs[first!];
    const next = rest.length === 0 ? value : changed((inner ?? {}) as Inputs, rest, value);
    if (!Array.isArray(inputs)) return { ...inputs, [first!]: next };
    return Object.assign([...(inputs as unknown[])], { [first!]: next });
}

/** The complying stack, in which one thing says something else. */
function broken(name: string, fields: Readonly<Record<string, unknown>>): Exported[] {
    return complying().map(each => {
        if (each.urn.split("::").at(-1) !== name) return each;
        const inputs = Object.entries(fields).reduce<Inputs>(
            (inputs, [path, value]) => changed(inputs, path.split("."), value),
            each.inputs,
        );
        return { ...each, inputs, outputs: inputs };
    });
}

/** What says what, and which rule finds it: in that thing, unless another is said. */
const fields: readonly (readonly [string, Readonly<Record<string, unknown>>, Record<string, string[]>])[] = [
    ["key", { rotationPeriod: undefined }, { "encryption/key-rotation": ["key"] }],
    ["key", { rotationPeriod: "315360000s" }, { "encryption/key-rotation": ["key"] }],
    ["key", { purpose: "ASYMMETRIC_SIGN", rotationPeriod: undefined }, {}],
    ["key", { importOnly: true, rotationPeriod: undefined }, {}],
    ["bucket", { publicAccessPrevention: "inherited" }, { "exposure/public-bucket": ["bucket"] }],
    ["bucket", { uniformBucketLevelAccess: false }, { "exposure/public-bucket": ["bucket"] }],
    ["bucket", { "encryption.defaultKmsKeyName": undefined }, { "encryption/customer-key": ["bucket"] }],
    ["bucket", { "encryption.defaultKmsKeyName": keyIn(us) }, { "residency/key": ["bucket"] }],
    ["bucket", { forceDestroy: true }, { "durability/deletion-protection": ["bucket"] }],
    ["bucket", { softDeletePolicy: { retentionDurationSeconds: 0 } }, { "durability/versioning": ["bucket"] }],
    ["bucket", { softDeletePolicy: { retentionDurationSeconds: 0 }, versioning: { enabled: true } }, {}],
    ["bucket", { logging: { logBucket: "shop-us" } }, { "residency/log": ["bucket"] }],
    [
        "notification",
        { topic: "//pubsub.googleapis.com/projects/other/topics/t" },
        { "residency/event?": ["notification"] },
    ],
    ["transfer", { "transferSpec.gcsDataSink.bucketName": "shop-us" }, { "residency/replication": ["transfer"] }],
    ["images", { location: "europe", "labels.meridian-cell": "eu" }, { "residency/place": ["images"] }],
    ["sql", { "settings.ipConfiguration.ipv4Enabled": undefined }, { "exposure/public-database": ["sql"] }],
    [
        "sql",
        { "settings.ipConfiguration.authorizedNetworks": [{ value: "0.0.0.0/0" }] },
        { "exposure/public-database": ["sql"] },
    ],
    ["sql", { "settings.ipConfiguration.sslMode": undefined }, { "encryption/in-transit": ["sql"] }],
    ["sql", { "settings.backupConfiguration.location": undefined }, { "residency/backup": ["sql"] }],
    ["sql", { "settings.backupConfiguration.location": "us" }, { "residency/backup": ["sql"] }],
    [
        "sql",
        { "settings.backupConfiguration.pointInTimeRecoveryEnabled": false },
        { "durability/point-in-time-recovery": ["sql"] },
    ],
    ["sql", { deletionProtection: false }, { "durability/deletion-protection": ["sql"] }],
    ["sql", { encryptionKeyName: undefined }, { "encryption/customer-key": ["sql"] }],
    ["sql", { "settings.sqlServerAuditConfig": { bucket: "gs://shop-us" } }, { "residency/log": ["sql"] }],
    ["sql", { "settings.sqlServerAuditConfig": { bucket: "gs://shop-data" } }, {}],
    ["sql-replica", { region: us, encryptionKeyName: keyIn(us) }, { "residency/replication": ["sql-replica"] }],
    ["sql-replica", { region: "europe-west3", encryptionKeyName: undefined }, {}],
    ["sql-replica", { region: "europe-west3", encryptionKeyName: unknown, masterInstanceName: "orders" }, {}],
    [
        "sql-replica",
        { encryptionKeyName: undefined, masterInstanceName: "of-another-stack" },
        { "encryption/customer-key?": ["sql-replica"] },
    ],
    ["firestore", { deleteProtectionState: undefined }, { "durability/deletion-protection": ["firestore"] }],
    ["firestore", { pointInTimeRecoveryEnablement: undefined }, { "durability/point-in-time-recovery": ["firestore"] }],
    ["firestore", { "cmekConfig.kmsKeyName": undefined }, { "encryption/customer-key": ["firestore"] }],
    ["firestore", { locationId: "eur3", "labels.meridian-cell": "eu" }, { "residency/place": ["firestore"] }],
    ["bigtable", { "clusters.1.kmsKeyName": keyIn(us) }, { "residency/key": ["bigtable"] }],
    ["bigtable", { "clusters.1.kmsKeyName": undefined }, { "encryption/customer-key": ["bigtable"] }],
    ["bigtable", { deletionProtection: false }, { "durability/deletion-protection": ["bigtable"] }],
    ["bigtable", { "clusters.1.zone": `${us}-a`, "labels.meridian-cell": "eu" }, { "residency/place": ["bigtable"] }],
    ["bigtable-table", { deletionProtection: "UNPROTECTED" }, { "durability/deletion-protection": ["bigtable-table"] }],
    [
        "bigtable-table",
        { "automatedBackupPolicy.locations": [`projects/shop/locations/${us}-a`] },
        { "residency/backup": ["bigtable-table"] },
    ],
    ["spanner", { config: "nam-eur-asia1", "labels.meridian-cell": "eu" }, { "residency/place": ["spanner-database"] }],
    ["spanner-database", { deletionProtection: false }, { "durability/deletion-protection": ["spanner-database"] }],
    ["spanner-database", { encryptionConfig: undefined }, { "encryption/customer-key": ["spanner-database"] }],
    ["spanner-database", { encryptionConfig: { kmsKeyName: keyIn(us) } }, { "residency/key": ["spanner-database"] }],
    ["alloy", { "automatedBackupPolicy.location": us }, { "residency/backup": ["alloy"] }],
    ["alloy", { automatedBackupPolicy: { enabled: false, location: us } }, {}],
    ["alloy", { "continuousBackupConfig.enabled": false }, { "durability/point-in-time-recovery": ["alloy"] }],
    ["alloy-instance", { "networkConfig.enablePublicIp": true }, { "exposure/public-database": ["alloy-instance"] }],
    ["topic", { kmsKeyName: undefined }, { "encryption/customer-key": ["topic"] }],
    [
        "topic",
        { messageStoragePolicy: undefined },
        { "residency/unpinned": ["topic"], "residency/event": ["notification"] },
    ],
    [
        "topic",
        { "messageStoragePolicy.allowedPersistenceRegions": ["europe-west3", us], "labels.meridian-cell": "eu" },
        { "residency/place": ["topic"], "residency/event": ["notification"] },
    ],
    ["subscription", { "bigqueryConfig.table": "shop.orders_us.raw" }, { "residency/event": ["subscription"] }],
    [
        "subscription",
        { bigqueryConfig: undefined, "cloudStorageConfig.bucket": "shop-us" },
        { "residency/event": ["subscription"] },
    ],
    ["pushed", { "pushConfig.pushEndpoint": "https://x-1.us-central1.run.app/" }, { "residency/event": ["pushed"] }],
    ["pushed", { "pushConfig.pushEndpoint": "https://example.com/" }, { "residency/event?": ["pushed"] }],
    // What another stack has is where it is said to be, and what has the same name elsewhere isn't meant.
    ["trigger", { "destination.cloudRunService.service": "of-another-stack" }, {}],
    ["trigger", { "destination.cloudRunService.region": us }, { "residency/event": ["trigger"] }],
    ["trigger", { "destination.cloudRunService.region": "nowhere" }, { "residency/event?": ["trigger"] }],
    ["trigger", { "destination.cloudRunService.region": undefined }, {}],
    ["trigger", { destination: { gke: { cluster: "c", location: `${us}-a` } } }, { "residency/event": ["trigger"] }],
    ["trigger", { destination: { gke: { cluster: "c", location: "europe-west3" } } }, {}],
    [
        "trigger",
        { destination: { httpEndpoint: { uri: "https://x-1.us-central1.run.app/" } } },
        { "residency/event": ["trigger"] },
    ],
    ["dataset", { defaultEncryptionConfiguration: undefined }, { "encryption/customer-key": ["dataset"] }],
    ["dataset", { deleteContentsOnDestroy: true }, { "durability/deletion-protection": ["dataset"] }],
    [
        "dataset",
        { accesses: [{ role: "READER", iamMember: "allUsers" }] },
        { "identity/public-principal": ["dataset"] },
    ],
    [
        "dataset",
        { accesses: [{ role: "READER", specialGroup: "allAuthenticatedUsers" }] },
        { "identity/public-principal": ["dataset"] },
    ],
    ["table", { deletionProtection: false }, { "durability/deletion-protection": ["table"] }],
    ["table", { "encryptionConfiguration.kmsKeyName": keyIn(us) }, { "residency/key": ["table"] }],
    ["copy", { destinationDatasetId: "orders_us", location: "US" }, { "residency/replication": ["copy"] }],
    [
        "secret",
        { replication: { auto: {} }, "labels.meridian-cell": "eu" },
        { "residency/unpinned": ["secret"], "encryption/customer-key": ["secret"] },
    ],
    ["secret", { replication: { auto: {} } }, { "residency/unpinned": ["secret"] }],
    [
        "secret",
        { "replication.userManaged.replicas.1.location": us, "labels.meridian-cell": "eu" },
        { "residency/place": ["secret"] },
    ],
    [
        "secret",
        { "replication.userManaged.replicas.1.customerManagedEncryption": undefined },
        { "encryption/customer-key": ["secret"] },
    ],
    ["regional-secret", { customerManagedEncryption: undefined }, { "encryption/customer-key": ["regional-secret"] }],
    ["logs", { location: "global" }, { "residency/unpinned": ["logs"], "residency/log": ["sink"] }],
    ["sink", { destination: bucketOf("shop-us") }, { "residency/log": ["sink"] }],
    ["sink", { destination: bucketOf("shop-us"), filter: `resource.labels.location="${us}"` }, {}],
    ["sink", { destination: bucketOf("shop-us"), disabled: true }, {}],
    ...[
        `resource.labels.location="${us}" OR severity>=ERROR`,
        `severity>=ERROR OR resource.labels.location="${us}" AND resource.type="x"`,
        `resource.type="cloud_run_revision" OR (resource.type="gce_instance" AND resource.labels.zone="${us}-a")`,
        `jsonPayload.location="${us}"`,
        `"resource.labels.location=${us}"`,
        `severity>=ERROR -- resource.labels.location="${us}"`,
        `NOT resource.labels.location="${us}"`,
        `-resource.labels.location="${us}"`,
        `resource.labels.location!="${us}"`,
        `resource.labels.location=("${us}" OR "europe-west3")`,
        `resource.labels.location=~"^(us-central1|europe-west3)"`,
        `resource.labels.location=~"^us-central1|europe"`,
        `resource.labels.location=("${us}" OR "somewhere")`,
        `sample(resource.labels.location="${us}", 0.5)`,
        `(resource.labels.location="${us}"`,
    ].map((filter): (typeof fields)[number] => [
        "sink",
        { destination: bucketOf("shop-us"), filter },
        { "residency/log": ["sink"] },
    ]),
    ...[
        `resource.labels.location="${us}" AND (severity>=ERROR OR sample(insertId, 0.25))`,
        `severity>=ERROR\nresource.labels.zone="${us}-a" OR resource.labels.region=${us} -- here`,
        `resource.labels.zone=~"^us-central1-.*"`,
        `resource.labels.zone=~"^(us-central1|us-east1)-[abc]$"`,
        `resource.labels.location=~"^us-" NOT severity<ERROR`,
        `resource.labels.zone:"us-central1-"`,
        `resource.labels.location=("${us}" OR "us-east1")`,
    ].map((filter): (typeof fields)[number] => ["sink", { destination: bucketOf("shop-us"), filter }, {}]),
    [
        "sink",
        { filter: undefined, exclusions: [{ name: "us", filter: `resource.labels.location="${us}"` }] },
        { "residency/log": ["sink"] },
    ],
    ["sink", { filter: undefined }, { "residency/log": ["sink"] }],
    ["sink", { destination: bucketOf("of-another-stack") }, { "residency/log?": ["sink"] }],
    ["disk", { diskEncryptionKey: undefined }, { "encryption/customer-key": ["disk"] }],
    ["disk", { diskEncryptionKey: { rawKey: "k" } }, {}],
    ["snapshot", { snapshotEncryptionKey: undefined }, {}],
    [
        "snapshot",
        { snapshotEncryptionKey: undefined, sourceDisk: "of-another-stack" },
        { "encryption/customer-key?": ["snapshot"] },
    ],
    ["machine", { bootDisk: { source: "disk" } }, {}],
    ["machine", { bootDisk: { diskEncryptionKeyRaw: "k" } }, {}],
    ["machine", { bootDisk: { source: "of-another-stack" } }, { "encryption/customer-key?": ["machine"] }],
    [
        "snapshot",
        { storageLocations: undefined, "labels.meridian-cell": "eu" },
        { "residency/place": ["snapshot"], "residency/backup": ["snapshot"] },
    ],
    ["schedule", { "snapshotSchedulePolicy.snapshotProperties": {} }, { "residency/backup": ["schedule"] }],
    ["machine", { "networkInterfaces.0.accessConfigs": [{}] }, { "exposure/public-addresses": ["machine"] }],
    ["machine", { "serviceAccount.email": undefined }, { "identity/wildcard": ["machine"] }],
    ["machine", { bootDisk: {} }, { "encryption/customer-key": ["machine"] }],
    ["firewall", { "allows.0.ports": ["22"] }, { "exposure/open-ingress": ["firewall"] }],
    ["firewall", { "allows.0.ports": undefined }, { "exposure/open-ingress": ["firewall"] }],
    [
        "firewall",
        { sourceRanges: ["::/0"], "allows.0.ports": ["443", "80"] },
        { "exposure/open-ingress": ["firewall"] },
    ],
    ["firewall", { "allows.0.ports": ["22"], disabled: true }, {}],
    ["health-checks", { sourceRanges: undefined }, { "exposure/open-ingress": ["health-checks"] }],
    ["health-checks", { sourceRanges: undefined, sourceTags: ["front"] }, {}],
    ["backend", { "logConfig.enable": false }, { "audit/access-logs": ["backend"] }],
    ["backend", { "logConfig.sampleRate": 0 }, { "audit/access-logs": ["backend"] }],
    ["backend", { "logConfig.sampleRate": 0.1 }, {}],
    [
        "backend",
        { "backends.1": { group: `projects/shop/regions/${us}/networkEndpointGroups/group-us` } },
        { "residency/failover": ["backend"] },
    ],
    ["to-tls", { defaultUrlRedirect: undefined, defaultService: "backend" }, { "encryption/in-transit": ["plain"] }],
    ["tls", { sslPolicy: undefined }, { "encryption/tls-floor": ["tls"] }],
    ["modern", { minTlsVersion: undefined }, { "encryption/tls-floor": ["modern"] }],
    ["record", { rrdatas: ["192.0.2.1", "192.0.2.2"] }, { "residency/failover": ["record"] }],
    ["fenced", { "routingPolicy.enableGeoFencing": false }, { "residency/failover": ["fenced"] }],
    ["run", { invokerIamDisabled: true }, { "exposure/public-invoker": ["run"] }],
    ["run", { "template.encryptionKey": keyIn(us) }, { "residency/key": ["run"] }],
    ["run", { "template.volumes.0.gcs.bucket": "shop-us" }, { "residency/replication": ["run"] }],
    ["caller", { member: "allUsers" }, { "exposure/public-invoker": ["caller"] }],
    ["behind", { ingress: undefined }, { "exposure/public-invoker": ["behind-all"] }],
    ["reader", { member: "allAuthenticatedUsers" }, {}],
    ["cluster", { "privateClusterConfig.enablePrivateNodes": false }, { "exposure/public-addresses": ["cluster"] }],
    ["cluster", { databaseEncryption: undefined }, { "encryption/customer-key": ["cluster"] }],
    ["cluster", { "databaseEncryption.state": "DECRYPTED" }, { "encryption/customer-key": ["cluster"] }],
    ["cluster", { nodeConfig: { bootDiskKmsKey: keyIn(us) } }, { "residency/key": ["cluster"] }],
    ["cluster", { nodePools: [{ nodeConfig: { bootDiskKmsKey: keyIn(us) } }] }, { "residency/key": ["cluster"] }],
    [
        "cluster",
        { "clusterAutoscaling.autoProvisioningDefaults": { bootDiskKmsKey: keyIn(us) } },
        { "residency/key": ["cluster"] },
    ],
    ["cluster", { nodeConfig: { bootDiskKmsKey: keyIn("europe-west3") } }, {}],
    ["cluster", { enableLegacyAbac: true }, { "identity/wildcard": ["cluster"] }],
    ["pool", { "networkConfig.enablePrivateNodes": false }, { "exposure/public-addresses": ["pool"] }],
    ["pool", { "nodeConfig.bootDiskKmsKey": keyIn(us) }, { "residency/key": ["pool"] }],
    ["redis", { transitEncryptionMode: undefined }, { "encryption/in-transit": ["redis"] }],
    ["files", { deletionProtectionEnabled: undefined }, { "durability/deletion-protection": ["files"] }],
    [
        "endpoint",
        { "predictRequestResponseLoggingConfig.bigqueryDestination.outputUri": "bq://shop.orders_us" },
        { "residency/log": ["endpoint"] },
    ],
    ["examples", { encryptionSpec: undefined }, { "encryption/customer-key": ["examples"] }],
    ["vectors", { region: us, "encryptionSpec.kmsKeyName": keyIn(us) }, { "residency/replication": ["vectors"] }],
    ["connects", { role: "roles/editor" }, { "identity/wildcard": ["connects"] }],
    ["connects", { role: "roles/storage.objectViewer" }, { "identity/wildcard": ["connects"] }],
    ...["bigtable", "spanner", "alloydb", "redis", "pubsub"].map((service): (typeof fields)[number] => [
        "connects",
        { role: `roles/${service}.viewer` },
        {},
    ]),
    ...[
        "cloudsql.viewer",
        "datastore.viewer",
        "datastore.importExportAdmin",
        "bigquery.studioAdmin",
        "container.admin",
        "logging.viewAccessor",
        "pubsub.subscriber",
    ].map((role): (typeof fields)[number] => [
        "connects",
        { role: `roles/${role}` },
        { "identity/wildcard": ["connects"] },
    ]),
    // A principal with one of these over a project reads data or keys of every cell in it, or becomes one that does.
    ...[
        ...[
            "owner",
            "viewer",
            "storage.admin",
            "storage.objectAdmin",
            "storage.objectUser",
            "storage.legacyBucketReader",
        ],
        ...["bigquery.admin", "bigquery.dataOwner", "bigquery.dataEditor", "bigquery.dataViewer", "datastore.owner"],
        ...["firebase.admin", "firebase.viewer", "spanner.databaseReader", "bigtable.reader", "alloydb.admin"],
        ...["cloudsql.admin", "redis.editor", "pubsub.editor", "cloudkms.admin", "cloudkms.cryptoKeyDecrypter"],
        ...["cloudkms.cryptoOperator", "secretmanager.admin", "secretmanager.secretAccessor", "logging.admin"],
        ...["logging.viewer", "logging.privateLogViewer", "iam.securityAdmin", "iam.serviceAccountAdmin"],
        ...["iam.serviceAccountKeyAdmin", "iam.serviceAccountTokenCreator", "iam.serviceAccountUser"],
        ...["resourcemanager.projectIamAdmin", "resourcemanager.folderAdmin", "resourcemanager.organizationAdmin"],
    ].map((role): (typeof fields)[number] => [
        "connects",
        { role: `roles/${role}` },
        { "identity/wildcard": ["connects"] },
    ]),
    // And with these they see no data.
    ...[
        ...["storage.bucketViewer", "bigquery.jobUser", "bigquery.metadataViewer", "cloudsql.client", "run.invoker"],
        ...["pubsub.publisher", "cloudkms.viewer", "secretmanager.viewer", "logging.logWriter", "monitoring.viewer"],
        ...["iam.serviceAccountViewer", "resourcemanager.tagUser", "container.nodeServiceAccount"],
    ].map((role): (typeof fields)[number] => ["connects", { role: `roles/${role}` }, {}]),
    ["connects", { role: "roles/datastore.user", condition: { expression: "resource.name == 'x'" } }, {}],
    ["connects", { member: "allUsers" }, { "identity/public-principal": ["connects"] }],
    [
        "pods",
        { location: us, backupConfig: { encryptionKey: { gcpKmsEncryptionKey: keyIn(us) } } },
        { "residency/backup": ["pods"] },
    ],
];

const inEurope = (type: string) => `projects/shop/locations/europe-west3/${type}/kept`;
const ofVault = inEurope("backupVaults/v/dataSources/d/backups");

const careful = {
    location: us,
    region: us,
    zone: `${us}-a`,
    encryptionKeyName: keyIn(us),
    encryptionConfig: { kmsKeyName: keyIn(us) },
    kmsKeyName: keyIn(us),
    kmsKey: keyIn(us),
    deletionProtectionEnabled: true,
    transitEncryptionMode: "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION",
    settings: {
        backupConfiguration: { pointInTimeRecoveryEnabled: true },
        ipConfiguration: { ipv4Enabled: false, sslMode: "ENCRYPTED_ONLY" },
    },
};

/** What is made of backups, of those of the cell in Europe. */
const restores: readonly (readonly [string, Inputs, Inputs?])[] = [
    ["sql/databaseInstance", { restoreBackupContext: { backupRunId: 1, instanceId: "orders" } }],
    ["sql/databaseInstance", { clone: { sourceInstanceName: "orders" } }],
    ["sql/databaseInstance", { backupdrBackup: ofVault }],
    ["sql/databaseInstance", { pointInTimeRestoreContext: { datasource: ofVault } }],
    ["alloydb/cluster", { restoreContinuousBackupSource: { cluster: "facts" } }],
    ["alloydb/cluster", { restoreBackupSource: { backupName: inEurope("backups") } }],
    ["alloydb/cluster", { restoreBackupdrBackupSource: { backup: ofVault } }],
    ["alloydb/cluster", { restoreBackupdrPitrSource: { dataSource: ofVault } }],
    ["filestore/instance", { fileShares: { sourceBackup: inEurope("backups") } }],
    ["filestore/instance", { fileShares: { sourceBackupdrBackup: ofVault } }],
    ["redis/cluster", { gcsSource: { uris: ["gs://shop-data/dump.rdb"] } }],
    ["redis/cluster", { managedBackupSource: { backup: inEurope("backupCollections/c/backups") } }],
    ["compute/image", { sourceSnapshot: "snapshot" }, { storageLocations: ["us"] }],
    ["compute/instance", { bootDisk: { kmsKeySelfLink: keyIn(us), initializeParams: { snapshot: "snapshot" } } }],
];

const abroad = { datasetId: "orders_us", tableId: "raw" };
const wholeName = (dataset: string) => ({ tableId: `projects/shop/datasets/${dataset}/tables/raw` });
const transferred = { location: "US", destinationDatasetId: "orders_us" };

/** What moves data of the cell in Europe to the other one. */
const copies: readonly (readonly [string, string, Inputs])[] = [
    [
        "a job loads abroad",
        "bigquery/job",
        { location: "US", load: { sourceUris: ["gs://shop-data/a.csv"], destinationTable: abroad } },
    ],
    [
        "a job copies by whole names",
        "bigquery/job",
        { location: "US", copy: { sourceTables: [wholeName("orders")], destinationTable: wholeName("orders_us") } },
    ],
    [
        "a job copies by datasets",
        "bigquery/job",
        { location: "US", copy: { sourceTables: [{ datasetId: "orders", tableId: "raw" }], destinationTable: abroad } },
    ],
    ["a query writes abroad", "bigquery/job", { location: "europe-west3", query: { destinationTable: abroad } }],
    [
        "a query of a dataset writes abroad",
        "bigquery/job",
        { query: { defaultDataset: { datasetId: "orders" }, destinationTable: abroad } },
    ],
    [
        "a job extracts by a whole name",
        "bigquery/job",
        { location: "US", extract: { sourceTable: wholeName("orders"), destinationUris: ["gs://shop-us/a.csv"] } },
    ],
    [
        "is loaded abroad on a schedule",
        "bigquery/dataTransferConfig",
        {
            dataSourceId: "google_cloud_storage",
            ...transferred,
            params: { data_path_template: "gs://shop-data/*.csv" },
        },
    ],
    [
        "a pipeline stages abroad",
        "dataflow/flexTemplateJob",
        { region: "europe-west3", tempLocation: "gs://shop-data/tmp", stagingLocation: "gs://shop-us/staging" },
    ],
    [
        "a pipeline keeps for a time abroad",
        "dataflow/flexTemplateJob",
        { region: "europe-west3", tempLocation: "gs://shop-us/tmp" },
    ],
    [
        "a pipeline writes abroad",
        "dataflow/job",
        { region: "europe-west3", parameters: { outputTableSpec: "shop:orders_us.x" } },
    ],
    [
        "a pipeline reads from abroad",
        "dataflow/job",
        { region: us, parameters: { inputFilePattern: "gs://shop-data/*.csv", header: "projects/none" } },
    ],
    [
        "a pipeline whose workers are abroad reads",
        "dataflow/job",
        { region: "europe-west3", zone: `${us}-a`, parameters: { inputTopic: "projects/shop/topics/orders" } },
    ],
    [
        "a table keeps in a bucket abroad",
        "bigquery/table",
        { datasetId: "orders", biglakeConfiguration: { storageUri: "gs://shop-us/lake" } },
    ],
    [
        "a table repeats abroad",
        "bigquery/table",
        { datasetId: "orders_us", tableReplicationInfo: { sourceDatasetId: "orders", sourceTableId: "raw" } },
    ],
];

const ofBucket = [
    { attribute: "type", value: "google.cloud.storage.object.v1.finalized" },
    { attribute: "bucket", value: "shop-data" },
];

/** An addition, and what is found then. */
const additions: readonly (readonly [string, Exported[], Record<string, string[]>])[] = [
    [
        "a bucket that all users may read",
        [
            thing("storage/bucket", "open", {
                name: "open",
                location: "EUROPE-WEST3",
                uniformBucketLevelAccess: true,
                encryption: { defaultKmsKeyName: keyIn("europe-west3") },
            }),
            thing("storage/bucketIAMBinding", "all", { bucket: "open", role: "r", members: ["allUsers"] }),
        ],
        { "exposure/public-bucket": ["open", "all"] },
    ],
    [
        "data of another cell that is brought here",
        [
            thing("storage/transferJob", "from-us", {
                transferSpec: { gcsDataSource: { bucketName: "shop-us" }, gcsDataSink: { bucketName: "inbox" } },
            }),
            thing("storage/bucket", "inbox", {
                name: "inbox",
                location: "EUROPE-WEST4",
                publicAccessPrevention: "enforced",
                uniformBucketLevelAccess: true,
                encryption: { defaultKmsKeyName: keyIn("europe-west4") },
            }),
        ],
        { "residency/replication": ["from-us"] },
    ],
    [
        "a CDN over a protected cell",
        [
            thing("compute/backendService", "cdn", {
                name: "cdn",
                protocol: "HTTPS",
                enableCdn: true,
                backends: [{ group: "projects/shop/regions/europe-west3/networkEndpointGroups/group" }],
                logConfig: { enable: true },
            }),
        ],
        { "residency/edge": ["cdn"] },
    ],
    [
        "a bucket of a protected cell behind a global balancer",
        [thing("compute/backendBucket", "site", { name: "site", bucketName: "shop-data", enableCdn: true })],
        { "residency/edge": ["site"] },
    ],
    [
        "a balancer of the inside over a protected cell",
        [
            thing("compute/backendService", "inside", {
                name: "inside",
                protocol: "HTTPS",
                loadBalancingScheme: "INTERNAL_MANAGED",
                backends: [{ group: "projects/shop/regions/europe-west3/networkEndpointGroups/group" }],
                logConfig: { enable: true },
            }),
        ],
        {},
    ],
    [
        "a sink of an organization",
        [
            thing("logging/organizationSink", "all", { destination: bucketOf("shop-us"), includeChildren: true }),
            thing("logging/organizationSink", "own", { destination: bucketOf("shop-us") }),
        ],
        { "residency/log": ["all"] },
    ],
    [
        "a policy that grants all users everything",
        [
            thing("projects/iAMPolicy", "policy", {
                project: "shop",
                policyData: JSON.stringify({ bindings: [{ role: "roles/owner", members: ["allUsers"] }] }),
            }),
        ],
        { "identity/public-principal": ["policy"], "identity/wildcard": ["policy"] },
    ],
    [
        "a secret that all users with an account may read",
        [
            thing("secretmanager/secretIamMember", "read", {
                secretId: "token",
                role: "r",
                member: "allAuthenticatedUsers",
            }),
        ],
        { "identity/public-principal": ["read"] },
    ],
    [
        "a dataset without a place, which is the United States",
        [
            thing("bigquery/dataset", "nowhere-said", {
                datasetId: "d",
                labels: { "meridian-cell": "eu" },
                defaultEncryptionConfiguration: { kmsKeyName: keyIn("europe-west3") },
            }),
        ],
        { "residency/place": ["nowhere-said"] },
    ],
    ...restores.map(([type, source, more = {}]): (typeof additions)[number] => [
        `data of a protected cell that comes into a ${type} of another by ${Object.keys(source).join()}`,
        [thing(type, "restored", { ...careful, ...more, ...source })],
        { "residency/replication": ["restored"] },
    ]),
    ...copies.map(([what, type, inputs]): (typeof additions)[number] => [
        `data of a protected cell that ${what}`,
        [thing(type, "moved", inputs)],
        { "residency/replication": ["moved"] },
    ]),
    [
        "nothing, of jobs and transfers within a cell",
        [
            thing("bigquery/job", "load", {
                location: "europe-west3",
                load: { sourceUris: ["gs://shop-data/a.csv"], destinationTable: { datasetId: "orders", tableId: "a" } },
            }),
            thing("bigquery/job", "query", { query: { destinationTable: { datasetId: "orders", tableId: "a" } } }),
            thing("bigquery/dataTransferConfig", "files", {
                dataSourceId: "google_cloud_storage",
                location: "europe-west3",
                destinationDatasetId: "orders",
                params: { data_path_template: "gs://shop-data/*.csv" },
            }),
            thing("bigquery/table", "lake", {
                datasetId: "orders",
                biglakeConfiguration: { storageUri: "gs://shop-data/lake" },
            }),
        ],
        {},
    ],
    ...[
        ["cloudscheduler/job", { region: "europe-west3", httpTarget: { uri: "https://x-1.us-central1.run.app/" } }],
        [
            "cloudscheduler/job",
            {
                region: "europe-west3",
                httpTarget: {
                    uri: "https://us-central1-run.googleapis.com/apis/run.googleapis.com/v1/namespaces/p/jobs/j:run",
                },
            },
        ],
        [
            "cloudfunctionsv2/function",
            { location: us, eventTrigger: { triggerRegion: "europe-west3", eventFilters: ofBucket } },
        ],
        ["eventarc/trigger", { location: us, matchingCriterias: ofBucket }],
    ].map(([type, inputs]): (typeof additions)[number] => [
        `events of a cell that a ${type as string} takes out of it by ${Object.keys(inputs!).at(-1)}`,
        [thing(type as string, "caller-abroad", inputs as Inputs)],
        { "residency/event": ["caller-abroad"] },
    ]),
    [
        "a disk under its vendor's key, and not of each copy and machine of it again",
        [
            thing("compute/disk", "plain-disk", { name: "plain-disk", zone: "europe-west3-a" }),
            thing("compute/snapshot", "of-plain", {
                sourceDisk: "plain-disk",
                zone: "europe-west3-a",
                storageLocations: ["europe-west3"],
            }),
            thing("compute/instance", "on-plain", { zone: "europe-west3-a", bootDisk: { source: "plain-disk" } }),
        ],
        { "encryption/customer-key": ["plain-disk"] },
    ],
    [
        "nothing, of a part of a database in another region of its cell",
        [thing("spanner/instancePartition", "part", { instance: "ledger", config: "regional-europe-west4" })],
        {},
    ],
    [
        "keys elsewhere of what a template makes, and of a service by its annotation",
        [
            thing("compute/regionInstanceTemplate", "machines", {
                region: "europe-west3",
                disks: [{ diskEncryptionKey: { kmsKeySelfLink: keyIn(us) } }],
            }),
            thing("cloudrun/service", "older", {
                location: "europe-west3",
                metadata: { annotations: { "run.googleapis.com/ingress": "internal" } },
                template: { metadata: { annotations: { "run.googleapis.com/encryption-key": keyIn(us) } } },
            }),
        ],
        { "residency/key": ["machines", "older"] },
    ],
    [
        "keys that last",
        [
            thing("serviceaccount/key", "key-file", { serviceAccountId: "account" }),
            thing("storage/hmacKey", "hmac", { serviceAccountEmail: "a@shop.iam.gserviceaccount.com" }),
            thing("storage/hmacKey", "hmac-off", { serviceAccountEmail: "a@b", state: "INACTIVE" }),
        ],
        { "identity/lasting-key": ["key-file", "hmac"] },
    ],
    [
        "nothing, of a pipeline within a cell",
        [
            thing("dataflow/job", "pipeline", {
                region: "europe-west3",
                parameters: {
                    inputTopic: "projects/shop/topics/orders",
                    outputTableSpec: "shop:orders.x",
                    outputFormat: "PARQUET",
                },
            }),
        ],
        {},
    ],
    [
        "tasks that are sent out of a cell by the host that all go to",
        [
            thing("cloudtasks/queue", "tasks", {
                location: "europe-west3",
                httpTarget: { uriOverride: { host: "x-1.us-central1.run.app" } },
            }),
        ],
        { "residency/event": ["tasks"], "encryption/customer-key": ["tasks"] },
    ],
    [
        "nothing, of what is called within a cell, or by a name of one's own",
        ["https://run-1.a.run.app/nightly", "https://x-1.europe-west3.run.app/", "https://shop.example/nightly"].map(
            (uri, i) => thing("cloudscheduler/job", `nightly-${i}`, { region: "europe-west3", httpTarget: { uri } }),
        ),
        {},
    ],
    [
        "nothing, of records for mail beside those that lead to a cell",
        [
            ...["A", "HTTPS"].map(type =>
                thing("dns/recordSet", `leads-${type}`, { name: "www.example.", type, rrdatas: ["192.0.2.1"] }),
            ),
            ...["MX", "TXT", "CAA"].map(type =>
                thing("dns/recordSet", `beside-${type}`, { name: "www.example.", type, rrdatas: ["1 mail.example."] }),
            ),
        ],
        {},
    ],
    [
        "a type that the pack has no row for",
        [thing("healthcare/dataset", "patients", { location: "europe-west3" })],
        { "coverage/unmapped?": ["patients"] },
    ],
    [
        "what isn't known before the update, and hides nothing beside it",
        [
            thing("storage/bucket", "later", {
                name: "later",
                location: unknown,
                encryption: { defaultKmsKeyName: keyIn("europe-west3") },
                publicAccessPrevention: unknown,
                uniformBucketLevelAccess: false,
            }),
        ],
        { "residency/place?": ["later"], "exposure/public-bucket": ["later"] },
    ],
];

describe("the policy pack, given a stack of Google Cloud", () => {
    it("finds nothing in what complies", () => {
        assert.deepEqual(found(complying()), {});
    });

    for (const [name, set, expected] of fields) {
        it(`tells of ${name} that says ${Object.keys(set).join(", ")}: ${Object.keys(expected).join(", ") || "nothing"}`, () => {
            assert.deepEqual(found(broken(name, set)), expected);
        });
    }

    for (const [type, list, open] of [
        ["storage/objectACL", "predefinedAcl", "publicRead"],
        ["storage/objectACL", "predefinedAcl", "authenticatedRead"],
        ["storage/bucketACL", "predefinedAcl", "publicReadWrite"],
        ["storage/bucketACL", "defaultAcl", "publicRead"],
    ] as const) {
        it(`finds a ${type} that makes a bucket of another stack ${open} by its ${list}, and no private one`, () => {
            const listed = (acl: string) =>
                found([...complying(), thing(type, "readers", { bucket: "elsewhere", [list]: acl })]);
            assert.deepEqual(listed(open), { "exposure/public-bucket": ["readers"] });
            assert.deepEqual(listed("private"), {});
        });
    }

    for (const [what, added, expected] of additions) {
        it(`tells of ${what}`, () => {
            assert.deepEqual(found([...complying(), ...added]), expected);
        });
    }

    it("reads the region of what says none from its provider, a zone's too", () => {
        const provider = (inputs: Inputs): Exported => ({
            urn: "urn:pulumi:gcp::shop::pulumi:providers:gcp::own",
            type: "pulumi:providers:gcp",
            id: "1",
            inputs,
        });
        const redis = thing("redis/instance", "cache", { transitEncryptionMode: "SERVER_AUTHENTICATION" });
        const made = (inputs: Inputs) =>
            found([provider(inputs), { ...redis, provider: `${provider(inputs).urn}::1` }]);
        assert.deepEqual(made({ region: "europe-west3" }), { "encryption/customer-key": ["cache"] });
        assert.deepEqual(made({ zone: "europe-west3-c" }), { "encryption/customer-key": ["cache"] });
        assert.deepEqual(made({ region: "europe-west9" }), { "residency/place": ["cache"] });
        assert.deepEqual(made({}), { "residency/place?": ["cache"] });
        const clusters = [{ zone: "europe-west3-a", kmsKeyName: keyIn("europe-west3") }, { kmsKeyName: keyIn(us) }];
        const bigtable = { ...thing("bigtable/instance", "two", { clusters }), provider: `${provider({}).urn}::1` };
        const at = (zone: string) => found([provider({ zone }), bigtable], german)["residency/place"];
        assert.deepEqual([at(`${us}-a`), at("europe-west3-b")], [["two"], undefined]);
    });

    it("knows that images without a place are in the United States, whatever the provider's region", () => {
        const provider = {
            urn: "urn:pulumi:gcp::shop::pulumi:providers:gcp::own",
            type: "pulumi:providers:gcp",
            id: "1",
            inputs: { region: "europe-west3" },
        };
        const registry = { ...thing("container/registry", "gcr", {}), provider: `${provider.urn}::1` };
        assert.deepEqual(found([provider, registry], settingOf({ cells: [cell("de", ["DE"], ["europe-west3"])] })), {
            "residency/place": ["gcr"],
        });
    });

    it("takes a label that the provider puts on everything, unless something says another", () => {
        const provider = (defaultLabels: unknown): Exported => ({
            urn: "urn:pulumi:gcp::shop::pulumi:providers:gcp::own",
            type: "pulumi:providers:gcp",
            id: "1",
            inputs: { defaultLabels },
        });
        const made = (defaultLabels: unknown, own: Inputs = {}) => {
            const topic = thing("pubsub/topic", "jobs", {
                messageStoragePolicy: { allowedPersistenceRegions: ["europe-west3"] },
                kmsKeyName: keyIn("europe-west3"),
                ...own,
            });
            return found([provider(defaultLabels), { ...topic, provider: `${provider(undefined).urn}::1` }]);
        };
        assert.deepEqual(made(undefined), {});
        assert.deepEqual(made('{"meridian-cell":"eu"}'), {});
        const elsewhere = { "residency/key": ["jobs"], "residency/place": ["jobs"] };
        assert.deepEqual(made('{"meridian-cell":"us"}'), elsewhere);
        assert.deepEqual(made({ "meridian-cell": "us" }), elsewhere);
        assert.deepEqual(made({ "meridian-cell": "none" }), { "coverage/unknown-cell": ["jobs"] });
        assert.deepEqual(made({ "meridian-cell": "us" }, { labels: { "meridian-cell": "eu" } }), {});
    });

    it("takes a bare name for what has it in the same project, and in the same place", () => {
        const instance = (project: string, region: string) =>
            thing("spanner/instance", `main-${project}`, { name: "main", project, config: `regional-${region}` });
        const database = (project: string, region: string) =>
            thing("spanner/database", `orders-${project}`, {
                instance: "main",
                project,
                encryptionConfig: { kmsKeyName: keyIn(region) },
                enableDropProtection: true,
                deletionProtection: true,
            });
        const both = (make: (project: string, region: string) => Exported) => [
            make("shop-eu", "europe-west3"),
            make("shop-us", us),
        ];
        const ofResidency = (resources: readonly Exported[]) =>
            Object.keys(found(resources)).filter(rule => rule.startsWith("residency/"));
        assert.deepEqual(ofResidency([...both(instance), ...both(database)]), []);
        const cluster = (project: string, location: string) =>
            thing("container/cluster", `cluster-${project}`, { name: "cluster", project: "shop", location });
        const pool = (project: string, location: string) =>
            thing("container/nodePool", `pool-${project}`, { cluster: "cluster", project: "shop", location });
        assert.deepEqual(ofResidency([...both(cluster), ...both(pool)]), []);
    });

    it("tells of a dual region of which one part is outside", () => {
        const dual = (more: Inputs) =>
            thing("storage/bucket", "dual", {
                name: "dual",
                publicAccessPrevention: "enforced",
                uniformBucketLevelAccess: true,
                labels: { "meridian-cell": "de", "meridian-data-class": "internal" },
                ...more,
            });
        assert.deepEqual(found([dual({ location: "EUR4" })], german), { "residency/place": ["dual"] });
        const dataLocations = ["EUROPE-WEST3", "EUROPE-WEST4"];
        const placed = { location: "EU", customPlacementConfig: { dataLocations } };
        assert.deepEqual(found([dual(placed)], german), { "residency/place": ["dual"] });
        assert.deepEqual(found([dual({ location: "EUROPE-WEST3" })], german), {});
    });

    it("takes a multi-region all of whose parts are admitted, and what is put there by itself", () => {
        const european = settingOf({ cells: [cell("eu", ["EU"], ["europe-west3"]), cell("us", ["US"], [us])] });
        const more = { publicAccessPrevention: "enforced", uniformBucketLevelAccess: true };
        const labels = { "meridian-data-class": "internal" };
        const made = [
            thing("storage/bucket", "bucket", { name: "bucket", location: "EU", labels, ...more }),
            thing("bigquery/dataset", "dataset", { datasetId: "dataset", location: "EU", labels }),
            thing("sql/databaseInstance", "sql", {
                name: "sql",
                region: "europe-west3",
                settings: {
                    userLabels: labels,
                    backupConfiguration: { enabled: true, pointInTimeRecoveryEnabled: true },
                    ipConfiguration: { ipv4Enabled: false, sslMode: "ENCRYPTED_ONLY" },
                },
            }),
        ];
        assert.deepEqual(found(made, european), {});
    });

    it("asks for nothing that the provider fills in by itself", () => {
        const filled = (type: string, more: Inputs, known: Inputs = {}) => {
            const made = thing(type, "filled", { ...known, ...more });
            return {
                ...made,
                inputs: known,
                propertyDependencies: Object.fromEntries(Object.keys(known).map(key => [key, []])),
            };
        };
        const later = (type: string, more: Inputs, known: Inputs) => found([...complying(), filled(type, more, known)]);
        const region = "europe-west3";
        assert.deepEqual(
            later("dataflow/flexTemplateJob", { tempLocation: unknown, stagingLocation: unknown }, { region }),
            {},
        );
        assert.deepEqual(
            later(
                "bigquery/job",
                {},
                {
                    location: region,
                    copy: {
                        sourceTables: [{ ...wholeName("orders"), datasetId: unknown }],
                        destinationTable: { datasetId: "orders", tableId: unknown },
                    },
                },
            ),
            {},
        );
        assert.deepEqual(
            later(
                "eventarc/trigger",
                {},
                {
                    location: region,
                    destination: { cloudRunService: { service: "run", region: unknown } },
                },
            ),
            {},
        );
        assert.deepEqual(
            later(
                "compute/instance",
                {},
                {
                    zone: `${region}-a`,
                    bootDisk: {
                        kmsKeySelfLink: keyIn(region),
                        initializeParams: { image: "debian", snapshot: unknown },
                    },
                },
            ),
            {},
        );
        assert.deepEqual(
            later(
                "container/cluster",
                { nodeConfig: unknown, nodePools: unknown, clusterAutoscaling: unknown },
                {
                    location: region,
                    databaseEncryption: { state: "ENCRYPTED", keyName: keyIn(region) },
                    privateClusterConfig: { enablePrivateNodes: true },
                },
            ),
            {},
        );
    });

    it("follows data that comes from the other cloud", () => {
        const eu = cell("eu", ["DE", "IE"], ["europe-west3"]);
        const both = settingOf({
            cells: [{ ...eu, regions: [...eu.regions, "aws:eu-west-1"] }, cell("us", ["US"], [us])],
        });
        const streams = [
            { awsKinesis: { streamArn: "arn:aws:kinesis:eu-west-1:1:stream/s" } },
            { awsMsk: { clusterArn: "arn:aws:kafka:eu-west-1:1:cluster/c/1" } },
        ];
        const added = [
            onAws("aws:s3/bucket:Bucket", "inbox", { bucket: "inbox", region: "eu-west-1" }),
            thing("storage/transferJob", "from-s3", {
                transferSpec: { awsS3DataSource: { bucketName: "inbox" }, gcsDataSink: { bucketName: "shop-us" } },
            }),
            thing("storage/transferJob", "within", {
                transferSpec: { awsS3DataSource: { bucketName: "inbox" }, gcsDataSink: { bucketName: "shop-data" } },
            }),
            thing("bigquery/dataTransferConfig", "scheduled", {
                dataSourceId: "amazon_s3",
                ...transferred,
                params: { data_path: "s3://inbox/*" },
            }),
            ...streams.map((ingestionDataSourceSettings, i) =>
                thing("pubsub/topic", `streamed-${i}`, {
                    kmsKeyName: keyIn(us),
                    messageStoragePolicy: { allowedPersistenceRegions: [us] },
                    ingestionDataSourceSettings,
                }),
            ),
        ];
        const within = complying().filter(({ urn }) => urn.endsWith("::bucket") || urn.endsWith("-us"));
        assert.deepEqual(found([...within, ...added], both)["residency/replication"], [
            "from-s3",
            "scheduled",
            "streamed-0",
            "streamed-1",
        ]);
    });

    it("treats an account that is created as one principal, and no other resource", () => {
        const account = thing("serviceaccount/account", "account", { accountId: "account" });
        const grant = thing("secretmanager/secretIamMember", "grant", { secretId: "s", role: "r", member: unknown });
        const from = (urn: string) => ({ ...grant, propertyDependencies: { member: [urn] } });
        assert.deepEqual(found([account, from(account.urn)]), {});
        assert.deepEqual(found([account, from("urn:pulumi:gcp::shop::random:index/randomString:RandomString::x")]), {
            "identity/public-principal?": ["grant"],
        });
    });

    it("knows where a key is by its ring, before either is made", () => {
        const ring = thing("kms/keyRing", "new-ring", { location: "europe-west3" }, unknown);
        const key = thing("kms/cryptoKey", "new-key", { keyRing: unknown, rotationPeriod: "7776000s" }, unknown);
        const made = { ...key, propertyDependencies: { keyRing: [ring.urn] } };
        assert.deepEqual(found([ring, made]), {});
        assert.deepEqual(found([{ ...ring, inputs: { location: "global" }, outputs: {} }, made]), {
            "residency/unpinned": ["new-key"],
        });
        assert.deepEqual(found([key]), { "residency/place?": ["new-key"] });
    });
});
