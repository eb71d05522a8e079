import type { Exported } from "../../policy/state";

export type Inputs = Readonly<Record<string, unknown>>;
export type Thing = Exported & { readonly inputs: Inputs };

const project = "projects/shop";
const de = "europe-west3";
const nl = "europe-west4";
export const keyIn = (location: string) => `${project}/locations/${location}/keyRings/data/cryptoKeys/data`;
const key = keyIn(de);

/** Something as an update has left it. */
export function thing(type: string, name: string, inputs: Inputs, id = name): Thing {
    const [module, resource] = type.split("/") as [string, string];
    const token = `gcp:${module}/${resource}:${resource[0]!.toUpperCase()}${resource.slice(1)}`;
    return { urn: `urn:pulumi:gcp::shop::${token}::${name}`, type: token, id, inputs, outputs: { ...inputs } };
}

const inEu = { labels: { "meridian-cell": "eu" } };
const at = (location: string, type: string, name: string) => `${project}/locations/${location}/${type}/${name}`;

/**
 * One resource of each evaluated type, in a cell of Germany and the Netherlands, as a careful user writes it; and what the cell of the
 * United States has.
 */
export const complying = (): Thing[] => [
    thing("kms/keyRing", "ring", { name: "data", location: de }, at(de, "keyRings", "data")),
    thing(
        "kms/cryptoKey",
        "key",
        { name: "data", keyRing: at(de, "keyRings", "data"), rotationPeriod: "7776000s" },
        key,
    ),
    thing("kms/keyRing", "ring-nl", { name: "data", location: nl }, at(nl, "keyRings", "data")),
    thing("kms/cryptoKey", "key-nl", { keyRing: at(nl, "keyRings", "data"), rotationPeriod: "7776000s" }, keyIn(nl)),
    thing("kms/keyRing", "ring-us", { name: "data", location: "us-central1" }, at("us-central1", "keyRings", "data")),
    thing(
        "kms/cryptoKey",
        "key-us",
        { keyRing: at("us-central1", "keyRings", "data"), rotationPeriod: "7776000s" },
        keyIn("us-central1"),
    ),
    thing("storage/bucket", "bucket", {
        name: "shop-data",
        location: "EUROPE-WEST3",
        encryption: { defaultKmsKeyName: key },
        publicAccessPrevention: "enforced",
        uniformBucketLevelAccess: true,
    }),
    thing("storage/bucket", "bucket-us", {
        name: "shop-us",
        location: "US-CENTRAL1",
        encryption: { defaultKmsKeyName: keyIn("us-central1") },
        publicAccessPrevention: "enforced",
        uniformBucketLevelAccess: true,
    }),
    thing("storage/bucketIAMMember", "reader", {
        bucket: "shop-data",
        role: "roles/storage.objectViewer",
        member: "serviceAccount:run@shop.iam.gserviceaccount.com",
    }),
    thing("storage/notification", "notification", {
        bucket: "shop-data",
        topic: "//pubsub.googleapis.com/projects/shop/topics/orders",
    }),
    thing("storage/transferJob", "transfer", {
        transferSpec: { gcsDataSource: { bucketName: "shop-data" }, gcsDataSink: { bucketName: "shop-data" } },
    }),
    thing(
        "artifactregistry/repository",
        "images",
        { repositoryId: "images", location: de, kmsKeyName: key },
        at(de, "repositories", "images"),
    ),
    thing(
        "sql/databaseInstance",
        "sql",
        {
            name: "orders",
            region: de,
            encryptionKeyName: key,
            settings: {
                backupConfiguration: { enabled: true, location: de, pointInTimeRecoveryEnabled: true },
                ipConfiguration: { ipv4Enabled: false, sslMode: "ENCRYPTED_ONLY" },
            },
        },
        "orders",
    ),
    thing("sql/databaseInstance", "sql-replica", {
        name: "orders-replica",
        region: nl,
        masterInstanceName: "orders",
        encryptionKeyName: keyIn(nl),
        settings: { ipConfiguration: { ipv4Enabled: false, sslMode: "ENCRYPTED_ONLY" } },
    }),
    thing("firestore/database", "firestore", {
        locationId: de,
        cmekConfig: { kmsKeyName: key },
        deleteProtectionState: "DELETE_PROTECTION_ENABLED",
        pointInTimeRecoveryEnablement: "POINT_IN_TIME_RECOVERY_ENABLED",
    }),
    thing("bigtable/instance", "bigtable", {
        name: "features",
        clusters: [
            { zone: `${de}-a`, kmsKeyName: key },
            { zone: `${nl}-b`, kmsKeyName: keyIn(nl) },
        ],
    }),
    thing("bigtable/table", "bigtable-table", {
        instanceName: "features",
        deletionProtection: "PROTECTED",
        automatedBackupPolicy: { locations: [`${project}/locations/${de}-a`] },
    }),
    thing("spanner/instance", "spanner", { name: "ledger", config: `regional-${de}` }, "shop/ledger"),
    thing("spanner/database", "spanner-database", { instance: "ledger", encryptionConfig: { kmsKeyName: key } }),
    thing("alloydb/cluster", "alloy", {
        clusterId: "facts",
        location: de,
        encryptionConfig: { kmsKeyName: key },
    }),
    thing("alloydb/instance", "alloy-instance", { cluster: "facts" }),
    thing(
        "pubsub/topic",
        "topic",
        { name: "orders", kmsKeyName: key, messageStoragePolicy: { allowedPersistenceRegions: [de, nl] } },
        `${project}/topics/orders`,
    ),
    thing("pubsub/subscription", "subscription", {
        topic: `${project}/topics/orders`,
        bigqueryConfig: { table: "shop.orders.raw" },
    }),
    thing("pubsub/subscription", "pushed", {
        topic: `${project}/topics/orders`,
        pushConfig: { pushEndpoint: "https://run-1.a.run.app/push" },
    }),
    thing("cloudtasks/queue", "queue", { location: de, ...{ labels: { "meridian-data-class": "internal" } } }),
    thing("eventarc/trigger", "trigger", {
        location: de,
        destination: { cloudRunService: { service: "run", region: de } },
    }),
    thing(
        "bigquery/dataset",
        "dataset",
        { datasetId: "orders", location: de, defaultEncryptionConfiguration: { kmsKeyName: key } },
        `${project}/datasets/orders`,
    ),
    thing("bigquery/table", "table", { datasetId: "orders", tableId: "raw" }, `${project}/datasets/orders/tables/raw`),
    thing(
        "bigquery/dataset",
        "dataset-us",
        {
            datasetId: "orders_us",
            location: "US",
            defaultEncryptionConfiguration: { kmsKeyName: keyIn("us-central1") },
        },
        `${project}/datasets/orders_us`,
    ),
    thing("bigquery/dataTransferConfig", "copy", {
        dataSourceId: "cross_region_copy",
        location: de,
        destinationDatasetId: "orders",
        params: { source_dataset_id: "orders" },
    }),
    thing("secretmanager/secret", "secret", {
        secretId: "token",
        replication: {
            userManaged: {
                replicas: [
                    { location: de, customerManagedEncryption: { kmsKeyName: key } },
                    { location: nl, customerManagedEncryption: { kmsKeyName: keyIn(nl) } },
                ],
            },
        },
    }),
    thing("secretmanager/regionalSecret", "regional-secret", {
        secretId: "token",
        location: de,
        customerManagedEncryption: { kmsKeyName: key },
    }),
    thing(
        "logging/projectBucketConfig",
        "logs",
        { project: "shop", bucketId: "logs", location: de, cmekSettings: { kmsKeyName: key } },
        at(de, "buckets", "logs"),
    ),
    thing("logging/projectSink", "sink", {
        project: "shop",
        destination: `logging.googleapis.com/${at(de, "buckets", "logs")}`,
        filter: `resource.labels.location="${de}"`,
    }),
    thing("compute/disk", "disk", { name: "disk", zone: `${de}-a`, diskEncryptionKey: { kmsKeySelfLink: key } }),
    thing("compute/snapshot", "snapshot", {
        sourceDisk: "disk",
        zone: `${de}-a`,
        storageLocations: [de],
        snapshotEncryptionKey: { kmsKeySelfLink: key },
    }),
    thing("compute/resourcePolicy", "schedule", {
        region: de,
        snapshotSchedulePolicy: { snapshotProperties: { storageLocations: de } },
    }),
    thing("compute/instance", "machine", {
        zone: `${de}-a`,
        bootDisk: { kmsKeySelfLink: key },
        networkInterfaces: [{ subnetwork: "subnet" }],
        serviceAccount: { email: "vm@shop.iam.gserviceaccount.com", scopes: ["cloud-platform"] },
    }),
    thing("compute/firewall", "firewall", {
        network: "net",
        allows: [{ protocol: "tcp", ports: ["443"] }],
        sourceRanges: ["0.0.0.0/0"],
    }),
    thing("compute/firewall", "health-checks", {
        network: "net",
        allows: [{ protocol: "tcp", ports: ["8080"] }],
        sourceRanges: ["35.191.0.0/16", "130.211.0.0/22"],
    }),
    thing(
        "compute/regionNetworkEndpointGroup",
        "group",
        { name: "group", region: de },
        `${project}/regions/${de}/networkEndpointGroups/group`,
    ),
    thing(
        "compute/regionNetworkEndpointGroup",
        "group-us",
        { name: "group-us", region: "us-central1" },
        `${project}/regions/us-central1/networkEndpointGroups/group-us`,
    ),
    thing("compute/regionBackendService", "backend", {
        name: "backend",
        region: de,
        protocol: "HTTPS",
        backends: [{ group: `${project}/regions/${de}/networkEndpointGroups/group` }],
        logConfig: { enable: true },
    }),
    thing("compute/regionUrlMap", "to-tls", {
        name: "to-tls",
        region: de,
        defaultUrlRedirect: { httpsRedirect: true, stripQuery: false },
    }),
    thing("compute/regionTargetHttpProxy", "plain", { region: de, urlMap: "to-tls" }),
    thing("compute/regionUrlMap", "map", { name: "map", region: de, defaultService: "backend" }),
    thing("compute/regionTargetHttpsProxy", "tls", { region: de, urlMap: "map", sslPolicy: "modern" }),
    thing("compute/regionSslPolicy", "modern", {
        name: "modern",
        region: de,
        minTlsVersion: "TLS_1_2",
        profile: "MODERN",
    }),
    thing("compute/address", "address", { name: "front", region: de, address: "192.0.2.1" }),
    thing("compute/address", "address-us", { name: "front-us", region: "us-central1", address: "192.0.2.2" }),
    thing("dns/recordSet", "record", { name: "eu.shop.example.", rrdatas: ["192.0.2.1"] }),
    thing("dns/recordSet", "fenced", {
        name: "shop.example.",
        routingPolicy: {
            enableGeoFencing: true,
            geos: [
                { location: de, rrdatas: ["192.0.2.1"] },
                { location: "us-central1", rrdatas: ["192.0.2.2"] },
            ],
        },
    }),
    thing("cloudrunv2/service", "run", {
        name: "run",
        location: de,
        ingress: "INGRESS_TRAFFIC_ALL",
        uri: "https://run-1.a.run.app",
        template: { encryptionKey: key, volumes: [{ gcs: { bucket: "shop-data" } }] },
    }),
    thing("cloudrunv2/serviceIamMember", "caller", {
        name: "run",
        location: de,
        role: "roles/run.invoker",
        member: "serviceAccount:caller@shop.iam.gserviceaccount.com",
    }),
    thing("cloudrunv2/service", "behind", {
        name: "behind",
        location: de,
        ingress: "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
    }),
    thing("cloudrunv2/serviceIamMember", "behind-all", {
        name: "behind",
        location: de,
        role: "roles/run.invoker",
        member: "allUsers",
    }),
    thing("cloudfunctionsv2/function", "function", {
        name: "function",
        location: de,
        eventTrigger: { pubsubTopic: `${project}/topics/orders` },
    }),
    thing("container/cluster", "cluster", {
        name: "cluster",
        location: de,
        databaseEncryption: { state: "ENCRYPTED", keyName: key },
        privateClusterConfig: { enablePrivateNodes: true },
    }),
    thing("container/nodePool", "pool", { cluster: "cluster", location: de, nodeConfig: { bootDiskKmsKey: key } }),
    thing("redis/instance", "redis", {
        region: de,
        customerManagedKey: key,
        transitEncryptionMode: "SERVER_AUTHENTICATION",
    }),
    thing("filestore/instance", "files", {
        name: "files",
        location: `${de}-a`,
        kmsKeyName: key,
        deletionProtectionEnabled: true,
    }),
    thing("vertex/aiEndpoint", "endpoint", { location: de, encryptionSpec: { kmsKeyName: key } }),
    thing("vertex/aiDataset", "examples", { region: de, encryptionSpec: { kmsKeyName: key } }),
    thing("vertex/aiIndex", "vectors", {
        region: de,
        encryptionSpec: { kmsKeyName: key },
        metadata: { contentsDeltaUri: "gs://shop-data/vectors" },
    }),
    thing("projects/iAMMember", "connects", {
        project: "shop",
        role: "roles/cloudsql.client",
        member: "serviceAccount:run@shop.iam.gserviceaccount.com",
    }),
    thing("projects/service", "api", { service: "run.googleapis.com" }),
    thing("gkebackup/backupPlan", "pods", {
        location: de,
        cluster: "cluster",
        backupConfig: { encryptionKey: { gcpKmsEncryptionKey: key } },
    }),
    thing("backupdisasterrecovery/backupVault", "vault", {
        location: de,
        encryptionConfig: { kmsKeyName: key },
        ...inEu,
    }),
];
