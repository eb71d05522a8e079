import type { Stored } from "../stored";
import {
    asHost,
    asKeyId,
    asNumber,
    asSet,
    equivalentContainers,
    equivalentJson,
    equivalentPolicy,
    exact,
} from "./comparisons";
import { containersAnswer, expressionAnswer, policyAnswer } from "./documents";

/** A file of hashicorp/terraform-provider-aws, which `@pulumi/aws` bridges. */
const provider = (file: string) => `hashicorp/terraform-provider-aws, internal/service/${file}`;

/** Sets of the provider: their order is none, whatever AWS answers. */
const sets = (file: string, ...paths: readonly string[]): Stored[] =>
    paths.map(path => ({ path, answers: asSet, compares: asSet, source: provider(file) }));

const policy = (file: string, path = "policy"): Stored => ({
    path,
    answers: policyAnswer,
    compares: equivalentPolicy,
    source: provider(file),
});

const lowerCase = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : value);
/** `12000` → `12000.0` */
const decimal = (value: unknown) => (typeof value === "string" && /^\d+$/.test(value) ? `${value}.0` : value);
/** What buckets of today refuse where nothing else is said: objects under keys of clients. */
const blocked = (value: unknown) => value ?? ["SSE-C"];

/**
 * How AWS answers inputs of the types that the stacks use, and how the provider compares them. Only what a source says: whether AWS keeps
 * the order of lists that are lists to the provider, too, no source does.
 */
export const stored: Readonly<Record<string, readonly Stored[]>> = {
    "aws:acm/certificateValidation:CertificateValidation": sets(
        "acm/certificate_validation.go",
        "validationRecordFqdns",
    ),
    "aws:autoscaling/group:Group": sets("autoscaling/group.go", "availabilityZones", "enabledMetrics"),
    "aws:backup/plan:Plan": sets("backup/plan.go", "rules", "rules[].copyActions"),
    "aws:backup/selection:Selection": sets("backup/selection.go", "resources", "notResources", "selectionTags"),
    "aws:budgets/budget:Budget": [
        ...sets(
            "budgets/budget.go",
            "costFilters",
            "notifications",
            "notifications[].subscriberEmailAddresses",
            "notifications[].subscriberSnsTopicArns",
        ),
        { path: "limitAmount", answers: decimal, compares: asNumber, source: provider("budgets/budget.go") },
    ],
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": sets(
        "cloudwatch/composite_alarm.go",
        "alarmActions",
        "insufficientDataActions",
        "okActions",
    ),
    "aws:cloudwatch/dashboard:Dashboard": [
        { path: "dashboardBody", compares: equivalentJson, source: provider("cloudwatch/dashboard.go") },
    ],
    "aws:cloudwatch/metricAlarm:MetricAlarm": sets(
        "cloudwatch/metric_alarm.go",
        "alarmActions",
        "insufficientDataActions",
        "metricQueries",
        "okActions",
    ),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": [
        {
            path: "monitorSpecification",
            // It writes the whole structure of the API, whose members it omits none of.
            answers: expressionAnswer,
            compares: equivalentJson,
            source: `${provider("ce/anomaly_monitor.go")}; website/docs/r/ce_anomaly_monitor.html.markdown, custom example`,
        },
    ],
    "aws:costexplorer/anomalySubscription:AnomalySubscription": sets("ce/anomaly_subscription.go", "subscribers"),
    "aws:dynamodb/table:Table": sets("dynamodb/table.go", "attributes", "globalSecondaryIndexes", "replicas"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": [
        ...sets("ec2/vpc_endpoint.go", "routeTableIds", "securityGroupIds", "subnetIds"),
        policy("ec2/vpc_endpoint.go"),
    ],
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": [
        ...sets("ecr/repository_creation_template.go", "appliedFors"),
        policy("ecr/repository_creation_template.go", "repositoryPolicy"),
    ],
    "aws:ecs/cluster:Cluster": sets("ecs/cluster.go", "settings"),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": sets(
        "ecs/cluster_capacity_providers.go",
        "capacityProviders",
        "defaultCapacityProviderStrategies",
    ),
    "aws:ecs/service:Service": sets(
        "ecs/service.go",
        "capacityProviderStrategies",
        "loadBalancers",
        "networkConfiguration.securityGroups",
        "networkConfiguration.subnets",
        "placementConstraints",
    ),
    "aws:ecs/taskDefinition:TaskDefinition": [
        ...sets("ecs/task_definition.go", "requiresCompatibilities", "volumes"),
        {
            path: "containerDefinitions",
            answers: containersAnswer,
            compares: equivalentContainers,
            source: provider("ecs/container_definitions.go"),
        },
    ],
    "aws:iam/role:Role": [policy("iam/role.go", "assumeRolePolicy")],
    "aws:iam/rolePolicy:RolePolicy": [policy("iam/role_policy.go")],
    "aws:kms/alias:Alias": [
        { path: "targetKeyId", answers: asKeyId, compares: asKeyId, source: provider("kms/alias.go") },
    ],
    "aws:kms/grant:Grant": sets("kms/grant.go", "operations"),
    "aws:kms/key:Key": [policy("kms/key.go")],
    "aws:lb/listenerRule:ListenerRule": sets(
        "elbv2/listener_rule.go",
        "conditions",
        "conditions[].hostHeader.values",
        "conditions[].pathPattern.values",
    ),
    "aws:lb/loadBalancer:LoadBalancer": sets("elbv2/load_balancer.go", "securityGroups", "subnets"),
    "aws:route53/record:Record": [
        ...sets("route53/record.go", "records"),
        { path: "name", answers: asHost, compares: asHost, source: provider("route53/record.go") },
        { path: "aliases[].name", answers: asHost, compares: asHost, source: provider("route53/record.go") },
    ],
    "aws:s3/bucketPolicy:BucketPolicy": [policy("s3/bucket_policy.go")],
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
        ...sets("s3/bucket_server_side_encryption_configuration.go", "rules"),
        {
            path: "rules[].blockedEncryptionTypes",
            answers: blocked,
            // The provider leaves it to S3 since 6.40; those before, since 6.22, found a difference with each update.
            compares: blocked,
            source: "github.com/hashicorp/terraform-provider-aws/pull/47359",
        },
    ],
    "aws:sns/topicPolicy:TopicPolicy": [policy("sns/topic_policy.go")],
    "aws:wafv2/webAcl:WebAcl": sets("wafv2/web_acl.go", "rules"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": [
        ...sets(
            "wafv2/web_acl_logging_configuration.go",
            "logDestinationConfigs",
            "loggingFilter.filters",
            "loggingFilter.filters[].conditions",
            // Lists, whose order the provider ignores.
            "redactedFields",
        ),
        {
            path: "redactedFields[].singleHeader.name",
            // A name in upper case is a difference with each update.
            answers: lowerCase,
            compares: exact,
            source: provider("wafv2/web_acl_logging_configuration.go"),
        },
    ],
};
