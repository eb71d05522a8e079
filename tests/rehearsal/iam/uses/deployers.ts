import type { Known, KnownOf } from "../../needs/known";
import { policyFrom } from "../policy";
import { arnOf, calls, encryptionOf, named, objectIn, type Use, usingKey } from "./use";

/** Principals that may assume a role, other than services. */
export function assumedBy({ inputs, name }: Known): readonly string[] {
    return policyFrom(name, inputs.assumeRolePolicy).statements.flatMap(({ principals }) =>
        principals === undefined || principals === "*" ? [] : (principals.AWS ?? []),
    );
}

/** Services of models in the region of a role for deployers, by the names of both. */
export const servicesOf = (role: Known, all: KnownOf) =>
    all("ecs/service").filter(
        ({ name }) => name.startsWith(role.name.replace(/deploy$/, "")) && !name.endsWith("-gate"),
    );

/** Deployers begin when the update has ended. */
const startedBy: Use["startedBy"] = () => [];

/** What those who update models of a region call. */
export const deployers: readonly Use[] = [
    {
        of: "iam/role",
        startedBy,
        what: "put releases into the region's bucket, and read them",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
        calls: (role, all) => {
            if (assumedBy(role).length === 0) return [];
            const by = { arn: arnOf(role) };
            const buckets = all("s3/bucket").filter(({ name }) => name === role.name.replace(/deploy$/, "artifacts"));
            return buckets.flatMap(({ id }) => {
                const { key } = encryptionOf(id, all);
                const release = objectIn(id, "releases/0123");
                const encrypted = { "s3:x-amz-server-side-encryption-aws-kms-key-id": String(key) };
                return [
                    ...calls(by, ["s3:PutObject"], release, encrypted),
                    ...calls(by, ["s3:GetObject"], release),
                    ...usingKey(by, ["GenerateDataKey", "Decrypt"], key, { via: "s3" }),
                ];
            });
        },
    },
    {
        of: "iam/role",
        startedBy,
        what: "roll the services of models",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html",
        calls: (role, all) => {
            if (assumedBy(role).length === 0) return [];
            const by = { arn: arnOf(role) };
            return servicesOf(role, all).flatMap(service => {
                const task = named("ecs/taskDefinition", service.inputs.taskDefinition, all)!;
                const next = arnOf(task).replace(/:\d+$/, ":65535");
                const passed = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
                const region = { "aws:RequestedRegion": String(service.inputs.region) };
                return [
                    ...calls(by, ["ecs:DescribeServices", "ecs:UpdateService"], arnOf(service)),
                    ...calls(by, ["ecs:RegisterTaskDefinition"], next),
                    ...calls(by, ["ecs:DescribeTaskDefinition"], "*", region),
                    ...[task.inputs.executionRoleArn, task.inputs.taskRoleArn].flatMap(arn =>
                        calls(by, ["iam:PassRole"], String(arn), passed),
                    ),
                ];
            });
        },
    },
];
