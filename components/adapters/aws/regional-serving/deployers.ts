import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AwsLandingZone } from "../landing-zone";
import { policy } from "../policies";
import { makeRole } from "../role";
import type { ServingPlan } from "../../../plan/serving/serving";
import type { Artifacts } from "./artifacts";
import type { Capacity } from "./capacity";
import type { OwnRoles } from "./own-servers/roles";
import type { Roles } from "./roles";

/**
 * The role that named principals may assume for a session to update the models of this region and of no other: to put releases into its
 * bucket (under its key, which an upload has to name), and to roll its services. None without named principals.
 */
export function makeDeployers(
    name: string,
    { hosting, models }: ServingPlan,
    made: {
        readonly artifacts: Artifacts;
        readonly roles: Roles;
        readonly own: readonly OwnRoles[];
        readonly capacity: Capacity;
    },
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.iam.Role | undefined {
    const { deployers } = hosting;
    if (deployers.length === 0) {
        return undefined;
    }
    const { account, key, region } = landing;
    const ecs = (rest: pulumi.Input<string>) => account.arn(pulumi.interpolate`ecs:${region}:${account.id}:${rest}`);
    // Of models only: a principal that may deploy gates could obtain the key by which gates of all regions of the cell identify each other.
    const { server, serverStart } = made.roles;
    const families = models.map(({ name: model }) => `${name}-${model}-*`);
    const { role } = makeRole(
        name,
        "deploy",
        {
            description: `who updates models of ${name}`,
            trust: policy({
                Sid: "Deployers",
                Effect: "Allow",
                Principal: { AWS: deployers },
                Action: "sts:AssumeRole",
            }),
            statements: [
                {
                    Sid: "Releases",
                    Effect: "Allow",
                    Action: ["s3:GetObject", "s3:PutObject"],
                    Resource: made.artifacts.objects,
                },
                {
                    Sid: "Key",
                    Effect: "Allow",
                    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                    Resource: key,
                    Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
                },
                {
                    Sid: "Services",
                    Effect: "Allow",
                    Action: ["ecs:DescribeServices", "ecs:UpdateService"],
                    Resource: families.map(family =>
                        ecs(pulumi.interpolate`service/${made.capacity.cluster.name}/${family}`),
                    ),
                },
                {
                    Sid: "Tasks",
                    Effect: "Allow",
                    Action: "ecs:RegisterTaskDefinition",
                    Resource: families.map(family => ecs(`task-definition/${family}:*`)),
                },
                {
                    // It has no resource (docs.aws.amazon.com/service-authorization, ECS).
                    Sid: "ReadTasks",
                    Effect: "Allow",
                    Action: "ecs:DescribeTaskDefinition",
                    Resource: "*",
                    Condition: { StringEquals: { "aws:RequestedRegion": region } },
                },
                {
                    Sid: "TasksAreWhatTheyWere",
                    Effect: "Allow",
                    Action: "iam:PassRole",
                    Resource: [server, serverStart, ...made.own.flatMap(({ start, task }) => [task, start])].map(
                        ({ arn }) => arn,
                    ),
                    Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
                },
            ],
        },
        landing,
        opts,
    );
    return role;
}
