import type { Resource } from "../../resource";
import type { FlowFact, Placed, Row } from "../fact";
import { all, encryptedIf, flag, fromNamed, named, toNamed, toNamedHere } from "../forms";
import { nowhere, placeOf } from "./place";
import { namesWho } from "./statements";
import { is, toEach, toRegions, underKey, withPolicy } from "./words";

const ofQueue = (resource: Resource) => named(resource, "queueUrl");

/** Destinations of a stream that Firehose delivers, each with the bucket of what it could not deliver. */
const deliveries = [
    "extendedS3Configuration.bucketArn",
    "extendedS3Configuration.s3BackupConfiguration.bucketArn",
    "redshiftConfiguration.s3Configuration.bucketArn",
    "redshiftConfiguration.s3BackupConfiguration.bucketArn",
    "elasticsearchConfiguration.clusterEndpoint",
    "elasticsearchConfiguration.domainArn",
    "elasticsearchConfiguration.s3Configuration.bucketArn",
    "opensearchConfiguration.clusterEndpoint",
    "opensearchConfiguration.domainArn",
    "opensearchConfiguration.s3Configuration.bucketArn",
    "opensearchserverlessConfiguration.collectionEndpoint",
    "opensearchserverlessConfiguration.s3Configuration.bucketArn",
    "icebergConfiguration.s3Configuration.bucketArn",
    "splunkConfiguration.hecEndpoint",
    "splunkConfiguration.s3Configuration.bucketArn",
    "snowflakeConfiguration.accountUrl",
    "snowflakeConfiguration.s3Configuration.bucketArn",
    "httpEndpointConfiguration.url",
    "httpEndpointConfiguration.s3Configuration.bucketArn",
] as const;

/** Where a queue's dead letters go: a document of its own, as a text. */
const deadLetters =
    (path: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.documents(path).map(read => ({
            kind: "event",
            path,
            to: { named: read.is === "known" ? read.value.text("deadLetterTargetArn") : read, property: path },
        }));

/** A subscriber that is a person, or a third party's host, has no location that its address reveals. */
const isPerson = /^(email|email-json|sms|application)$/;

/** What takes and hands on: queues, topics, streams, buses, pipes. Properties: https://www.pulumi.com/registry/packages/aws/ (7.48). */
export const streams: Readonly<Record<string, Row>> = {
    "aws:sqs/queue:Queue": {
        holds: "data",
        names: ["url"],
        // On by default (docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-data-encryption.html).
        encryption: resource =>
            resource.properties.has("kmsMasterKeyId")
                ? underKey("kmsMasterKeyId")(resource)
                : encryptedIf(flag("sqsManagedSseEnabled", true, true), () => ({ by: "provider" }))(resource),
        flows: deadLetters("redrivePolicy"),
        claims: withPolicy(),
    },
    "aws:sqs/queuePolicy:QueuePolicy": { about: ofQueue, claims: { "identity/public-principal": namesWho("policy") } },
    "aws:sqs/redrivePolicy:RedrivePolicy": { about: ofQueue, flows: deadLetters("redrivePolicy") },
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": { about: ofQueue },
    "aws:sns/topic:Topic": { holds: "data", encryption: underKey("kmsMasterKeyId"), claims: withPolicy() },
    "aws:sns/topicPolicy:TopicPolicy": {
        foreign: ["arn"],
        claims: { "identity/public-principal": namesWho("policy") },
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        flows: resource => {
            const protocol = resource.properties.text("protocol");
            if (protocol.is === "known" && isPerson.test(protocol.value)) return [];
            const from = named(resource, "topic");
            return toNamed("event", "endpoint")(resource).map(fact => ({ ...fact, from }));
        },
        claims: {
            "encryption/in-transit": ({ properties }) => {
                const protocol = properties.text("protocol");
                if (protocol.is === "unknown") return { holds: "undetermined", path: "protocol" };
                return { holds: protocol.is !== "known" || protocol.value !== "http", path: "protocol" };
            },
        },
    },
    "aws:sns/dataProtectionPolicy:DataProtectionPolicy": { foreign: ["arn"] },
    "aws:sns/platformApplication:PlatformApplication": {},
    "aws:kinesis/stream:Stream": {
        holds: "data",
        encryption: resource => {
            const isOn = is("encryptionType", "KMS")(resource);
            return encryptedIf(() => isOn, underKey("kmsKeyId"))(resource);
        },
    },
    "aws:kinesis/streamConsumer:StreamConsumer": {},
    "aws:kinesis/resourcePolicy:ResourcePolicy": { claims: { "identity/public-principal": namesWho("policy") } },
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
        holds: "data",
        encryption: resource =>
            flag("serverSideEncryption.enabled")(resource).holds === false
                ? { by: "provider" }
                : underKey("serverSideEncryption.keyArn")(resource),
        flows: all(
            toEach("event", ...deliveries),
            fromNamed("event", "kinesisSourceConfiguration.kinesisStreamArn"),
            fromNamed("event", "mskSourceConfiguration.mskClusterArn"),
        ),
    },
    "aws:kinesis/videoStream:VideoStream": { holds: "data", encryption: underKey("kmsKeyId") },
    "aws:kinesisanalyticsv2/application:Application": { runs: true },
    "aws:msk/cluster:Cluster": {
        holds: "data",
        encryption: underKey("encryptionInfo.encryptionAtRestKmsKeyArn"),
        flows: all(
            toNamed("log", "loggingInfo.brokerLogs.s3.bucket"),
            toNamedHere("log", "loggingInfo.brokerLogs.cloudwatchLogs.logGroup"),
            toNamedHere("log", "loggingInfo.brokerLogs.firehose.deliveryStream"),
        ),
        claims: {
            "encryption/internal-transit": resource => {
                const clients = is("encryptionInfo.encryptionInTransit.clientBroker", "TLS", true)(resource);
                return clients.holds === true
                    ? flag("encryptionInfo.encryptionInTransit.inCluster", true, true)(resource)
                    : clients;
            },
            "exposure/public-database": is("brokerNodeGroupInfo.connectivityInfo.publicAccess.type", "DISABLED", true),
        },
    },
    "aws:msk/serverlessCluster:ServerlessCluster": { holds: "data" },
    "aws:msk/configuration:Configuration": {},
    "aws:msk/clusterPolicy:ClusterPolicy": { claims: { "identity/public-principal": namesWho("policy") } },
    "aws:msk/replicator:Replicator": {
        flows: resource => {
            const from = named(resource, "replicationInfoList.sourceKafkaClusterArn");
            const logs = "logDelivery.replicatorLogDelivery";
            return [
                ...toNamed(
                    "replication",
                    "replicationInfoList.targetKafkaClusterArn",
                )(resource).map(fact => ({ ...fact, from })),
                ...toEach(
                    "log",
                    `${logs}.cloudwatchLogs.logGroup`,
                    `${logs}.firehose.deliveryStream`,
                    `${logs}.s3.bucket`,
                )(resource),
            ];
        },
    },
    "aws:mq/broker:Broker": {
        holds: "data",
        encryption: underKey("encryptionOptions.kmsKeyId"),
        flows: fromNamed("replication", "dataReplicationPrimaryBrokerArn"),
        claims: { "exposure/public-database": flag("publiclyAccessible", false) },
    },
    "aws:mq/configuration:Configuration": {},
    "aws:cloudwatch/eventBus:EventBus": {
        holds: "data",
        encryption: underKey("kmsKeyIdentifier"),
        flows: toNamed("event", "deadLetterConfig.arn"),
    },
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": { claims: { "identity/public-principal": namesWho("policy") } },
    "aws:cloudwatch/eventPermission:EventPermission": {
        claims: {
            "identity/public-principal": ({ properties }) => {
                const principal = properties.text("principal");
                if (principal.is === "unknown") return { holds: "undetermined", path: "principal" };
                const isPublic = principal.is === "known" && principal.value === "*";
                return { holds: !isPublic || properties.has("condition"), path: "principal" };
            },
        },
    },
    "aws:cloudwatch/eventRule:EventRule": {},
    "aws:cloudwatch/eventTarget:EventTarget": {
        place: placeOfTarget,
        foreign: ["arn"],
        flows: toEach("event", "arn", "deadLetterConfig.arn"),
        claims: { "exposure/public-addresses": flag("ecsTarget.networkConfiguration.assignPublicIp", false) },
    },
    "aws:cloudwatch/eventArchive:EventArchive": {
        holds: "copies",
        encryption: underKey("kmsKeyIdentifier"),
        flows: fromNamed("backup", "eventSourceArn"),
    },
    // Events go to both buses (docs.aws.amazon.com/eventbridge/latest/userguide/eb-global-endpoints.html).
    "aws:cloudwatch/eventEndpoint:EventEndpoint": {
        place: () => ({ is: "nowhere" }),
        flows: resource => {
            const buses = toNamed("event", "eventBuses[].eventBusArn")(resource);
            const [first] = buses;
            const regions = toRegions("event", "routingConfig.failoverConfig.secondary.route")(resource);
            return first === undefined
                ? []
                : [...buses.slice(1), ...regions].map(fact => ({ ...fact, from: first.to }));
        },
    },
    "aws:cloudwatch/eventConnection:EventConnection": {},
    "aws:cloudwatch/eventApiDestination:EventApiDestination": { flows: toNamed("event", "invocationEndpoint") },
    "aws:pipes/pipe:Pipe": {
        flows: resource => {
            const from = named(resource, "source");
            const logs = toEach(
                "log",
                "logConfiguration.cloudwatchLogsLogDestination.logGroupArn",
                "logConfiguration.s3LogDestination.bucketName",
                "logConfiguration.firehoseLogDestination.deliveryStreamArn",
            )(resource);
            return [...toEach("event", "target", "enrichment")(resource).map(fact => ({ ...fact, from })), ...logs];
        },
        claims: {
            "exposure/public-addresses": is(
                "targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration.assignPublicIp",
                "DISABLED",
                true,
            ),
        },
    },
    // A call of any service's API has no region in its name: it is made where the schedule is (docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html).
    "aws:scheduler/schedule:Schedule": {
        flows: resource =>
            toEach(
                "event",
                "target.arn",
                "target.deadLetterConfig.arn",
            )(resource).filter(
                ({ to }) =>
                    !("named" in to && to.named.is === "known" && /^arn:[^:]+:scheduler:::/.test(to.named.value)),
            ),
        claims: {
            "exposure/public-addresses": flag("target.ecsParameters.networkConfiguration.assignPublicIp", false),
        },
    },
    "aws:scheduler/scheduleGroup:ScheduleGroup": {},
    "aws:sfn/stateMachine:StateMachine": {
        flows: toNamed("log", "loggingConfiguration.logDestination"),
        // Inputs and outputs of each step are kept for 90 days (docs.aws.amazon.com/step-functions/latest/dg/limits-overview.html).
        holds: "data",
        encryption: underKey("encryptionConfiguration.kmsKeyId"),
    },
    "aws:sfn/activity:Activity": {},
    "aws:schemas/registry:Registry": {},
    "aws:schemas/discoverer:Discoverer": {},
};

/**
 * AWS sends events of global services to the default bus in us-east-1 alone, whichever cell they are of
 * (docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event.html): a target for them is where no cell decides. Where it sends them
 * is checked as of any target.
 */
function placeOfTarget(resource: Resource): Placed {
    const isGlobal =
        is("region", "us-east-1")(resource).holds === true &&
        is("eventBusName", "default", true)(resource).holds === true;
    return isGlobal ? nowhere() : placeOf(resource, ["arn"]);
}
