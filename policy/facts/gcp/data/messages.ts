import type { Resource } from "../../../resource";
import type { FlowFact, Row } from "../../fact";
import { all, fromNamed, toNamed, topOf, underKey } from "../../forms";
import { everywhere, nowhere, placedInEach } from "../place";
import { about, fromBucketAmong, grants, toPlaces } from "../words";

const topic = ["gcp:pubsub/topic:Topic"];
const bucket = ["gcp:storage/bucket:Bucket"];
const table = ["gcp:bigquery/dataset:Dataset", "gcp:bigquery/table:Table"];
const run = ["gcp:cloudrunv2/service:Service", "gcp:cloudrun/service:Service"];

/** A service is in the region that is said beside its name, which others may have elsewhere: https://cloud.google.com/eventarc/docs/understand-locations */
function toService(resource: Resource): FlowFact[] {
    const service = "destination.cloudRunService";
    // Which it is, the provider finds out by itself where a program doesn't say it: that isn't known before the update.
    return resource.properties.text(`${service}.region`).is === "known"
        ? toPlaces("")("event", `${service}.region`)(resource)
        : toNamed("event", `${service}.service`, run)(resource);
}

/** What a host answers for is called by its URL. */
const toHost =
    (path: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).map(read => {
            const named = read.is === "known" ? { ...read, value: `https://${read.value}` } : read;
            return { kind: "event", path, to: { named, property: topOf(path) } };
        });

/** Topics, queues and buses. */
export const messages: Readonly<Record<string, Row>> = {
    "gcp:pubsub/topic:Topic": {
        holds: "data",
        // Without a policy a message lies in the region nearest to who publishes it: https://cloud.google.com/pubsub/docs/resource-location-restriction
        place: placedInEach("", "messageStoragePolicy.allowedPersistenceRegions[]", everywhere),
        encryption: underKey("kmsKeyName"),
        flows: all(
            fromNamed("replication", "ingestionDataSourceSettings.cloudStorage.bucket", bucket),
            fromNamed("replication", "ingestionDataSourceSettings.awsKinesis.streamArn"),
            fromNamed("replication", "ingestionDataSourceSettings.awsMsk.clusterArn"),
        ),
    },
    // Its messages lie with those of its topic.
    "gcp:pubsub/subscription:Subscription": {
        ...about("topic", topic),
        flows: all(
            toNamed("event", "bigqueryConfig.table", table),
            toNamed("event", "cloudStorageConfig.bucket", bucket),
            toNamed("event", "pushConfig.pushEndpoint"),
            toNamed("event", "deadLetterPolicy.deadLetterTopic", topic),
        ),
    },
    "gcp:pubsub/schema:Schema": { place: nowhere },
    ...grants("gcp:pubsub/topicIAM", "topic", "identity/public-principal", { of: topic }),
    ...grants("gcp:pubsub/subscriptionIAM", "subscription", "identity/public-principal", {
        of: ["gcp:pubsub/subscription:Subscription"],
    }),
    ...grants("gcp:pubsub/schemaIam", "", "identity/public-principal"),
    "gcp:pubsub/liteTopic:LiteTopic": { holds: "data" },
    "gcp:pubsub/liteSubscription:LiteSubscription": about("topic", ["gcp:pubsub/liteTopic:LiteTopic"]),
    "gcp:pubsub/liteReservation:LiteReservation": {},
    "gcp:cloudtasks/queue:Queue": { holds: "data", flows: toHost("httpTarget.uriOverride.host") },
    ...grants("gcp:cloudtasks/queueIam", "name", "identity/public-principal", { of: ["gcp:cloudtasks/queue:Queue"] }),
    "gcp:eventarc/channel:Channel": { encryption: underKey("cryptoKeyName") },
    "gcp:eventarc/messageBus:MessageBus": { holds: "data", encryption: underKey("cryptoKeyName") },
    "gcp:eventarc/pipeline:Pipeline": {
        encryption: underKey("cryptoKeyName"),
        flows: all(
            toNamed("event", "destinations[].topic"),
            toNamed("event", "destinations[].messageBus"),
            toNamed("event", "destinations[].workflow"),
            toNamed("event", "destinations[].httpEndpoint.uri"),
        ),
    },
    "gcp:eventarc/enrollment:Enrollment": {
        ...about("messageBus", ["gcp:eventarc/messageBus:MessageBus"]),
        flows: toNamed("event", "destination"),
    },
    "gcp:eventarc/googleApiSource:GoogleApiSource": {
        encryption: underKey("cryptoKeyName"),
        flows: toNamed("event", "destination"),
    },
    "gcp:eventarc/trigger:Trigger": {
        flows: all(
            toService,
            toPlaces("")("event", "destination.gke.location"),
            toNamed("event", "destination.workflow"),
            toNamed("event", "destination.httpEndpoint.uri"),
            fromNamed("event", "transport.pubsub.topic", topic),
            fromBucketAmong("matchingCriterias"),
        ),
    },
};
