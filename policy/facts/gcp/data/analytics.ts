import type { End, FlowFact, Row } from "../../fact";
import {
    all,
    between,
    buckets,
    every,
    flag,
    fromNamed,
    named,
    noneOf,
    toNamed,
    topOf,
    underKey,
    unlessOthers,
} from "../../forms";
import type { Resource } from "../../../resource";
import { accountOf } from "../names";
import { placedBy, placedOr } from "../place";
import { about, allPrincipals, grants, inside, ofProgram, toPlaces } from "../words";

const open = "identity/public-principal";
const dataset = ["gcp:bigquery/dataset:Dataset"];
const ofDataset = about("datasetId", dataset);
const bucket = ["gcp:storage/bucket:Bucket"];

/** Of transfers, that one copies datasets from region to region (https://cloud.google.com/bigquery/docs/copying-datasets). */
function transferred(resource: Resource): FlowFact[] {
    const source = resource.properties.text("dataSourceId");
    const to = "destinationDatasetId";
    if (source.is === "known" && source.value === "cross_region_copy")
        return between("replication", "params.source_dataset_id", to, dataset)(resource);
    return all(
        // Queries that are run on a schedule read what lies where they run.
        toNamed("replication", to, dataset),
        // https://cloud.google.com/bigquery/docs/cloud-storage-transfer, https://cloud.google.com/bigquery/docs/s3-transfer
        filesInto("params.data_path_template"),
        filesInto("params.data_path"),
    )(resource);
}

/** What a schedule loads leaves a bucket, of any owner. */
const filesInto =
    (path: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).flatMap(read =>
            properties.texts("destinationDatasetId").map(into => ({
                kind: "replication" as const,
                path,
                from: { named: read, property: "params", of: buckets },
                to: { named: into, property: "destinationDatasetId", of: dataset },
            })),
        );

/** A job says a table by its dataset, or by its whole name. */
function tables({ properties }: Resource, path: string): End[] {
    const all = [...properties.texts(`${path}.datasetId`), ...properties.texts(`${path}.tableId`)];
    const names = properties.texts(`${path}.tableId`).filter(read => read.is === "known" && read.value.includes("/"));
    const ids = properties.texts(`${path}.datasetId`).filter(({ is }) => is === "known");
    const known = [...ids, ...names];
    // What one of them leaves out, the provider fills in from the other.
    return (known.length > 0 ? known : all.filter(({ is }) => is === "unknown").slice(0, 1)).map(named => ({
        named,
        property: topOf(path),
        of: dataset,
    }));
}

/** What a job writes to a table, of each that it comes from; none: of where it runs. */
function written(resource: Resource, path: string, sources?: readonly End[]): FlowFact[] {
    const into = tables(resource, path).map(to => ({ kind: "replication" as const, path, to }));
    return sources === undefined ? into : sources.flatMap(from => into.map(flow => ({ ...flow, from })));
}

/**
 * Queries read data where they run. By default the service finds out by itself where that is
 * (https://cloud.google.com/bigquery/docs/locations#specify_locations).
 */
function queried(resource: Resource): FlowFact[] {
    const { properties } = resource;
    const source = "query.defaultDataset.datasetId";
    if (properties.has(source)) return written(resource, "query.destinationTable", [named(resource, source, dataset)]);
    return properties.has("location") ? written(resource, "query.destinationTable") : [];
}

const copied = (resource: Resource) =>
    written(resource, "copy.destinationTable", tables(resource, "copy.sourceTables[]"));

/** https://cloud.google.com/bigquery/docs/batch-loading-data */
const loaded = (resource: Resource) =>
    written(
        resource,
        "load.destinationTable",
        resource.properties.texts("load.sourceUris[]").map(named => ({ named, property: "load", of: bucket })),
    );

/** An export leaves as files. */
const extracted = (resource: Resource): FlowFact[] =>
    resource.properties.texts("extract.destinationUris[]").flatMap(read =>
        [
            ...tables(resource, "extract.sourceTable"),
            ...resource.properties
                .texts("extract.sourceModel.datasetId")
                .map(named => ({ named, property: "extract", of: dataset })),
        ].map(from => ({
            kind: "replication" as const,
            path: "extract.destinationUris[]",
            from,
            to: { named: read, property: "extract", of: bucket },
        })),
    );

/** Buckets, tables and topics, as parameters of templates name them: `gs://b/o`, `p:d.t`, `projects/p/topics/t`. */
const thing = /^(?:gs:\/\/|projects\/|[a-z][a-z0-9-]*:\w+\.)/;
const kept = /^gcp:(storage\/bucket|bigquery\/(dataset|table)|pubsub\/(topic|subscription)):/;

/** Each template calls its parameters otherwise; those of what it reads and writes say which by their names (https://cloud.google.com/dataflow/docs/guides/templates/provided-templates). */
const readAndWritten = ({ properties }: Resource): FlowFact[] =>
    properties.keys("parameters").flatMap((name): FlowFact[] => {
        const path = `parameters["${name}"]`;
        const named = properties.text(path);
        if (named.is === "absent" || (named.is === "known" && !thing.test(named.value))) return [];
        const end = { named, property: "parameters", of: kept };
        if (/output|temporary|deadletter/i.test(name)) return [{ kind: "replication", path, to: end }];
        return /input|source/i.test(name) ? [{ kind: "replication", path, from: end, to: { self: true } }] : [];
    });

/** What is queried, and what moves it. */
export const analytics: Readonly<Record<string, Row>> = {
    "gcp:bigquery/dataset:Dataset": {
        holds: "data",
        names: ["datasetId"],
        called: resource => {
            const name = resource.properties.text("datasetId");
            const project = accountOf(resource);
            return name.is === "known" && project !== undefined ? [`projects/${project}/datasets/${name.value}`] : [];
        },
        // https://cloud.google.com/bigquery/docs/locations#specify_locations
        place: placedOr("bigquery", "gcp:bigquery/us", "location"),
        encryption: underKey("defaultEncryptionConfiguration.kmsKeyName"),
        claims: {
            [open]: unlessOthers(
                every(noneOf("accesses[].iamMember", allPrincipals), noneOf("accesses[].specialGroup", allPrincipals)),
            ),
            "durability/deletion-protection": flag("deleteContentsOnDestroy", false),
        },
    },
    "gcp:bigquery/datasetAccess:DatasetAccess": {
        ...ofDataset,
        claims: {
            [open]: unlessOthers(every(noneOf("iamMember", allPrincipals), noneOf("specialGroup", allPrincipals))),
        },
    },
    ...grants("gcp:bigquery/datasetIam", "datasetId", open, { of: dataset }),
    ...grants("gcp:bigquery/iam", "datasetId", open, { of: dataset }),
    "gcp:bigquery/table:Table": {
        ...inside("datasetId", dataset),
        // Other tables of the dataset lie under its own key, or none: that this one has one says nothing of them.
        flows: all(
            toNamed("key", "encryptionConfiguration.kmsKeyName"),
            toNamed("replication", "biglakeConfiguration.storageUri", bucket),
            fromNamed("replication", "tableReplicationInfo.sourceDatasetId", dataset),
        ),
        claims: { "durability/deletion-protection": flag("deletionProtection", true, true) },
    },
    "gcp:bigquery/routine:Routine": ofDataset,
    ...grants("gcp:bigquery/routineIam", "datasetId", open, { of: dataset }),
    "gcp:bigquery/rowAccessPolicy:RowAccessPolicy": ofDataset,
    "gcp:bigquery/dataTransferConfig:DataTransferConfig": {
        place: placedOr("bigquery", "gcp:bigquery/us", "location"),
        encryption: underKey("encryptionConfiguration.kmsKeyName"),
        flows: all(transferred, toNamed("event", "notificationPubsubTopic", ["gcp:pubsub/topic:Topic"])),
    },
    "gcp:bigquery/job:Job": {
        place: placedOr("bigquery", "gcp:bigquery/us", "location"),
        flows: all(
            copied,
            queried,
            loaded,
            extracted,
            toNamed("key", "query.destinationEncryptionConfiguration.kmsKeyName"),
            toNamed("key", "load.destinationEncryptionConfiguration.kmsKeyName"),
            toNamed("key", "copy.destinationEncryptionConfiguration.kmsKeyName"),
        ),
    },
    "gcp:bigquery/reservation:Reservation": {
        place: placedBy("bigquery", "location"),
        flows: toPlaces("bigquery")("replication", "secondaryLocation"),
    },
    "gcp:bigquery/reservationAssignment:ReservationAssignment": { place: placedBy("bigquery", "location") },
    "gcp:bigquery/capacityCommitment:CapacityCommitment": { place: placedBy("bigquery", "location") },
    "gcp:bigquery/biReservation:BiReservation": { place: placedBy("bigquery", "location") },
    "gcp:bigquery/connection:Connection": {
        place: placedBy("bigquery", "location"),
        encryption: underKey("kmsKeyName"),
    },
    ...grants("gcp:bigquery/connectionIam", "connectionId", open, { of: ["gcp:bigquery/connection:Connection"] }),
    "gcp:dataflow/job:Job": {
        runs: true,
        // Its workers are in the zone, where one is said, whatever the region is that they are called from.
        place: placedBy("", "zone", "region"),
        encryption: underKey("kmsKeyName"),
        flows: all(toNamed("replication", "tempGcsLocation", bucket), readAndWritten),
    },
    "gcp:dataflow/flexTemplateJob:FlexTemplateJob": {
        runs: true,
        encryption: underKey("kmsKeyName"),
        flows: all(
            ofProgram(toNamed("replication", "tempLocation", bucket)),
            ofProgram(toNamed("replication", "stagingLocation", bucket)),
            readAndWritten,
        ),
    },
};
