import type { Properties } from "../../properties";
import type { Resource } from "../../resource";
import { internet } from "../addresses";
import type { Claim, FlowFact, Row } from "../fact";
import { expandPlace } from "../../../components/plan/places/multi-regions";
import {
    all,
    encryptedIf,
    every,
    flag,
    fromNamed,
    matching,
    isOfProgram,
    named,
    unlessFilledIn,
    toNamed,
    toNamedHere,
    where,
} from "../forms";
import { isOpen } from "./statements";
import { eachOf, is, toEach, underKey } from "./words";

/**
 * Clients of a machine's metadata need a session token
 * (docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html).
 */
const asksForTokens = (otherwise = false) => ({
    "exposure/instance-metadata": (resource: Resource): Claim => {
        const endpoint = matching("metadataOptions.httpEndpoint", /^enabled$/, true)(resource);
        return endpoint.holds === false
            ? { holds: true, path: endpoint.path }
            : is("metadataOptions.httpTokens", "required", otherwise)(resource);
    },
});

/** The API of a cluster answers to its network only, or to listed addresses. */
function isReachedByFew(resource: Resource): Claim {
    const path = "vpcConfig.endpointPublicAccess";
    const read = resource.properties.flag(path);
    if (read.is === "unknown") return { holds: "undetermined", path };
    if (read.is === "known" && !read.value) return { holds: true, path };
    const from = resource.properties.texts("vpcConfig.publicAccessCidrs[]");
    if (from.length === 0 || from.some(each => each.is === "known" && internet.test(each.value)))
        return { holds: false, path };
    return { holds: from.some(each => each.is === "unknown") ? "undetermined" : true, path };
}

function hasAudit({ properties }: Resource): Claim {
    const path = "enabledClusterLogTypes";
    const types = properties.texts(`${path}[]`);
    if (types.some(read => read.is === "known" && read.value === "audit")) return { holds: true, path };
    return { holds: types.some(({ is }) => is === "unknown") ? "undetermined" : false, path };
}

const encryptedDisk = (disk: Properties): Claim["holds"] => {
    const read = disk.flag("encrypted");
    return read.is === "unknown" ? "undetermined" : read.is === "known" && read.value;
};

/** A property that a template leaves out is decided by its image, and its account: only an explicit plain text is a violation. */
const notInPlainText =
    (path: string) =>
    (disk: Properties): Claim["holds"] => {
        const read = disk.flag(path);
        return read.is === "unknown" ? "undetermined" : read.is === "absent" || read.value;
    };

/** A claim on what a program says; what the provider fills in holds. */
const ofProgramOnly =
    (path: string, claim: (resource: Resource) => Claim) =>
    (resource: Resource): Claim =>
        isOfProgram(resource, path) ? claim(resource) : { holds: true, path };

/** Disks of a machine. An unset property follows the account's default, which is off in an unchanged account. */
const disksOf = (root: string, others: string) =>
    encryptedIf(every(flag(`${root}.encrypted`), eachOf(others, encryptedDisk)), resource =>
        resource.properties.has(`${root}.kmsKeyId`) ? underKey(`${root}.kmsKeyId`)(resource) : { by: "provider" },
    );

/**
 * Containers' logs go to the region in their driver's options
 * (docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html). What a document hides before the first update, the next
 * preview shows.
 */
const containerLogs =
    (path: string, containers: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties
            .documents(path)
            .flatMap(read =>
                read.is === "unknown"
                    ? []
                    : read.value
                          .texts(`${containers}logConfiguration.options.awslogs-region`)
                          .flatMap((region): FlowFact[] =>
                              region.is === "known" && expandPlace(`aws:${region.value}`) !== undefined
                                  ? [{ kind: "log", path, to: { place: `aws:${region.value}` } }]
                                  : [{ kind: "log", path, to: { named: region, property: path } }],
                          ),
            );

/** Where nothing is said, its subnet decides. */
const isHidden = (resource: Resource) =>
    resource.properties.has("associatePublicIpAddress") ? flag("associatePublicIpAddress", false)(resource) : undefined;

/** What works: functions, tasks, machines, clusters. */
export const work: Readonly<Record<string, Row>> = {
    "aws:lambda/function:Function": {
        runs: true,
        names: ["invokeArn", "qualifiedArn", "name"],
        flows: all(
            toNamed("event", "deadLetterConfig.targetArn"),
            // AWS fills in `/aws/lambda/<name>`, in the function's region.
            unlessFilledIn("loggingConfig", toNamedHere("log", "loggingConfig.logGroup")),
            fromNamed("artifact", "s3Bucket"),
        ),
    },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
        about: resource => named(resource, "functionName"),
        flows: toEach("event", "destinationConfig.onFailure.destination", "destinationConfig.onSuccess.destination"),
    },
    "aws:lambda/eventSourceMapping:EventSourceMapping": {
        flows: resource => {
            const from = named(resource, "eventSourceArn");
            return [
                ...toNamed("event", "functionName")(resource).map(fact => ({ ...fact, from })),
                ...toNamed(
                    "event",
                    "destinationConfig.onFailure.destinationArn",
                )(resource).map(fact => ({ ...fact, from })),
            ];
        },
    },
    "aws:lambda/permission:Permission": {
        claims: {
            "identity/public-principal": ({ properties }) => {
                const path = "principal";
                const principal = properties.text(path);
                if (principal.is === "unknown") return { holds: "undetermined", path };
                const isPublic = principal.is === "known" && principal.value === "*";
                // Signed is what any account of AWS's asks (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
                const isNarrowed = ["principalOrgId", "sourceAccount", "sourceArn"]
                    .map(each => properties.text(each))
                    .some(read => read.is !== "absent" && !isOpen(read));
                return { holds: !isPublic || isNarrowed, path };
            },
        },
    },
    "aws:lambda/functionUrl:FunctionUrl": {
        names: ["functionUrl"],
        claims: { "exposure/public-invoker": is("authorizationType", "AWS_IAM") },
    },
    "aws:lambda/layerVersion:LayerVersion": {},
    "aws:lambda/layerVersionPermission:LayerVersionPermission": {
        claims: {
            "identity/public-principal": where(
                ({ properties }) => !properties.has("organizationId"),
                matching("principal", /^[^*]/),
            ),
        },
    },
    "aws:lambda/alias:Alias": {},
    "aws:lambda/codeSigningConfig:CodeSigningConfig": {},
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": {},
    "aws:lambda/runtimeManagementConfig:RuntimeManagementConfig": {},
    "aws:lambda/invocation:Invocation": {},
    "aws:ecs/cluster:Cluster": {
        flows: all(
            toNamed("log", "configuration.executeCommandConfiguration.logConfiguration.s3BucketName"),
            toNamedHere("log", "configuration.executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName"),
        ),
    },
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {},
    "aws:ecs/capacityProvider:CapacityProvider": {},
    "aws:ecs/taskDefinition:TaskDefinition": {
        flows: containerLogs("containerDefinitions", ""),
        claims: {
            "encryption/internal-transit": where(
                ({ properties }) => properties.has("volumes"),
                eachOf("volumes", volume => {
                    if (!volume.has("efsVolumeConfiguration")) return true;
                    const read = volume.text("efsVolumeConfiguration.transitEncryption");
                    return read.is === "unknown" ? "undetermined" : read.is === "known" && read.value === "ENABLED";
                }),
            ),
        },
    },
    "aws:ecs/service:Service": {
        runs: true,
        claims: { "exposure/public-addresses": flag("networkConfiguration.assignPublicIp", false) },
    },
    "aws:ecs/taskSet:TaskSet": {
        runs: true,
        claims: { "exposure/public-addresses": flag("networkConfiguration.assignPublicIp", false) },
    },
    "aws:ecs/accountSettingDefault:AccountSettingDefault": {},
    "aws:ec2/instance:Instance": {
        holds: "data",
        names: ["publicIp", "publicDns"],
        encryption: disksOf("rootBlockDevice", "ebsBlockDevices"),
        claims: {
            ...asksForTokens(),
            "exposure/public-addresses": isHidden,
        },
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        encryption: encryptedIf(eachOf("blockDeviceMappings", notInPlainText("ebs.encrypted")), () => ({
            by: "provider",
        })),
        claims: {
            ...asksForTokens(),
            "exposure/public-addresses": eachOf("networkInterfaces", item => {
                const read = item.flag("associatePublicIpAddress");
                return read.is === "unknown" ? "undetermined" : !(read.is === "known" && read.value);
            }),
        },
    },
    "aws:ec2/launchConfiguration:LaunchConfiguration": {
        encryption: encryptedIf(
            every(
                ofProgramOnly("rootBlockDevice", flag("rootBlockDevice.encrypted", true, true)),
                ofProgramOnly("ebsBlockDevices", eachOf("ebsBlockDevices", notInPlainText("encrypted"))),
            ),
            () => ({ by: "provider" }),
        ),
        claims: {
            ...asksForTokens(),
            "exposure/public-addresses": isHidden,
        },
    },
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": {},
    "aws:autoscaling/group:Group": { runs: true },
    "aws:autoscaling/policy:Policy": {},
    "aws:autoscaling/attachment:Attachment": {},
    "aws:autoscaling/schedule:Schedule": {},
    "aws:autoscaling/lifecycleHook:LifecycleHook": { flows: toNamed("event", "notificationTargetArn") },
    "aws:autoscaling/notification:Notification": {},
    "aws:appautoscaling/target:Target": {},
    "aws:appautoscaling/policy:Policy": {},
    "aws:appautoscaling/scheduledAction:ScheduledAction": {},
    "aws:eks/cluster:Cluster": {
        // Secrets and all else of its API (docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html: under AWS's key from 1.28).
        holds: "data",
        encryption: underKey("encryptionConfig.provider.keyArn"),
        claims: {
            "exposure/public-addresses": isReachedByFew,
            "audit/access-logs": hasAudit,
            "durability/deletion-protection": where(
                ({ properties }) => properties.has("deletionProtection"),
                flag("deletionProtection"),
            ),
        },
    },
    "aws:eks/nodeGroup:NodeGroup": {
        runs: true,
        claims: {
            "exposure/open-ingress": ({ properties }) => ({
                // A key for SSH without source groups opens port 22 to all addresses.
                holds:
                    !properties.has("remoteAccess.ec2SshKey") || properties.has("remoteAccess.sourceSecurityGroupIds"),
                path: "remoteAccess",
            }),
        },
    },
    "aws:eks/addon:Addon": {},
    "aws:eks/accessEntry:AccessEntry": {},
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {},
    "aws:eks/fargateProfile:FargateProfile": { runs: true },
    "aws:eks/identityProviderConfig:IdentityProviderConfig": {},
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {},
    "aws:batch/computeEnvironment:ComputeEnvironment": { runs: true },
    "aws:batch/jobDefinition:JobDefinition": {
        flows: all(
            containerLogs("containerProperties", ""),
            containerLogs("ecsProperties", "taskProperties[].containers[]."),
            containerLogs("nodeProperties", "nodeRangeProperties[].container."),
        ),
    },
    "aws:batch/jobQueue:JobQueue": {},
    "aws:apprunner/service:Service": {
        holds: "artifacts",
        encryption: underKey("encryptionConfiguration.kmsKey"),
    },
    "aws:transfer/server:Server": {
        runs: true,
        claims: {
            "exposure/public-addresses": matching("endpointType", /^VPC/),
            "encryption/in-transit": ({ properties }) => ({
                holds: !properties.texts("protocols[]").some(read => read.is === "known" && read.value === "FTP"),
                path: "protocols",
            }),
        },
    },
    "aws:transfer/user:User": {},
    "aws:synthetics/canary:Canary": { flows: toNamed("log", "artifactS3Location") },
};
