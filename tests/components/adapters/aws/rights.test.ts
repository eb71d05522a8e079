import assert from "node:assert/strict";

import { type Made, madeOf, type Said, statementsOf } from "./made";

const region = "forecast-eu-eu-west-1";
const actionsBySid = (statements: readonly Said[]) =>
    Object.fromEntries(statements.map(({ actions, sid }) => [sid, actions]));

/** Whether a pattern of IAM names an ARN: `*` is any text, `?` any character, wherever they stand. */
function names(pattern: string, arn: string): boolean {
    const escaped = pattern.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
    return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(arn);
}

describe("who updates models on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let made: readonly Made[];
    let statements: readonly Said[];
    const patternsOf = (sid: string) => statements.find(one => one.sid === sid)!.resources;
    const arnOf = ({ outputs }: Made) => outputs.arn as string;
    const of = (kind: string) => made.filter(one => one.kind === kind);
    /** Those of a kind that some pattern of a statement names. */
    const named = (sid: string, kind: string) =>
        of(kind).filter(one => patternsOf(sid).some(pattern => names(pattern, arnOf(one))));

    before(async () => {
        made = await madeOf();
        statements = statementsOf(of("RolePolicy").find(({ name }) => name === `${region}-deploy`)!.inputs.policy);
    });

    it("may do what an update takes, and nothing else", () => {
        assert.deepEqual(actionsBySid(statements), {
            Releases: ["s3:GetObject", "s3:PutObject"],
            Key: ["kms:Decrypt", "kms:GenerateDataKey"],
            Services: ["ecs:DescribeServices", "ecs:UpdateService"],
            Tasks: ["ecs:RegisterTaskDefinition"],
            ReadTasks: ["ecs:DescribeTaskDefinition"],
            TasksAreWhatTheyWere: ["iam:PassRole"],
        });
    });

    it("decrypts what is in the region's bucket alone, though other things are encrypted by the same key", () => {
        const { condition } = statements.find(({ sid }) => sid === "Key")!;
        assert.deepEqual(condition, { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } });
    });

    it("rolls the models of that region on, and neither its gate nor anything of another region", () => {
        const models = ["chat", "irises"].map(model => `${region}-${model}-1-0-0`);
        for (const [sid, kind] of [
            ["Services", "Service"],
            ["Tasks", "TaskDefinition"],
        ] as const) {
            assert.deepEqual(
                named(sid, kind)
                    .map(({ name }) => name)
                    .sort(),
                models,
                sid,
            );
            assert.ok(
                of(kind).some(({ name }) => name === `${region}-gate`),
                "the gate is among those",
            );
        }
    });

    it("touches the gate by no statement but the one that reads tasks, which has no resource in IAM", () => {
        const gate = [...of("Service"), ...of("TaskDefinition"), ...of("Role")].filter(({ name }) =>
            name.startsWith(`${region}-gate`),
        );
        assert.deepEqual(gate.map(({ kind, name }) => `${kind} ${name}`).sort(), [
            `Role ${region}-gate`,
            `Role ${region}-gate-start`,
            `Service ${region}-gate`,
            `TaskDefinition ${region}-gate`,
        ]);
        const touching = statements.filter(({ resources }) =>
            resources.some(pattern => gate.some(one => names(pattern, arnOf(one)))),
        );
        assert.deepEqual(
            touching.map(({ resources, sid }) => [sid, resources]),
            [["ReadTasks", ["*"]]],
        );
    });
});

describe("tasks on AWS", function () {
    this.timeout(120_000);

    it("have the rights to start and to read their release, each role its own, and gates have none while they run", async () => {
        const policies = (await madeOf()).filter(({ kind }) => kind === "RolePolicy");
        const pulling = {
            SignInToRegistry: ["ecr:GetAuthorizationToken"],
            Images: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        };
        const starting = { ...pulling, Logs: ["logs:CreateLogStream", "logs:PutLogEvents"] };
        const withSecrets = { ...starting, Key: ["kms:Decrypt"], Secrets: ["secretsmanager:GetSecretValue"] };
        const reading = { Key: ["kms:Decrypt"], Releases: ["s3:GetObject"] };
        for (const place of ["eu-west-1", "eu-central-1"]) {
            // What updates models and what replicates images are no tasks.
            const found = policies.flatMap(({ inputs, name }) => {
                const [, role] = new RegExp(`^forecast-eu-${place}-(.+)$`).exec(name) ?? [];
                return role === undefined || ["deploy", "images"].includes(role)
                    ? []
                    : [[role, actionsBySid(statementsOf(inputs.policy))] as const];
            });
            assert.deepEqual(
                Object.fromEntries(found),
                {
                    "gate-start": withSecrets,
                    "srv-start": starting,
                    server: reading,
                    "chat-1-0-0-own-start": withSecrets,
                    "chat-1-0-0-own": reading,
                    // Makes certificates for the proxies of tasks, under the region's key: beside a policy of AWS's own.
                    tls: { Key: ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyPair"] },
                },
                place,
            );
        }
    });
});
