import assert from "node:assert/strict";

import { account, forecast, type Made, madeOf, statementsOf } from "./made";

const region = "eu-west-1";

/** Flow logs of what a config has, in a cell with data of a class. */
async function flowLogsOf(dataClass: "internal" | "personal", aws: object = {}) {
    const made = await madeOf({
        cells: forecast().cells.map(cell => ({
            ...cell,
            dataClasses: [dataClass],
            ...(dataClass === "personal" && { standards: ["gdpr" as const] }),
        })),
        routing: {
            auth: {
                jwt: { issuer: "https://login.example.com", audience: "a", jwksUri: "https://login.example.com/k" },
            },
        },
        aws,
    });
    const of = (kind: string, part = "") => made.filter(one => one.kind === kind && one.name.includes(part));
    return { of, kinds: of("FlowLog").map(({ inputs }) => inputs.trafficType) };
}

describe("flow logs on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let of: (kind: string, part?: string) => Made[];
    const one = (kind: string, part: string): Made => {
        const found = of(kind, part);
        assert.equal(found.length, 1, `${kind} ${part}`);
        return found[0]!;
    };
    const logs = `${region}-flow-logs`;

    before(async () => {
        ({ of } = await flowLogsOf("personal"));
    });

    for (const [title, dataClass, aws, expected] of [
        ["all connections in a cell with protected data", "personal", {}, ["ALL", "ALL"]],
        ["nothing in a cell without protected data", "internal", {}, []],
        ["all connections where the config asks for them", "internal", { flowLogs: "all" }, ["ALL", "ALL"]],
        ["rejected connections alone", "personal", { flowLogs: "rejected" }, ["REJECT", "REJECT"]],
        ["nothing where the config says so", "personal", { flowLogs: "none" }, []],
    ] as const) {
        it(`record ${title}`, async () => {
            const { kinds, of } = await flowLogsOf(dataClass, aws);
            assert.deepEqual(kinds, expected);
            assert.equal(of("Bucket", "-flow-logs").length, expected.length);
        });
    }

    it("are of the network of their region, in a bucket of the region", () => {
        const { inputs } = one("FlowLog", logs);
        const bucket = one("Bucket", logs);
        assert.equal(inputs.vpcId, one("Vpc", region).outputs.id);
        assert.deepEqual([inputs.logDestinationType, inputs.logDestination], ["s3", bucket.outputs.arn]);
        assert.deepEqual([inputs.region, bucket.inputs.region], [region, region]);
    });

    it("lie under the region's key, as long as the standard of the cell requires, and stay when the stack goes", () => {
        const [rule] = one("BucketServerSideEncryptionConfiguration", logs).inputs.rules as [
            { applyServerSideEncryptionByDefault: object },
        ];
        assert.deepEqual(rule.applyServerSideEncryptionByDefault, {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: one("Key", region).outputs.arn,
        });
        const rules = one("BucketLifecycleConfiguration", logs).inputs.rules as { id: string; expiration?: object }[];
        const access = one("BucketLifecycleConfiguration", `${region}-access-logs`).inputs.rules as typeof rules;
        const expiration = (rules: { id: string; expiration?: object }[]) =>
            rules.find(({ id }) => id === "retention")!.expiration;
        assert.deepEqual(expiration(rules), expiration(access));
        for (const kind of [
            "Bucket",
            "BucketPublicAccessBlock",
            "BucketOwnershipControls",
            "BucketServerSideEncryptionConfiguration",
            "BucketLifecycleConfiguration",
            "BucketPolicy",
        ]) {
            assert.ok(one(kind, logs).options.isRetained, kind);
        }
    });

    it("are accepted from deliveries of the account in the region, and created once they are", () => {
        const flowLog = one("FlowLog", logs);
        assert.ok(flowLog.options.after.includes(`BucketPolicy ${one("BucketPolicy", logs).name}`));
        const statements = statementsOf(one("BucketPolicy", logs).inputs.policy).filter(
            ({ effect }) => effect === "Allow",
        );
        // With other ids AWS adds these statements, or replaces the policy by them
        // (docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html).
        assert.deepEqual(
            statements.map(({ sid }) => sid),
            ["AWSLogDeliveryWrite", "AWSLogDeliveryAclCheck"],
        );
        const { arn } = one("Bucket", logs).outputs;
        assert.deepEqual(
            statements.map(({ actions, resources }) => [...actions, ...resources]),
            [
                ["s3:PutObject", `${String(arn)}/AWSLogs/${account}/*`],
                ["s3:GetBucketAcl", arn],
            ],
        );
        const key = statementsOf(one("Key", region).inputs.policy).find(({ sid }) => sid === "FlowLogs")!;
        for (const { condition, principal } of [...statements, key]) {
            assert.deepEqual(principal, { Service: "delivery.logs.amazonaws.com" });
            assert.equal(condition.StringEquals!["aws:SourceAccount"], account);
            assert.deepEqual(condition.ArnLike, { "aws:SourceArn": `arn:aws:logs:${region}:${account}:*` });
        }
    });
});
