import type { Kind, Making, Thing } from "../kind";
import { below, called, inProject, last, partsUnderKeys, refusing, text, time, underKey, uuid } from "./forms";

type Asked = Making & { readonly things: readonly Thing[] };

const guard = { property: "deletionProtection", while: true, otherwise: true };
const instanceOf = (property: string) => (making: Making) =>
    `projects/${making.account}/instances/${text(making.inputs[property])}`;

/** Tables and documents, in one region or several. */
export const tables: Readonly<Record<string, Kind>> = {
    "gcp:firestore/database:Database": {
        id: inProject("databases"),
        outputs: { uid: uuid, createTime: time, etag: ({ hex }) => hex(8) },
        required: ["locationId", "type"],
        fixed: ["name", "cmekConfig", "databaseEdition", "tags"],
        name: called(/^([a-z][a-z0-9-]{2,61}[a-z0-9]|\(default\))$/),
        guard: { property: "deleteProtectionState", while: "DELETE_PROTECTION_ENABLED" },
        stays: { property: "deletionPolicy", while: "ABANDON", otherwise: "ABANDON" },
        refuses: underKey("gcp-sa-firestore"),
    },
    "gcp:firestore/backupSchedule:BackupSchedule": {
        global: true,
        id: making => {
            const database = last(making.inputs.database) || "(default)";
            return `projects/${making.account}/databases/${database}/backupSchedules/${uuid(making)}`;
        },
        outputs: { name: ({ id }) => last(id) },
        required: ["retention"],
        fixed: ["database", "dailyRecurrence", "weeklyRecurrence"],
        parents: { database: "gcp:firestore/database:Database" },
    },
    "gcp:bigtable/instance:Instance": {
        global: true,
        id: inProject("instances"),
        outputs: {},
        fixed: ["name", "instanceType"],
        name: called(/^[a-z][a-z0-9-]{4,31}[a-z0-9]$/),
        guard,
        refuses: refusing(partsUnderKeys(clusters), underKey("gcp-sa-bigtable")),
    },
    "gcp:bigtable/table:Table": {
        global: true,
        id: below("instanceName", instanceOf("instanceName"), "tables"),
        outputs: {},
        required: ["instanceName"],
        fixed: ["name", "instanceName", "splitKeys"],
        name: called(/^[\w.-]{1,50}$/),
        guard: { property: "deletionProtection", while: "PROTECTED" },
        parents: { instanceName: "gcp:bigtable/instance:Instance" },
    },
    "gcp:spanner/instance:Instance": {
        global: true,
        id: ({ account, inputs }) => `${account}/${text(inputs.name)}`,
        outputs: { state: () => "READY" },
        required: ["config", "displayName"],
        fixed: ["name", "config"],
        name: called(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/),
    },
    "gcp:spanner/database:Database": {
        global: true,
        id: ({ inputs }) => `${text(inputs.instance)}/${text(inputs.name)}`,
        outputs: { state: () => "READY" },
        required: ["instance"],
        fixed: ["name", "instance", "databaseDialect", "encryptionConfig"],
        name: called(/^[a-z][\w-]{0,28}[a-z0-9]$/),
        guard: [guard, { property: "enableDropProtection", while: true }],
        parents: { instance: "gcp:spanner/instance:Instance" },
        refuses: refusing(partsUnderKeys(ofSpanner), underKey("gcp-sa-spanner")),
    },
    "gcp:bigquery/dataset:Dataset": {
        place: "US",
        id: inProject("datasets", "datasetId"),
        outputs: {
            selfLink: ({ id }) => `https://bigquery.googleapis.com/bigquery/v2/${id}`,
            etag: ({ hex }) => hex(16),
        },
        required: ["datasetId"],
        fixed: ["datasetId"],
        name: { property: "datasetId", pattern: /^\w{1,1024}$/, byId: true },
        held: { property: "deleteContentsOnDestroy", while: false },
        refuses: underKey("bigquery-encryption"),
    },
    "gcp:bigquery/table:Table": {
        global: true,
        id: ({ account, inputs }) =>
            `projects/${account}/datasets/${text(inputs.datasetId)}/tables/${text(inputs.tableId)}`,
        outputs: {
            selfLink: ({ id }) => `https://bigquery.googleapis.com/bigquery/v2/${id}`,
            type: ({ inputs }) => (inputs.view === undefined ? "TABLE" : "VIEW"),
            etag: ({ hex }) => hex(16),
        },
        required: ["datasetId", "tableId"],
        fixed: ["datasetId", "tableId", "encryptionConfiguration", "rangePartitioning"],
        name: { property: "tableId", pattern: /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd} ]{1,1024}$/u, byId: true },
        guard,
        documents: ["schema", "view"],
        parents: { datasetId: "gcp:bigquery/dataset:Dataset" },
        refuses: refusing(partsUnderKeys(ofDataset), underKey("bigquery-encryption")),
    },
};

interface Cluster {
    readonly zone?: string;
    readonly kmsKeyName?: string;
}

function clusters({ inputs }: Making) {
    const all = (inputs.clusters as Cluster[] | undefined) ?? [];
    return all.flatMap(({ kmsKeyName, zone = "" }) =>
        kmsKeyName === undefined ? [] : [{ location: zone, key: kmsKeyName }],
    );
}

/** `regional-europe-west1`, of its instance. Several regions have a key in each, which the fake provider takes as it is. */
function ofSpanner({ account, inputs, things }: Asked) {
    const { kmsKeyName } = (inputs.encryptionConfig as { kmsKeyName?: string } | undefined) ?? {};
    const instance = things.find(({ id }) => id === `${account}/${text(inputs.instance)}`);
    const [, region] = /regional-(.+)$/.exec(text(instance?.inputs.config)) ?? [];
    return kmsKeyName === undefined || region === undefined ? [] : [{ location: region, key: kmsKeyName }];
}

function ofDataset({ account, inputs, things }: Asked) {
    const { kmsKeyName } = (inputs.encryptionConfiguration as { kmsKeyName?: string } | undefined) ?? {};
    const dataset = things.find(({ id }) => id === `projects/${account}/datasets/${text(inputs.datasetId)}`);
    return kmsKeyName === undefined || dataset?.region === undefined
        ? []
        : [{ location: dataset.region, key: kmsKeyName }];
}
