import assert from "node:assert/strict";

import { account, forecast, type Made, madeOf, type Said, statementsOf } from "./made";

/** What may not be said of where a service of AWS comes from, by how it says instead that it comes from this account. */
const exceptions: Readonly<Record<string, string>> = {
    // Log groups are named by the context of what is encrypted for them.
    "Key Logs": "kms:EncryptionContext:aws:logs:arn",
    // Disks are of a cluster, whose account is in the context, too.
    "Key DisksOfTasks": "kms:EncryptionContext:aws:ecs:clusterAccount",
    "Key GrantsForDisksOfTasks": "kms:EncryptionContext:aws:ecs:clusterAccount",
    // EventBridge names no source to keys of topics; the context names the topic.
    "Key Events": "kms:EncryptionContext:aws:sns:topicArn",
};
/** EventBridge supports no condition in the policies of topics (observability-hub/topic.ts). */
const unconditional = ["TopicPolicy events"];
/** Operators that hold of one account. Those that end in `IfExists` hold for requests without the key as well. */
const operators = ["StringEquals", "ArnEquals", "ArnLike"];

interface Granted extends Said {
    readonly of: string;
    readonly what: string;
}

/** What each policy of a resource lets services of AWS do. Policies of identities have no principals; trust in roles is no policy here. */
function grantsTo(services: readonly Made[]): Granted[] {
    return services.flatMap(({ inputs, kind, name }) =>
        statementsOf(inputs.policy)
            .filter(({ effect, principal }) => effect === "Allow" && Object.keys(principal ?? {}).includes("Service"))
            .map(said => ({ ...said, of: kind, what: `${said.sid} of ${kind} ${name}` })),
    );
}

/** Whether a condition holds of this account alone, by one of some keys. */
const isOfAccount = ({ condition }: Said, keys: readonly string[]) =>
    operators.some(operator =>
        Object.entries(condition[operator] ?? {}).some(
            ([key, value]) =>
                keys.includes(key) &&
                // One of several values is enough for AWS.
                [value].flat().every(one => typeof one === "string" && one.split(":").includes(account)),
        ),
    );

describe("services of AWS that topics, keys and buckets admit", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let granted: readonly Granted[];

    before(async () => {
        const made = await madeOf({
            cells: forecast().cells.map(cell => ({ ...cell, backup: "aws:eu-north-1" })),
            store: {
                tables: [{ name: "features", partitionKey: "subject" }],
                backup: { everyHours: 1, retainDays: 35 },
            },
            observability: { slo: { availability: 0.999, p99Ms: 250 }, audit: true },
            budget: { monthly: 12000, currency: "USD", anomalies: true },
            aws: { flowLogs: "all" },
        });
        granted = grantsTo(made);
    });

    it("are those that write logs and records of connections, tell alarms, record changes and encrypt disks", () => {
        assert.deepEqual([...new Set(granted.map(({ of, sid }) => `${of} ${sid}`))].sort(), [
            "BucketPolicy AWSLogDeliveryAclCheck",
            "BucketPolicy AWSLogDeliveryWrite",
            "BucketPolicy Asks",
            "BucketPolicy Balancers",
            "BucketPolicy Writes",
            "Key Alarms",
            "Key DisksOfTasks",
            "Key Events",
            "Key FlowLogs",
            "Key GrantsForDisksOfTasks",
            "Key Logs",
            "Key Trail",
            "TopicPolicy budgets",
            "TopicPolicy cloudwatch",
            "TopicPolicy costalerts",
            "TopicPolicy events",
        ]);
    });

    it("are admitted for this account alone, so that none of another has them act in its place", () => {
        for (const one of granted) {
            const name = `${one.of} ${one.sid}`;
            if (unconditional.includes(name)) continue;
            if (name === "BucketPolicy Balancers") {
                // AWS documents no condition for balancers. Those of another account write below its id.
                assert.ok(
                    one.resources.every(resource => resource.endsWith(`/AWSLogs/${account}/*`)),
                    one.what,
                );
                continue;
            }
            const instead = exceptions[name];
            const keys = instead === undefined ? ["aws:SourceAccount", "aws:SourceArn"] : [instead];
            assert.ok(isOfAccount(one, keys), `${one.what}: ${JSON.stringify(one.condition)}`);
        }
    });

    it("may have keys decrypted by disks of tasks of the region's cluster, and grant nothing else", () => {
        const grants = granted.filter(({ actions }) => actions.includes("kms:CreateGrant"));
        assert.deepEqual([...new Set(grants.map(({ sid }) => sid))], ["GrantsForDisksOfTasks"]);
        for (const { condition, what } of grants) {
            assert.deepEqual(condition["ForAllValues:StringEquals"], { "kms:GrantOperations": ["Decrypt"] }, what);
            assert.equal(typeof condition.StringEquals?.["kms:EncryptionContext:aws:ecs:clusterName"], "string", what);
        }
    });
});

describe("buckets of AWS", function () {
    this.timeout(120_000);

    it("refuse whatever comes without TLS, to the bucket and to its objects, of any caller", async () => {
        const made = await madeOf({ observability: { audit: true } });
        const buckets = made.filter(({ kind }) => kind === "Bucket");
        assert.ok(buckets.length > 2);
        for (const { name, outputs } of buckets) {
            const policy = made.find(one => one.kind === "BucketPolicy" && one.name === name)!;
            const [refused, ...more] = statementsOf(policy.inputs.policy).filter(
                ({ condition }) => condition.Bool?.["aws:SecureTransport"] === "false",
            );
            assert.deepEqual(more, []);
            assert.deepEqual(
                [refused!.effect, refused!.principal, refused!.actions, refused!.resources],
                ["Deny", "*", ["s3:*"], [outputs.arn, `${String(outputs.arn)}/*`]],
                name,
            );
        }
    });
});
