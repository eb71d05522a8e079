import assert from "node:assert/strict";

import { updated } from "../../../engine/steps";
import { Rehearsal } from "../../rehearsal";
import { differsFrom } from "../stored";
import { stored } from "./stored";

const specification = { Tags: { Key: "meridian:service", Values: ["screening"] } };
const whole = {
    And: null,
    CostCategories: null,
    Dimensions: null,
    Not: null,
    Or: null,
    Tags: { Key: "meridian:service", MatchOptions: null, Values: ["screening"] },
};
const containers = [{ name: "gate", image: "gate", linuxParameters: { capabilities: { drop: ["ALL"] } } }];
/** With a value of a condition that is no text. */
const policy = {
    Statement: [
        { Effect: "Deny", Action: ["s3:*"], Resource: "*", Condition: { Bool: { "aws:SecureTransport": false } } },
    ],
};

const program = (specified: unknown, definitions: unknown, denied: unknown) => `
const aws = require("@pulumi/aws");
const json = value => JSON.stringify(value);
const opts = { provider: new aws.Provider("eu", { region: "eu-west-1" }) };
const monitorType = "CUSTOM";
new aws.costexplorer.AnomalyMonitor("monitor", { monitorType, monitorSpecification: json(${JSON.stringify(specified)}) }, opts);
const containerDefinitions = json(${JSON.stringify(definitions)});
new aws.ecs.TaskDefinition("task", { family: "gate", networkMode: "awsvpc", containerDefinitions }, opts);
const bucket = new aws.s3.Bucket("bucket", { bucket: "a-bucket" }, opts);
new aws.s3.BucketPolicy("policy", { bucket: bucket.id, policy: json(${JSON.stringify(denied)}) }, opts);
`;

describe("a second update on AWS", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        rehearsal = await Rehearsal.prepare("second", {}, { program: program(specification, containers, policy) });
        await rehearsal.up();
    });
    after(() => rehearsal.dispose());

    it("replaces what is immutable, and updates the rest, where AWS has answered more than the program says", async () => {
        for (const _ of ["once", "again"]) {
            const { replace, update } = await updated(rehearsal);
            assert.deepEqual([replace, update], [["monitor", "task"], ["policy"]]);
        }
    });

    it("finds nothing to do once the program says all that AWS answers", async () => {
        const [container] = containers;
        const defined = [{ ...container, linuxParameters: { capabilities: { add: [], drop: ["ALL"] } } }];
        const { Condition, ...statement } = policy.Statement[0]!;
        const denied = { Statement: { ...statement, Condition: { Bool: { "aws:SecureTransport": "false" } } } };
        rehearsal.program(program(whole, defined, denied));
        await updated(rehearsal);
        assert.deepEqual(await updated(rehearsal), {});
    });

    it("is found by a refresh as AWS answered", async () => {
        await rehearsal.engine.ask(["refresh", "--yes", "--expect-no-changes", "--stack", "second"]);
    });
});

/** An input of one update and of the next one, and whether the provider finds a difference. */
interface Compared {
    readonly name: string;
    readonly type: string;
    readonly input: string;
    readonly before: unknown;
    readonly same: readonly unknown[];
    readonly others: readonly unknown[];
}

const json = (value: unknown) => JSON.stringify(value);
const statement = (Principal: unknown, Action: unknown, Sid = "A") => ({ Sid, Effect: "Allow", Principal, Action });
const trust = (...Statement: unknown[]) => json({ Version: "2012-10-17", Statement });
const ecs = { Service: "ecs.amazonaws.com" };
const root = "arn:aws:iam::222222222222:root";

const compared: readonly Compared[] = [
    {
        name: "JSON by content, with its nulls",
        type: "aws:costexplorer/anomalyMonitor:AnomalyMonitor",
        input: "monitorSpecification",
        before: json(whole),
        same: [JSON.stringify(whole, undefined, 4)],
        others: [json(specification), json({ ...whole, Or: [] })],
    },
    {
        name: "policies without the order of statements and lists, and accounts as their root",
        type: "aws:iam/role:Role",
        input: "assumeRolePolicy",
        before: trust(
            statement({ AWS: "222222222222" }, ["sts:AssumeRole", "sts:TagSession"]),
            statement(ecs, "*", "B"),
        ),
        same: [trust(statement(ecs, ["*"], "B"), statement({ AWS: [root] }, ["sts:TagSession", "sts:AssumeRole"]))],
        others: [
            trust(statement({ AWS: root }, "sts:AssumeRole"), statement(ecs, "*", "B")),
            trust(statement({ AWS: "*" }, ["sts:AssumeRole", "sts:TagSession"]), statement(ecs, "*", "B")),
        ],
    },
    {
        name: "containers with the defaults of ECS, without the order of their environment",
        type: "aws:ecs/taskDefinition:TaskDefinition",
        input: "containerDefinitions",
        before: json([
            { name: "a", environment: [{ name: "B" }, { name: "A" }], portMappings: [{ containerPort: 80 }] },
        ]),
        same: [
            json([
                {
                    portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }],
                    environment: [{ name: "A" }, { name: "B" }],
                    name: "a",
                    cpu: 0,
                    essential: true,
                    mountPoints: [],
                    user: null,
                },
            ]),
        ],
        others: [json([{ name: "a", environment: [{ name: "B" }, { name: "A" }] }])],
    },
    {
        name: "sets in any order, and in each other",
        type: "aws:lb/listenerRule:ListenerRule",
        input: "conditions",
        before: [{ hostHeader: { values: ["a", "b"] } }, { pathPattern: { values: ["/live"] } }],
        same: [[{ pathPattern: { values: ["/live"] } }, { hostHeader: { values: ["b", "a"] } }]],
        others: [[{ hostHeader: { values: ["a"] } }, { pathPattern: { values: ["/live"] } }]],
    },
    {
        name: "amounts as numbers",
        type: "aws:budgets/budget:Budget",
        input: "limitAmount",
        before: "12000",
        same: ["12000.0", "12000.00"],
        others: ["12000.5"],
    },
    {
        name: "hosts without case and final dot",
        type: "aws:route53/record:Record",
        input: "aliases",
        before: [{ name: "Front.Example.com" }],
        same: [[{ name: "front.example.com." }]],
        others: [[{ name: "front.example.org" }]],
    },
    {
        name: "a key by its ARN as by its id",
        type: "aws:kms/alias:Alias",
        input: "targetKeyId",
        before: "0a7cd38e",
        same: ["arn:aws:kms:eu-west-1:222222222222:key/0a7cd38e"],
        others: ["1a7cd38e"],
    },
    {
        name: "what the program leaves to AWS with what AWS answers",
        type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        input: "rules",
        before: [{ bucketKeyEnabled: true }],
        same: [[{ bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] }]],
        others: [[{ bucketKeyEnabled: true, blockedEncryptionTypes: ["NONE"] }]],
    },
    {
        name: "names of headers exactly, which AWS answers in lower case",
        type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        input: "redactedFields",
        before: [{ singleHeader: { name: "Cookie" } }],
        same: [[{ singleHeader: { name: "cookie" } }]],
        others: [[{ singleHeader: { name: "Cookie" } }]],
    },
];

describe("the provider of AWS", () => {
    for (const { before, input, name, others, same, type } of compared) {
        it(`compares ${name}`, () => {
            const differs = (next: unknown) => differsFrom(stored[type]!, input, before, next);
            assert.deepEqual(
                [...same.map(differs), ...others.map(differs)],
                [...same.map(() => false), ...others.map(() => true)],
            );
        });
    }

    it("is cited for each input that it compares", () => {
        const rows = Object.entries(stored).flatMap(([type, each]) => each.map(row => ({ ...row, type })));
        const uncited = rows.filter(({ source }) => !source.includes("terraform-provider-aws"));
        assert.deepEqual(uncited, []);
        assert.equal(new Set(rows.map(({ path, type }) => `${type} ${path}`)).size, rows.length);
    });
});
