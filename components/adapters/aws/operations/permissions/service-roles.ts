/** By types of resources: values, separated by spaces. */
type ByType = Readonly<Record<string, string>>;

/** Services of AWS that roles are passed to (`iam:PassedToService`). */
const passes: ByType = {
    "ecs/taskDefinition": "ecs-tasks.amazonaws.com",
    "ecs/service": "ecs.amazonaws.com",
    "backup/selection": "backup.amazonaws.com",
    "ecr/repositoryCreationTemplate": "ecr.amazonaws.com",
    // Of rules that send events to another region.
    "cloudwatch/eventTarget": "events.amazonaws.com",
    "autoscaling/group": "ec2.amazonaws.com autoscaling.amazonaws.com",
};

/**
 * Services that create a role of their own in an account that has none yet, in the name of the caller (`iam:AWSServiceName`). Source: the
 * page on service-linked roles in the guide of each service.
 */
const linked: ByType = {
    "ecs/cluster": "ecs.amazonaws.com",
    "lb/loadBalancer": "elasticloadbalancing.amazonaws.com",
    "appautoscaling/target": "ecs.application-autoscaling.amazonaws.com",
    "ec2/natGateway": "ec2-nat-gateway.amazonaws.com",
    "dynamodb/table": "replication.dynamodb.amazonaws.com",
    "backup/selection": "backup.amazonaws.com",
    "ecr/replicationConfiguration": "replication.ecr.amazonaws.com",
    "cloudtrail/trail": "cloudtrail.amazonaws.com",
    "wafv2/webAclLoggingConfiguration": "wafv2.amazonaws.com",
    "autoscaling/group": "autoscaling.amazonaws.com",
};

/** Policies of AWS that roles receive: a role with others could do more than the identity that creates it. */
const attached: ByType = {
    "ecs/service": "service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
    "backup/selection":
        "service-role/AWSBackupServiceRolePolicyForBackup service-role/AWSBackupServiceRolePolicyForRestores",
    "autoscaling/group": "service-role/AmazonEC2ContainerServiceforEC2Role",
};

const of = (table: ByType) => (types: readonly string[]) =>
    [...new Set(types.flatMap(type => table[type]?.split(" ") ?? []))].sort();

export const passedTo = of(passes);
export const serviceRoles = of(linked);
/** ARNs without their partition. */
export const attachedPolicies = (types: readonly string[]) =>
    of(attached)(types).map(name => `iam::aws:policy/${name}`);
