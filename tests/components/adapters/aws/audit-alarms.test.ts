import assert from "node:assert/strict";

import type { ServiceConfig } from "../../../../components";
import { matches } from "../../../support/event-pattern";
import { account, forecast, type Made, madeOf, statementsOf } from "./made";

const role = `arn:aws:iam::${account}:role/deploy/meridian`;
const engine = `arn:aws:sts::${account}:assumed-role/meridian/forecast-eu`;

/** What a config with an audit trail has, whose cell names a role or does not. */
async function audited(roleArn?: string, change: Partial<ServiceConfig> = {}) {
    const made = await madeOf({
        cells: forecast().cells.map(cell => ({ ...cell, ...(roleArn && { accounts: { aws: { roleArn } } }) })),
        observability: { audit: true },
        ...change,
    });
    return (kind: string, part = "") => made.filter(one => one.kind === kind && one.name.includes(part));
}

interface Event {
    readonly type?: string;
    readonly source?: string;
    readonly name: string;
    readonly identity: Readonly<Record<string, string>>;
}

const person = { type: "AssumedRole", arn: `arn:aws:sts::${account}:assumed-role/Admin/nurse` };
const root = { type: "Root", arn: `arn:aws:iam::${account}:root` };

/** The rules of a region that an event matches, by what their names end with. */
function matched(rules: readonly Made[], { identity, name, source = "iam", type = "AWS API Call" }: Event): string[] {
    const event = {
        source: `aws.${source}`,
        "detail-type": `${type} via CloudTrail`,
        detail: {
            eventSource: `${source}.amazonaws.com`,
            eventName: name,
            eventType: name === "RotateKey" ? "AwsServiceEvent" : "AwsApiCall",
            userIdentity: identity,
        },
    };
    return rules
        .filter(({ inputs }) => matches(JSON.parse(String(inputs.eventPattern)) as object as never, event))
        .map(({ name }) => name.split("-audit-")[1]!);
}

describe("alarms of trails on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let of: (kind: string, part?: string) => Made[];
    let rules: Made[];

    before(async () => {
        of = await audited(role);
        rules = of("EventRule", "eu-west-1");
    });

    for (const [title, event, expected] of [
        [
            "a sign-in as root user",
            { identity: root, source: "signin", name: "ConsoleLogin", type: "AWS Console Sign In" },
            ["root"],
        ],
        [
            "a sign-in, as AWS also spells its type",
            { identity: root, source: "signin", name: "ConsoleLogin", type: "AWS Console Signin" },
            ["root"],
        ],
        ["a change by the root user", { identity: root, name: "CreateUser" }, ["root"]],
        [
            "nothing that a service does as root user",
            { identity: { ...root, invokedBy: "support.amazonaws.com" }, name: "CreateUser" },
            [],
        ],
        ["nothing that a service does by itself", { identity: root, source: "kms", name: "RotateKey" }, []],
        ["a key that is being deleted", { identity: person, source: "kms", name: "ScheduleKeyDeletion" }, ["keys"]],
        [
            "a key that is disabled, by the engine too",
            { identity: { ...person, arn: engine }, source: "kms", name: "DisableKey" },
            ["keys"],
        ],
        ["a trail that is stopped", { identity: person, source: "cloudtrail", name: "StopLogging" }, ["trails"]],
        [
            "a trail that is deleted, by the engine too",
            { identity: { ...person, arn: engine }, source: "cloudtrail", name: "DeleteTrail" },
            ["trails"],
        ],
        [
            "a trail that is directed elsewhere",
            { identity: person, source: "cloudtrail", name: "UpdateTrail" },
            ["trails"],
        ],
        [
            "a trail that records less",
            { identity: person, source: "cloudtrail", name: "PutEventSelectors" },
            ["trails"],
        ],
        ["a policy of a bucket", { identity: person, source: "s3", name: "PutBucketPolicy" }, ["policies"]],
        ["a policy of a key", { identity: person, source: "kms", name: "PutKeyPolicy" }, ["policies"]],
        ["a policy of a role", { identity: person, name: "AttachRolePolicy" }, ["policies"]],
        [
            "a policy that a caller without an ARN changes",
            { identity: { type: "AWSAccount" }, name: "PutRolePolicy" },
            ["policies"],
        ],
        [
            "nothing of policies that the engine changes",
            { identity: { ...person, arn: engine }, name: "PutRolePolicy" },
            [],
        ],
        [
            "a policy that a person changes in the engine's role",
            { identity: { ...person, arn: engine.replace("forecast-eu", "nurse") }, name: "PutRolePolicy" },
            ["policies"],
        ],
        ["nothing of ordinary changes", { identity: person, source: "ec2", name: "CreateTags" }, []],
    ] as const satisfies readonly (readonly [string, Event, readonly string[]])[]) {
        it(`report ${title}`, () => {
            assert.deepEqual(matched(rules, event), expected);
        });
    }

    it("report policies that anyone changes where the engine's identity is not known", async () => {
        const rules = (await audited())("EventRule", "eu-west-1");
        assert.deepEqual(matched(rules, { identity: { ...person, arn: engine }, name: "PutRolePolicy" }), ["policies"]);
    });

    it("have patterns that EventBridge accepts, of 2,048 characters at most", () => {
        for (const { inputs, name } of of("EventRule")) assert.ok(String(inputs.eventPattern).length <= 2048, name);
    });

    it("exist in each region with a trail, and only after the trail", () => {
        const regions = (kind: string) => [...new Set(of(kind).map(({ inputs }) => inputs.region))].sort();
        assert.deepEqual(regions("EventRule"), ["eu-central-1", "eu-west-1", "us-east-1"]);
        assert.deepEqual(regions("EventRule"), regions("Trail"));
        for (const { inputs, name, options } of of("EventRule")) {
            const trail = of("Trail").find(trail => trail.inputs.region === inputs.region)!;
            assert.ok(options.after.includes(`Trail ${trail.name}`), name);
        }
    });

    it("are not created without an audit trail", async () => {
        const of = await audited(undefined, { observability: { audit: false } });
        assert.deepEqual([...of("EventRule"), ...of("EventTarget")], []);
        for (const { inputs } of of("TopicPolicy"))
            assert.ok(statementsOf(inputs.policy).every(({ sid }) => sid !== "events"));
    });

    it("notify the topic of their region, with who did what, and without what was requested", () => {
        for (const region of ["eu-central-1", "eu-west-1"]) {
            const targets = of("EventTarget", region);
            assert.equal(targets.length, 4);
            for (const { inputs } of targets) {
                assert.match(String(inputs.arn), new RegExp(`^arn:aws:sns:${region}:`));
                assert.equal(inputs.roleArn, undefined);
                const { inputPaths, inputTemplate } = inputs.inputTransformer as {
                    inputPaths: Record<string, string>;
                    inputTemplate: string;
                };
                const used = [...inputTemplate.matchAll(/<(\w+)>/g)].map(([, name]) => name!);
                assert.deepEqual(used.sort(), Object.keys(inputPaths).sort());
                assert.equal(typeof JSON.parse(inputTemplate), "string");
                assert.ok(!Object.values(inputPaths).some(path => path.includes("requestParameters")));
            }
        }
    });

    it("are sent on from regions of trails alone to the primary region, by a role for its bus", () => {
        const targets = of("EventTarget", "us-east-1");
        assert.equal(targets.length, 4);
        const bus = `arn:aws:events:eu-west-1:${account}:event-bus/default`;
        const [sender] = of("Role", "eu-west-1-audit");
        for (const { inputs } of targets) {
            assert.deepEqual([inputs.arn, inputs.roleArn], [bus, sender!.outputs.arn]);
            assert.equal(inputs.inputTransformer, undefined);
        }
        const [trust] = statementsOf(sender!.inputs.assumeRolePolicy);
        assert.deepEqual(trust!.principal, { Service: "events.amazonaws.com" });
        assert.deepEqual(trust!.condition, {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: { "aws:SourceArn": [`arn:aws:events:us-east-1:${account}:rule/*`] },
        });
        const rights = of("RolePolicy", "eu-west-1-audit").flatMap(({ inputs }) => statementsOf(inputs.policy));
        assert.deepEqual(
            rights.map(({ actions, resources }) => [actions, resources]),
            [[["events:PutEvents"], [bus]]],
        );
    });

    it("are admitted by topics and keys for those topics alone", () => {
        for (const region of ["eu-central-1", "eu-west-1"]) {
            const [topic] = of("Topic", region);
            const published = statementsOf(of("TopicPolicy", region)[0]!.inputs.policy).find(
                ({ sid }) => sid === "events",
            )!;
            assert.deepEqual(
                [published.actions, published.resources, published.condition],
                [["sns:Publish"], [topic!.outputs.arn], {}],
            );
            const key = of("Key", region)
                .flatMap(({ inputs }) => statementsOf(inputs.policy))
                .find(({ sid }) => sid === "Events")!;
            assert.deepEqual(key.condition, {
                ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": `arn:aws:sns:${region}:${account}:*` },
            });
        }
    });
});
