import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AwsLandingZone } from "../landing-zone";
import { policy, type Statement, trustOf } from "../policies";
import { makeRole, type MadeRole, type RoleArgs } from "../role";
import type { Artifacts } from "./artifacts";

/** Who the tasks of a region are. IAM is one for all regions: each role is of one region, and reaches into no other. */
export interface Roles {
    /** What starts tasks: gets their images and secrets, keeps what they say. */
    readonly gateStart: MadeRole;
    readonly serverStart: MadeRole;
    /** What gates may do: nothing. */
    readonly gate: MadeRole;
    /** What servers may do: read the region's releases. */
    readonly server: MadeRole;
    /** What makes certificates for the proxies of tasks. */
    readonly certificates: MadeRole;
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
        certificates: makeRole(
            name,
            "tls",
            {
                description: `tls of ${name}`,
                // AWS documents no condition that ECS meets when it assumes such a role
                // (docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html), and a role can be passed only within
                // its account.
                trust: policy({
                    Effect: "Allow",
                    Principal: { Service: "ecs.amazonaws.com" },
                    Action: "sts:AssumeRole",
                }),
                statements: [proxyKeys(landing)],
                managed: { tls: "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity" },
            },
            landing,
            opts,
        ),
    };
}

export const ecsTasks = "ecs-tasks.amazonaws.com";

/** Makes roles of a region that a service assumes, each for one purpose. */
export function roleMaker(
    name: string,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): (what: string, service: string, ...statements: readonly Statement[]) => MadeRole {
    return (what, service, ...statements) =>
        makeRole(name, what, { ...serviceRole(name, what, service, landing), statements }, landing, opts);
}

/** A role that a service assumes for resources of ECS in the region. */
function serviceRole(
    name: string,
    what: string,
    service: string,
    { account, region }: AwsLandingZone,
): Pick<RoleArgs, "description" | "trust"> {
    const tasks = account.arn(pulumi.interpolate`ecs:${region}:${account.id}:*`);
    return { description: `${what} of ${name}`, trust: trustOf(service, account.id, tasks) };
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
