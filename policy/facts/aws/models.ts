import type { Resource } from "../../resource";
import type { Encryption, FlowFact, Row } from "../fact";
import { all, fromNamed, named, ofAnotherStack, toNamed, toNamedHere } from "../forms";
import { is, toBucketOf, toEach, underKey } from "./words";

/** The area whose regions a profile of Bedrock sends requests to, by the first word of its name (docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html). */
const profile = /^(?:arn:[^/]+\/)?(global|us|us-gov|eu|apac|au|jp|ca)\.[a-z0-9]/;

/**
 * Requests go wherever a profile may have them answered: one named for an area, to regions there that only a request tells; one named
 * `global`, to any.
 */
const toProfile =
    (path: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).flatMap((read): FlowFact[] => {
            const property = path.split(/[.[]/)[0]!;
            if (read.is === "unknown") return [{ kind: "replication", path, to: { named: read, property } }];
            const [, area] = profile.exec(read.value) ?? [];
            // A model itself, in the region of its ARN, or where it is asked.
            if (area !== undefined) {
                return [
                    {
                        kind: "replication",
                        path,
                        to: { place: area === "global" ? "aws:global" : `aws:bedrock/${area}` },
                    },
                ];
            }
            return read.value.startsWith("arn:") ? [{ kind: "replication", path, to: { named: read, property } }] : [];
        });

/** What a configuration says of the disks of clusters that are made with it (docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html). */
function ofClusters({ properties }: Resource): Encryption {
    const path = "configuration";
    const [read] = properties.documents(path);
    if (read?.is !== "known")
        return { by: "undetermined", path, reason: "it is known only after the update", isMadeLater: true };
    const isOn = read.value.flag("EncryptionConfiguration.EnableAtRestEncryption");
    if (isOn.is !== "known" || !isOn.value) return { by: "nobody" };
    const disks = "EncryptionConfiguration.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration";
    const key = read.value.text(`${disks}.AwsKmsKey`);
    if (key.is !== "absent") return { by: "customer", key: { named: key, property: path } };
    return read.value.has(disks) ? { by: "provider" } : { by: "nobody" };
}

/** Where a knowledge base keeps what it has read, part by part. */
const stores = [
    "storageConfiguration.mongoDbAtlasConfiguration.endpoint",
    "storageConfiguration.neptuneAnalyticsConfiguration.graphArn",
    "storageConfiguration.opensearchManagedClusterConfiguration.domainArn",
    "storageConfiguration.opensearchServerlessConfiguration.collectionArn",
    "storageConfiguration.pineconeConfiguration.connectionString",
    "storageConfiguration.rdsConfiguration.resourceArn",
    "storageConfiguration.redisEnterpriseCloudConfiguration.endpoint",
    "storageConfiguration.s3VectorsConfiguration.indexArn",
    "storageConfiguration.s3VectorsConfiguration.vectorBucketArn",
] as const;

/** What is learnt from data, and what asks it. Properties: https://www.pulumi.com/registry/packages/aws/ (7.48). */
export const models: Readonly<Record<string, Row>> = {
    "aws:sagemaker/model:Model": {
        holds: "artifacts",
        flows: all(
            ...["primaryContainer", "containers[]"].flatMap(container => [
                fromNamed("artifact", `${container}.image`),
                fromNamed("artifact", `${container}.modelDataUrl`),
                fromNamed("artifact", `${container}.modelDataSource.s3DataSources[].s3Uri`),
                fromNamed("artifact", `${container}.additionalModelDataSources[].s3DataSources[].s3Uri`),
            ]),
        ),
    },
    // Disks of its machines, what it captures of requests and answers, and the memory of containers that crash.
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": {
        holds: "data",
        encryption: underKey("kmsKeyArn"),
        flows: toEach(
            "log",
            "dataCaptureConfig.destinationS3Uri",
            "asyncInferenceConfig.outputConfig.s3OutputPath",
            "productionVariants[].coreDumpConfig.destinationS3Uri",
            "shadowProductionVariants[].coreDumpConfig.destinationS3Uri",
        ),
    },
    "aws:sagemaker/endpoint:Endpoint": { runs: true },
    "aws:sagemaker/notebookInstance:NotebookInstance": {
        holds: "data",
        encryption: underKey("kmsKeyId"),
        claims: {
            "exposure/public-addresses": is("directInternetAccess", "Disabled"),
            "exposure/instance-metadata": is(
                "instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion",
                "2",
            ),
        },
    },
    "aws:sagemaker/featureGroup:FeatureGroup": {
        holds: "data",
        encryption: underKey("onlineStoreConfig.securityConfig.kmsKeyId"),
        flows: toNamed("replication", "offlineStoreConfig.s3StorageConfig.s3Uri"),
    },
    "aws:sagemaker/domain:Domain": {
        holds: "data",
        encryption: underKey("kmsKeyId"),
        // Snapshots of notebooks, with what their cells print.
        flows: toNamed("replication", "defaultUserSettings.sharingSettings.s3OutputPath"),
        claims: { "exposure/public-addresses": is("appNetworkAccessType", "VpcOnly") },
    },
    "aws:sagemaker/userProfile:UserProfile": {
        flows: toNamed("replication", "userSettings.sharingSettings.s3OutputPath"),
    },
    "aws:sagemaker/space:Space": {},
    "aws:sagemaker/app:App": { runs: true },
    "aws:sagemaker/image:Image": {},
    "aws:sagemaker/imageVersion:ImageVersion": {},
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup": { holds: "artifacts" },
    "aws:sagemaker/pipeline:Pipeline": {},
    "aws:sagemaker/codeRepository:CodeRepository": {},
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration": {},
    "aws:bedrock/inferenceProfile:InferenceProfile": { flows: toProfile("modelSource.copyFrom") },
    "aws:bedrock/customModel:CustomModel": {
        holds: "artifacts",
        names: ["customModelArn", "customModelName"],
        encryption: underKey("customModelKmsKeyId"),
        flows: all(
            fromNamed("artifact", "trainingDataConfig.s3Uri"),
            fromNamed("artifact", "validationDataConfig.validators[].s3Uri"),
            toNamed("artifact", "outputDataConfig.s3Uri"),
        ),
    },
    "aws:bedrock/provisionedModelThroughput:ProvisionedModelThroughput": { runs: true },
    "aws:bedrock/guardrail:Guardrail": {
        flows: toProfile("crossRegionConfig.guardrailProfileIdentifier"),
    },
    "aws:bedrock/guardrailVersion:GuardrailVersion": {},
    // It keeps what was said in a session, where its memory is on.
    "aws:bedrock/agentAgent:AgentAgent": {
        holds: "data",
        names: ["agentArn", "agentId"],
        encryption: underKey("customerEncryptionKeyArn"),
        flows: toProfile("foundationModel"),
    },
    "aws:bedrock/agentAgentAlias:AgentAgentAlias": {},
    "aws:bedrock/agentAgentActionGroup:AgentAgentActionGroup": {},
    "aws:bedrock/agentAgentKnowledgeBaseAssociation:AgentAgentKnowledgeBaseAssociation": {},
    "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase": {
        flows: all(
            toEach("replication", ...stores),
            toProfile("knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration.embeddingModelArn"),
        ),
    },
    "aws:bedrock/agentDataSource:AgentDataSource": {
        flows: fromNamed("replication", "dataSourceConfiguration.s3Configuration.bucketArn"),
    },
    // Prompts and answers, whole (docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html).
    "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration": {
        flows: all(
            toNamed("log", "loggingConfig.s3Config.bucketName"),
            toNamedHere("log", "loggingConfig.cloudwatchConfig.logGroupName"),
            toNamed("log", "loggingConfig.cloudwatchConfig.largeDataDeliveryS3Config.bucketName"),
        ),
    },
    "aws:comprehend/documentClassifier:DocumentClassifier": {
        holds: "artifacts",
        encryption: underKey("modelKmsKeyId"),
        flows: fromNamed("artifact", "inputDataConfig.s3Uri"),
    },
    "aws:rekognition/collection:Collection": { holds: "data", encryption: () => ({ by: "provider" }) },
    "aws:glue/catalogDatabase:CatalogDatabase": {},
    "aws:glue/catalogTable:CatalogTable": {},
    "aws:glue/crawler:Crawler": {},
    "aws:glue/job:Job": {
        runs: true,
        flows: all(
            toBucketOf("replication", "defaultArguments.--TempDir"),
            toBucketOf("log", "defaultArguments.--spark-event-logs-path"),
        ),
    },
    "aws:glue/trigger:Trigger": {},
    "aws:glue/connection:Connection": {},
    "aws:glue/securityConfiguration:SecurityConfiguration": {},
    "aws:athena/workgroup:Workgroup": {
        flows: toNamed("replication", "configuration.resultConfiguration.outputLocation"),
    },
    "aws:athena/database:Database": {},
    "aws:athena/namedQuery:NamedQuery": {},
    "aws:lakeformation/resource:Resource": { foreign: ["arn"] },
    "aws:lakeformation/permissions:Permissions": {},
    "aws:lakeformation/dataLakeSettings:DataLakeSettings": {},
    "aws:emr/cluster:Cluster": {
        holds: "data",
        flows: toNamed("log", "logUri"),
        encryption: resource => {
            const path = "securityConfiguration";
            if (!resource.properties.has(path)) return { by: "nobody" };
            const otherwise = { by: "undetermined" as const, path, reason: ofAnotherStack };
            return { by: "source", source: named(resource, path), otherwise };
        },
    },
    "aws:emr/securityConfiguration:SecurityConfiguration": { encryption: ofClusters },
    "aws:emrserverless/application:Application": { runs: true },
};
