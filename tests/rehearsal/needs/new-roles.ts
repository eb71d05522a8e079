import type { Known, KnownOf } from "./known";

/** Why a kind may name a role that was created a second ago, which AWS's services can't assume for some seconds. */
export interface NewRole {
    readonly of: string;
    readonly why: string;
    readonly source: string;
    /** A kind whose creation takes longer than that, and that the role does not wait for. What names the role waits for it. */
    readonly meanwhile?: string;
    /** A kind that is created only once the role is usable. What names the role waits for it. */
    readonly after?: string;
}

const provider = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service";

/** Kinds that name roles or instance profiles; IAM's own are left out, which knows them at once. */
export const newRoles: readonly NewRole[] = [
    {
        of: "ecs/taskDefinition",
        why: "ECS starts tasks again, after half a minute",
        source: "https://github.com/pulumi/pulumi-awsx/issues/927",
    },
    {
        of: "ecs/service",
        why: "its namespace takes as long, whose creation is an operation of its own",
        // The provider does not wait for this message: retryServiceCreate in ecs/service.go.
        source: "https://github.com/hashicorp/terraform-provider-aws/issues/38538",
        meanwhile: "servicediscovery/httpNamespace",
    },
    {
        of: "backup/selection",
        why: "the provider waits until AWS Backup can assume the role, and has its rights",
        source: `${provider}/backup/selection.go`,
    },
    {
        of: "ecr/repositoryCreationTemplate",
        why: "ECR assumes the role when the first image arrives",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html",
    },
    {
        of: "cloudwatch/eventTarget",
        why: "EventBridge assumes the role when an event arrives, and tries for a day",
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html",
    },
    {
        of: "kms/grant",
        why: "the provider waits until KMS knows the principal",
        source: `${provider}/kms/grant.go`,
    },
    {
        of: "autoscaling/group",
        why: "it waits for the grant, for which KMS must know the role",
        source: `${provider}/kms/grant.go`,
        after: "kms/grant",
    },
    {
        of: "ec2/launchTemplate",
        why: "EC2 looks at the profile when a group has the template, for which the provider waits",
        source: `${provider}/autoscaling/group.go`,
    },
];

/** A line for each kind that names a role without a row, and for each resource that may name one that is too new. */
export function tooNewRoles(all: KnownOf, kinds: readonly string[], table: readonly NewRole[] = newRoles): string[] {
    const roles = ["iam/role", "iam/serviceLinkedRole", "iam/instanceProfile"].flatMap(all);
    return kinds
        .filter(kind => !kind.startsWith("iam/"))
        .flatMap(all)
        .flatMap(one => {
            const named = roles.filter(({ outputs }) => JSON.stringify(one.inputs).includes(`${String(outputs.arn)}"`));
            const row = table.find(({ of }) => of === one.kind);
            if (row === undefined) return named.slice(0, 1).map(() => `${one.kind} names a role, and has no row`);
            return named
                .filter(role => !hasTime(one, role, row, all))
                .map(role => `${one.kind} ${one.name} may follow role ${role.name} at once`);
        });
}

function hasTime(one: Known, role: Known, { after, meanwhile }: NewRole, all: KnownOf): boolean {
    if (meanwhile !== undefined) return all(meanwhile).some(slow => one.isAfter(slow) && !role.isAfter(slow));
    return after === undefined || all(after).some(other => one.isAfter(other) && other.isAfter(role));
}
