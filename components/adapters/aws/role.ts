import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./landing-zone/scope";
import { physical } from "./physical";
import { policy, type Statement } from "./policies";

/** A role with its policies. */
export interface MadeRole {
    readonly role: aws.iam.Role;
    /**
     * Known when the policies exist. A resource that assumes the role earlier fails, and one that is deleted after the policies cannot be
     * deleted properly.
     */
    readonly arn: pulumi.Output<string>;
    readonly policies: readonly pulumi.Resource[];
}

export interface RoleArgs {
    readonly description: string;
    /** The policy that names the principals that may assume the role. */
    readonly trust: pulumi.Input<string>;
    /**
     * The role's own policy.
     * @default - none
     */
    readonly statements?: readonly Statement[];
    /**
     * AWS's managed policies for services, as in `AmazonEC2ContainerServiceforEC2Role`, by the suffix of the attachment's name.
     * @default - none
     */
    readonly managed?: Readonly<Record<string, string>>;
}

/** A landing zone, or the scope of its parts. */
type RoleScope = Pick<LandingScope, "account" | "cell" | "settings" | "short">;

/**
 * The only place that creates roles. IAM is global: each role belongs to one region, states it in its name, and gives no access to another
 * region. `what` has 9 characters at most.
 */
export function makeRole(
    name: string,
    what: string,
    { description, managed = {}, statements = [], trust }: RoleArgs,
    { account, cell, settings, short }: RoleScope,
    opts: pulumi.CustomResourceOptions,
): MadeRole {
    const parts = { service: settings.service, cell: cell.name, region: short };
    const role = new aws.iam.Role(
        `${name}-${what}`,
        {
            // The plan checks the longest kind.
            name: physical("IAM role", parts, `${pulumi.getStack()} ${name} ${what}`).replace("execution", what),
            description,
            assumeRolePolicy: trust,
            ...(account.boundary && { permissionsBoundary: account.boundary }),
        },
        opts,
    );
    const own =
        statements.length === 0
            ? []
            : [new aws.iam.RolePolicy(`${name}-${what}`, { role: role.name, policy: policy(...statements) }, opts)];
    const attached = Object.entries(managed).map(
        ([suffix, policy]) =>
            new aws.iam.RolePolicyAttachment(
                `${name}-${suffix}`,
                { role: role.name, policyArn: account.arn(`iam::aws:policy/service-role/${policy}`) },
                opts,
            ),
    );
    const policies = [...own, ...attached];
    return { role, arn: once(role.arn, policies), policies };
}

/** A value that is known when some resources exist. */
function once(value: pulumi.Output<string>, resources: readonly pulumi.Resource[]): pulumi.Output<string> {
    return pulumi.all([value, ...resources.map(({ urn }) => urn)]).apply(([value]) => value!);
}
