// Events into a warehouse and a database, under a key of one's own, with logs for another party, the way of
// https://cloud.google.com/pubsub/docs/bigquery, https://cloud.google.com/kms/docs/create-key, https://cloud.google.com/sql/docs/postgres/create-instance
// and https://cloud.google.com/logging/docs/export/configure_export_v2.
const gcp = require("@pulumi/gcp");
const pulumi = require("@pulumi/pulumi");

const location = "europe-west3";
const project = "rehearsal-project";

const ring = new gcp.kms.KeyRing("data", { location });
const key = new gcp.kms.CryptoKey("data", { keyRing: ring.id });
new gcp.kms.CryptoKeyIAMMember("bigquery", {
    cryptoKeyId: key.id,
    role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
    member: "serviceAccount:bq-1@bigquery-encryption.iam.gserviceaccount.com",
});

const orders = new gcp.pubsub.Topic("orders");
const dataset = new gcp.bigquery.Dataset("orders", {
    datasetId: "orders",
    location,
    defaultEncryptionConfiguration: { kmsKeyName: key.id },
});
const table = new gcp.bigquery.Table("orders", {
    datasetId: dataset.datasetId,
    tableId: "orders",
    deletionProtection: false,
    schema: JSON.stringify([{ name: "data", type: "STRING" }]),
});
const writer = new gcp.projects.IAMMember("writer", {
    project,
    role: "roles/bigquery.dataEditor",
    member: "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com",
});
new gcp.pubsub.Subscription(
    "to-warehouse",
    {
        topic: orders.id,
        bigqueryConfig: { table: pulumi.interpolate`${table.project}.${table.datasetId}.${table.tableId}` },
    },
    { dependsOn: [writer] },
);

const instance = new gcp.sql.DatabaseInstance("orders", {
    region: location,
    databaseVersion: "POSTGRES_17",
    deletionProtection: false,
    settings: {
        tier: "db-f1-micro",
        backupConfiguration: { enabled: true },
        ipConfiguration: { authorizedNetworks: [{ name: "all", value: "0.0.0.0/0" }] },
    },
});
new gcp.sql.Database("orders", { instance: instance.name });
new gcp.sql.User("orders", { instance: instance.name, password: "of-the-rehearsal" });

const analytics = new gcp.bigquery.Dataset("logs", { datasetId: "logs" });
const sink = new gcp.logging.ProjectSink("logs", {
    destination: pulumi.interpolate`bigquery.googleapis.com/projects/${project}/datasets/${analytics.datasetId}`,
    filter: 'resource.type="cloud_run_revision"',
    uniqueWriterIdentity: true,
});
new gcp.projects.IAMMember("logs", {
    project,
    role: "roles/bigquery.dataEditor",
    member: sink.writerIdentity,
});
