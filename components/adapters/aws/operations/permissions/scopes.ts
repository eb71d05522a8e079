import { attachedPolicies, passedTo, serviceRoles } from "./service-roles";

/** What resources of an identity's cells are called. */
export interface Owned {
    /** With the partition: `iam::…` → `arn:aws:iam::…`. */
    readonly arn: (rest: string) => string;
    /** `*` where it is not known. */
    readonly account: string;
    /** What names begin with, of each cell: `<service>-<cell>-`. */
    readonly prefixes: readonly string[];
    /** Regions of the cells, with those of their backups. */
    readonly regions: readonly string[];
    /** Where trails are, and rules of their alarms: also in backup locations, and where global services record (`observability-hub/trail.ts`). */
    readonly trailRegions: readonly string[];
    /** Types of the resources: `ec2/vpc`. */
    readonly types: readonly string[];
}

export interface Condition {
    readonly key: string;
    readonly values: readonly string[];
}

interface Scope {
    readonly of: RegExp;
    readonly on: (owned: Owned) => readonly string[];
    readonly when?: (owned: Owned) => Condition;
}

const everything = () => ["*"];
const roles = ({ account, arn, prefixes }: Owned) => prefixes.map(prefix => arn(`iam::${account}:role/${prefix}*`));
/** Those that services create for themselves. */
const linkedRoles = ({ account, arn }: Owned) => arn(`iam::${account}:role/aws-service-role/*`);
/** A bucket's name has 37 characters before what makes it unique. */
const buckets = ({ arn, prefixes }: Owned) => prefixes.map(prefix => arn(`s3:::${prefix.slice(0, 37)}*`));

/**
 * What an action is allowed on, by statement; the first that fits. Roles, buckets, secrets and tables have names that begin with the service
 * and the cell, so that a cell's identity reaches those of its own cell only. AWS chooses the names of the others, which the region bounds.
 */
const scopes = {
    PassRoles: {
        of: /^iam:PassRole$/,
        on: owned => [...roles(owned), ...(owned.types.includes("autoscaling/group") ? [linkedRoles(owned)] : [])],
        when: ({ types }) => ({ key: "iam:PassedToService", values: passedTo(types) }),
    },
    ReadRoles: {
        of: /^iam:(GetRole|UpdateRoleDescription|TagRole|UntagRole)$/,
        on: owned => [...roles(owned), linkedRoles(owned)],
    },
    Policies: {
        of: /^iam:(Attach|Detach)RolePolicy$/,
        on: roles,
        when: ({ arn, types }) => ({ key: "iam:PolicyARN", values: attachedPolicies(types).map(arn) }),
    },
    Profiles: {
        of: /^iam:(?!List).*InstanceProfile$/,
        on: ({ account, arn, prefixes }) => prefixes.map(prefix => arn(`iam::${account}:instance-profile/${prefix}*`)),
    },
    ServiceRoles: {
        of: /^iam:CreateServiceLinkedRole$/,
        on: owned => [linkedRoles(owned)],
        when: ({ types }) => ({ key: "iam:AWSServiceName", values: serviceRoles(types) }),
    },
    DeletedServiceRoles: { of: /^iam:.*ServiceLinkedRole/, on: owned => [linkedRoles(owned)] },
    Roles: { of: /^iam:/, on: roles },
    Objects: {
        of: /^s3:(\w+Object(Tagging|Version)?|AbortMultipartUpload)$/,
        on: owned => buckets(owned).map(bucket => `${bucket}/*`),
    },
    Buckets: { of: /^s3:/, on: buckets },
    Secrets: {
        of: /^secretsmanager:/,
        on: ({ account, arn, prefixes }) =>
            prefixes.map(prefix => arn(`secretsmanager:*:${account}:secret:${prefix}*`)),
    },
    Tables: {
        of: /^dynamodb:/,
        on: ({ account, arn, prefixes }) => prefixes.map(prefix => arn(`dynamodb:*:${account}:table/${prefix}*`)),
    },
    Trails: {
        of: /^(cloudtrail|events):/,
        on: everything,
        when: ({ trailRegions }) => ({ key: "aws:RequestedRegion", values: trailRegions }),
    },
    Global: { of: /^(route53|budgets|ce):/, on: everything },
    Regional: {
        of: /./,
        on: everything,
        when: ({ regions }) => ({ key: "aws:RequestedRegion", values: regions }),
    },
} as const satisfies Readonly<Record<string, Scope>>;

export type ScopeName = keyof typeof scopes;

/** The statement that an action belongs to. */
export function scopeOf(action: string): ScopeName {
    return (Object.keys(scopes) as ScopeName[]).find(name => scopes[name].of.test(action))!;
}

export function resourcesIn(name: ScopeName, owned: Owned): readonly string[] {
    return scopes[name].on(owned);
}

export function conditionIn(name: ScopeName, owned: Owned): Condition | undefined {
    const scope: Scope = scopes[name];
    return scope.when?.(owned);
}
