import type { FlowFact, Row } from "../../fact";
import { all, between, every, flag, named, noneOf, toNamed, topOf, underKey, unlessOthers } from "../../forms";
import type { Resource } from "../../../resource";
import { accountOf } from "../names";
import { placedBy, placedOr } from "../place";
import { about, everybody, grants, inside, toPlaces } from "../words";

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
    // Queries that are run on a schedule read what lies where they run.
    return toNamed("replication", to, dataset)(resource);
}

/** An export leaves as files. */
const extracted = (resource: Resource): FlowFact[] =>
    resource.properties.texts("extract.destinationUris[]").map(read => ({
        kind: "replication",
        path: "extract.destinationUris[]",
        from: named(resource, "extract.sourceTable.datasetId", dataset),
        to: { named: read, property: topOf("extract.destinationUris[]"), of: bucket },
    }));

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
                every(noneOf("accesses[].iamMember", everybody), noneOf("accesses[].specialGroup", everybody)),
            ),
            "durability/deletion-protection": flag("deleteContentsOnDestroy", false),
        },
    },
    "gcp:bigquery/datasetAccess:DatasetAccess": {
        ...ofDataset,
        claims: { [open]: unlessOthers(every(noneOf("iamMember", everybody), noneOf("specialGroup", everybody))) },
    },
    ...grants("gcp:bigquery/datasetIam", "datasetId", open, { of: dataset }),
    ...grants("gcp:bigquery/iam", "datasetId", open, { of: dataset }),
    "gcp:bigquery/table:Table": {
        ...inside("datasetId", dataset),
        // Other tables of the dataset lie under its own key, or none: that this one has one says nothing of them.
        flows: toNamed("key", "encryptionConfiguration.kmsKeyName"),
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
            between("replication", "copy.sourceTables[].datasetId", "copy.destinationTable.datasetId", dataset),
            between("replication", "query.defaultDataset.datasetId", "query.destinationTable.datasetId", dataset),
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
        encryption: underKey("kmsKeyName"),
        flows: toNamed("replication", "tempGcsLocation", bucket),
    },
    "gcp:dataflow/flexTemplateJob:FlexTemplateJob": { runs: true, encryption: underKey("kmsKeyName") },
};
