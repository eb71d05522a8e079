import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AwsLandingZone } from "../landing-zone";
import { physical } from "../physical";
import { policy, type Statement, trustOf } from "../policies";
import type { Artifacts } from "./artifacts";

/** A role that a service takes on, for tasks or to make certificates. */
export interface GrantedRole {
    readonly role: aws.iam.Role;
    /** Known when the role has its rights: what takes it on before that fails, and can't be ended properly once they are gone. */
    readonly arn: pulumi.Output<string>;
}

/** Who the tasks of a region are. IAM is one for all regions: each role is of one region, and reaches into no other. */
export interface Roles {
    /** What starts tasks: gets their images and secrets, keeps what they say. */
    readonly gateStart: GrantedRole;
    readonly serverStart: GrantedRole;
    /** What gates may do: nothing. */
    readonly gate: GrantedRole;
    /** What servers may do: read the region's releases. */
    readonly server: GrantedRole;
    /** What makes certificates for the proxies of tasks. */
    readonly certificates: GrantedRole;
}

export function makeRoles(
    name: string,
    landing: AwsLandingZone,
    { objects }: Artifacts,
    opts: pulumi.CustomResourceOptions,
): Roles {
    const { account, gateKey, gateLogs, region, serverLogs, subjectKey } = landing;
    const role = roleMaker(name, landing, opts);
    const images = pulling(account.arn(pulumi.interpolate`ecr:${region}:${account.id}:repository/*`));
    const { role: certifier, arn: withKey } = role("tls", "ecs.amazonaws.com", proxyKeys(landing));
    const certifies = new aws.iam.RolePolicyAttachment(
        `${name}-tls`,
        {
            role: certifier.name,
            policyArn: account.arn(
                "iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
            ),
        },
        opts,
    );
    return {
        gateStart: role(
            "gate-start",
            ecsTasks,
            ...images,
            writing(gateLogs),
            decrypting("secretsmanager", landing),
            readingSecrets(gateKey, subjectKey),
        ),
        serverStart: role("srv-start", ecsTasks, ...images, writing(serverLogs)),
        gate: role("gate", ecsTasks),
        server: role("server", ecsTasks, decrypting("s3", landing), readingReleases(objects)),
        certificates: { role: certifier, arn: once(withKey, certifies) },
    };
}

/** A value that is known when a resource is there. */
const once = (value: pulumi.Output<string>, { urn }: pulumi.Resource) =>
    pulumi.all([value, urn]).apply(([value]) => value);

export const ecsTasks = "ecs-tasks.amazonaws.com";

/** Makes roles of a region that a service takes on, each for what it is for, in 9 characters at most. */
export function roleMaker(
    name: string,
    { account, cell, region, settings, short }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): (what: string, service: string, ...statements: readonly Statement[]) => GrantedRole {
    const tasks = account.arn(pulumi.interpolate`ecs:${region}:${account.id}:*`);
    return (what, service, ...statements) => {
        const parts = { service: settings.service, cell: cell.name, region: short };
        const made = new aws.iam.Role(
            `${name}-${what}`,
            {
                // Of all kinds of roles the rule checks the longest.
                name: physical("IAM role", parts, `${pulumi.getStack()} ${name} ${what}`).replace("execution", what),
                description: `${what} of ${name}`,
                assumeRolePolicy: trustOf(service, account.id, tasks),
            },
            opts,
        );
        if (statements.length === 0) return { role: made, arn: made.arn };
        const rights = new aws.iam.RolePolicy(
            `${name}-${what}`,
            { role: made.name, policy: policy(...statements) },
            opts,
        );
        return { role: made, arn: once(made.arn, rights) };
    };
}

/** Gets images of some repositories. */
export function pulling(Resource: NonNullable<Statement["Resource"]>): Statement[] {
    return [
        { Sid: "SignInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        {
            Sid: "Images",
            Effect: "Allow",
            Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
            Resource,
        },
    ];
}

export function writing(group: aws.cloudwatch.LogGroup): Statement {
    return {
        Sid: "Logs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: pulumi.interpolate`${group.arn}:*`,
    };
}

export function decrypting(via: "s3" | "secretsmanager", { key, region }: AwsLandingZone): Statement {
    return {
        Sid: "Key",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: key,
        Condition: { StringEquals: { "kms:ViaService": `${via}.${region}.amazonaws.com` } },
    };
}

/**
 * What makes the keys of proxies' certificates does it under the region's key. Of the managed policy that is no part: it knows no key
 * (github.com/hashicorp/terraform-provider-aws#35868, whose acceptance test has these four).
 */
function proxyKeys({ key }: AwsLandingZone): Statement {
    return {
        Sid: "Key",
        Effect: "Allow",
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyPair"],
        Resource: key,
    };
}

export function readingSecrets(...arns: readonly pulumi.Input<string>[]): Statement {
    return { Sid: "Secrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: arns };
}

export function readingReleases(Resource: pulumi.Input<string>): Statement {
    return { Sid: "Releases", Effect: "Allow", Action: "s3:GetObject", Resource };
}
