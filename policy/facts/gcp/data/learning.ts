import type { Row } from "../../fact";
import { between, fromNamed, toNamed, underKey } from "../../forms";
import { nowhere, placedBy } from "../place";
import { about, grants } from "../words";

const open = "identity/public-principal";
const dataset = ["gcp:bigquery/dataset:Dataset"];
const bucket = ["gcp:storage/bucket:Bucket"];
const store = ["gcp:vertex/aiFeatureOnlineStore:AiFeatureOnlineStore"];
const older = ["gcp:vertex/aiFeatureStore:AiFeatureStore"];
const underItsKey = underKey("encryptionSpec.kmsKeyName");

/** Endpoints and regions of Vertex AI: a service's places are called as regions are, or `global`. */
const place = placedBy("aiplatform", "location", "region");

/** What models are made from, and what serves them. */
export const learning: Readonly<Record<string, Row>> = {
    "gcp:vertex/aiEndpoint:AiEndpoint": {
        holds: "artifacts",
        place,
        encryption: underItsKey,
        flows: toNamed("log", "predictRequestResponseLoggingConfig.bigqueryDestination.outputUri", dataset),
    },
    ...grants("gcp:vertex/aiEndpointIam", "endpoint", "exposure/public-invoker", {
        of: ["gcp:vertex/aiEndpoint:AiEndpoint"],
    }),
    "gcp:vertex/aiEndpointWithModelGardenDeployment:AiEndpointWithModelGardenDeployment": { holds: "artifacts", place },
    "gcp:vertex/aiDeploymentResourcePool:AiDeploymentResourcePool": { runs: true, place },
    "gcp:vertex/aiDataset:AiDataset": { holds: "data", place, encryption: underItsKey },
    "gcp:vertex/aiFeatureStore:AiFeatureStore": { holds: "data", place, encryption: underItsKey },
    "gcp:vertex/aiFeatureStoreEntityType:AiFeatureStoreEntityType": about("featurestore", older),
    "gcp:vertex/aiFeatureStoreEntityTypeFeature:AiFeatureStoreEntityTypeFeature": {},
    ...grants("gcp:vertex/aiFeatureStoreIam", "featurestore", open, { of: older }),
    "gcp:vertex/aiFeatureOnlineStore:AiFeatureOnlineStore": { holds: "data", place, encryption: underItsKey },
    "gcp:vertex/aiFeatureOnlineStoreFeatureview:AiFeatureOnlineStoreFeatureview": {
        ...about("featureOnlineStore", store),
        // Views are filled from tables: where the store is, their data comes to be.
        place,
        flows: fromNamed("replication", "bigQuerySource.uri", dataset),
    },
    ...grants("gcp:vertex/aiFeatureOnlineStoreIam", "featureOnlineStore", open, { of: store }),
    "gcp:vertex/aiFeatureGroup:AiFeatureGroup": { place },
    "gcp:vertex/aiFeatureGroupFeature:AiFeatureGroupFeature": { place },
    "gcp:vertex/aiIndex:AiIndex": {
        holds: "data",
        place,
        encryption: underItsKey,
        flows: fromNamed("replication", "metadata.contentsDeltaUri", bucket),
    },
    "gcp:vertex/aiIndexEndpoint:AiIndexEndpoint": { place, encryption: underItsKey },
    "gcp:vertex/aiIndexEndpointDeployedIndex:AiIndexEndpointDeployedIndex": {
        flows: between("replication", "index", "indexEndpoint"),
    },
    "gcp:vertex/aiMetadataStore:AiMetadataStore": { holds: "artifacts", place, encryption: underItsKey },
    "gcp:vertex/aiTensorboard:AiTensorboard": { holds: "artifacts", place, encryption: underItsKey },
    "gcp:vertex/aiReasoningEngine:AiReasoningEngine": { holds: "data", place, encryption: underItsKey },
    "gcp:vertex/aiCacheConfig:AiCacheConfig": { place: nowhere },
};
