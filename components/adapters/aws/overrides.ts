import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";

import { type Override, overriding } from "../../overrides";

/** Every kind of resource that the adapter makes, as the SDK calls its class; `RandomBytes` are keys of gates, `RandomId` ends names. */
export const awsKinds = [
    "RandomBytes",
    "RandomId",
    "acm.Certificate",
    "acm.CertificateValidation",
    "acmpca.Certificate",
    "acmpca.CertificateAuthority",
    "acmpca.CertificateAuthorityCertificate",
    "appautoscaling.Policy",
    "appautoscaling.Target",
    "autoscaling.Group",
    "backup.Plan",
    "backup.RegionSettings",
    "backup.Selection",
    "backup.Vault",
    "backup.VaultLockConfiguration",
    "budgets.Budget",
    "cloudtrail.Trail",
    "cloudwatch.CompositeAlarm",
    "cloudwatch.Dashboard",
    "cloudwatch.EventRule",
    "cloudwatch.EventTarget",
    "cloudwatch.LogGroup",
    "cloudwatch.MetricAlarm",
    "costexplorer.AnomalyMonitor",
    "costexplorer.AnomalySubscription",
    "dynamodb.Table",
    "ec2.DefaultSecurityGroup",
    "ec2.FlowLog",
    "ec2.InternetGateway",
    "ec2.LaunchTemplate",
    "ec2.NatGateway",
    "ec2.Route",
    "ec2.RouteTable",
    "ec2.RouteTableAssociation",
    "ec2.SecurityGroup",
    "ec2.Subnet",
    "ec2.Vpc",
    "ec2.VpcEndpoint",
    "ecr.ReplicationConfiguration",
    "ecr.RepositoryCreationTemplate",
    "ecs.CapacityProvider",
    "ecs.Cluster",
    "ecs.ClusterCapacityProviders",
    "ecs.Service",
    "ecs.TaskDefinition",
    "iam.InstanceProfile",
    "iam.Role",
    "iam.RolePolicy",
    "iam.RolePolicyAttachment",
    "iam.ServiceLinkedRole",
    "kms.Alias",
    "kms.Grant",
    "kms.Key",
    "lb.Listener",
    "lb.ListenerRule",
    "lb.LoadBalancer",
    "lb.TargetGroup",
    "route53.HealthCheck",
    "route53.Record",
    "route53.Zone",
    "s3.Bucket",
    "s3.BucketLifecycleConfiguration",
    "s3.BucketObjectLockConfiguration",
    "s3.BucketObjectv2",
    "s3.BucketOwnershipControls",
    "s3.BucketPolicy",
    "s3.BucketPublicAccessBlock",
    "s3.BucketServerSideEncryptionConfiguration",
    "s3.BucketVersioning",
    "s3.ObjectCopy",
    "secretsmanager.Secret",
    "secretsmanager.SecretVersion",
    "servicediscovery.HttpNamespace",
    "sns.Topic",
    "sns.TopicPolicy",
    "vpc.SecurityGroupEgressRule",
    "vpc.SecurityGroupIngressRule",
    "wafv2.WebAcl",
    "wafv2.WebAclAssociation",
    "wafv2.WebAclLoggingConfiguration",
] as const;

type Kind = (typeof awsKinds)[number];
type Sdk = typeof aws & Pick<typeof random, "RandomBytes" | "RandomId">;
type ArgsOf<Class> = Class extends abstract new (name: string, args: infer Args, opts?: never) => unknown
    ? NonNullable<Args>
    : never;
type ClassOf<K extends Kind> = K extends `${infer Module}.${infer Name}`
    ? Module extends keyof Sdk
        ? Name extends keyof Sdk[Module]
            ? Sdk[Module][Name]
            : never
        : never
    : K extends keyof Sdk
      ? Sdk[K]
      : never;

/** Overrides of resources on AWS, by their kind. */
export type AwsOverrides = { readonly [K in Kind]?: Override<ArgsOf<ClassOf<K>>> };

/**
 * Changes what the components create on AWS, as a transformation: `transformations: [awsOverrides({ "ecs.Service": … })]` among the
 * options of a `Service`, of one component or of a landing zone.
 *
 * The planner does not know the changes of an override. The policy pack evaluates the result.
 *
 * Throws `ConfigFaults` for a kind that the adapter does not create.
 */
export function awsOverrides(overrides: AwsOverrides): pulumi.ResourceTransformation {
    return overriding<Kind>(awsKinds, kindOf, overrides);
}

/** `aws:ecs/service:Service` → `ecs.Service`. */
function kindOf(type: string): string | undefined {
    const ofRandom = /^random:index\/[^:]+:(.+)$/.exec(type);
    if (ofRandom !== null) return ofRandom[1];
    const [, module, name] = /^aws:([^/]+)\/[^:]+:(.+)$/.exec(type) ?? [];
    return module && `${module}.${name}`;
}
