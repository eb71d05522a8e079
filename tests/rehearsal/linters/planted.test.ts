import assert from "node:assert/strict";

import type { PolicyDocument } from "../../support/aws-linters";
import { compared } from "./exemptions";
import { policyFindings, schemaFindings } from "./findings";
import type { Requested } from "./requested";

const region = "eu-west-1";
const bucket = "arn:aws:s3:::screening";
const key = `arn:aws:kms:${region}:111111111111:key/0a7cd38e-d5d4-3445-2533-fae56fe7c366`;
const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

const container = { name: "gate", image: "gate", essential: true };
const task = {
    family: "gate",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    cpu: "1024",
    memory: "2048",
    executionRoleArn: "arn:aws:iam::111111111111:role/gate",
    containerDefinitions: JSON.stringify([container]),
};

type Case = readonly [type: string, right: Requested["inputs"], wrong: Requested["inputs"], found: RegExp];

/** What cfn-lint accepts, what is changed there, and what it finds then. */
const schemaCases: Readonly<Record<string, Case>> = {
    "a value that is none of an enumeration": [
        "ecs/taskDefinition",
        task,
        { networkMode: "bridged" },
        /^ecs\/taskDefinition\.NetworkMode E3030: 'bridged' is not one of/,
    ],
    "a size that Fargate does not have": [
        "ecs/taskDefinition",
        task,
        { memory: "1024" },
        /^ecs\/taskDefinition E3047: Cpu '1024' is not compatible with memory '1024'/,
    ],
    "an unknown property": ["ecs/taskDefinition", task, { taskRole: "gate" }, /E3002: .*'TaskRole' was unexpected/],
    "an unknown property of a container": [
        "ecs/taskDefinition",
        task,
        { containerDefinitions: JSON.stringify([{ ...container, readOnly: true }]) },
        /^ecs\/taskDefinition\.ContainerDefinitions\[\]\.ReadOnly E3002: .*'ReadOnly' was unexpected/,
    ],
    "a value of a container that is none of an enumeration": [
        "ecs/taskDefinition",
        task,
        { containerDefinitions: JSON.stringify([{ ...container, logConfiguration: { logDriver: "cloudwatch" } }]) },
        /LogDriver E3048: 'cloudwatch' is not one of/,
    ],
    "a property that is missing": [
        "lb/listener",
        { loadBalancerArn: "arn", port: 443, defaultActions: [{ type: "fixed-response" }] },
        { defaultActions: undefined },
        /^lb\/listener E3003: 'DefaultActions' is a required property/,
    ],
    "a name that is too long": [
        "iam/role",
        { name: "r".repeat(64), assumeRolePolicy: trust },
        { name: "r".repeat(65) },
        /^iam\/role\.RoleName E3033: .* is longer than 64/,
    ],
    "a text of another pattern": [
        "kms/alias",
        { name: "alias/screening", targetKeyId: key },
        { name: "screening" },
        /^kms\/alias\.AliasName E3031: 'screening' does not match/,
    ],
    "a number that is too large": [
        "kms/key",
        { deletionWindowInDays: 30 },
        { deletionWindowInDays: 31 },
        /^kms\/key\.PendingWindowInDays E3034: /,
    ],
    "days that no log group keeps": [
        "cloudwatch/logGroup",
        { name: "gate", retentionInDays: 90 },
        { retentionInDays: 91 },
        /^cloudwatch\/logGroup\.RetentionInDays E3030: 91 is not one of/,
    ],
    "a balancer with one subnet": [
        "lb/loadBalancer",
        {
            name: "front",
            loadBalancerType: "application",
            subnets: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        },
        { subnets: ["subnet-0123456789abcdef0"] },
        /^lb\/loadBalancer\.Subnets E3680: expected minimum item count: 2/,
    ],
    "a machine that the region does not have": [
        "ec2/launchTemplate",
        { name: "gpu", instanceType: "g4dn.xlarge" },
        { instanceType: "g6.48xlarge" },
        /InstanceType E3628: 'g6.48xlarge' is not one of/,
    ],
    "a policy with an unknown element": [
        "iam/rolePolicy",
        { name: "read", role: "gate", policy: { Version: "2012-10-17", Statement: statement({}) } },
        { policy: { Version: "2012-10-17", Statement: statement({ Actions: "s3:GetObject" }) } },
        /^iam\/rolePolicy\.PolicyDocument.* E3510: .*'Actions' was unexpected/,
    ],
};

function statement(change: object): object[] {
    return [{ Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: `${bucket}/*`, ...change }];
}

/** What is changed in a statement that parliament accepts, and what it finds then. */
const policyCases: Readonly<Record<string, readonly [change: object, found: RegExp]>> = {
    "an unknown action": [{ Action: "s3:GetObjects" }, /UNKNOWN_ACTION: Unknown action s3:GetObjects$/],
    "an unknown service": [{ Action: "s4:GetObject" }, /UNKNOWN_PREFIX: Unknown prefix s4$/],
    "a resource that the action does not have": [{ Resource: bucket }, /ACTION_WITHOUT_RESOURCE: s3:GetObject$/],
    "an action whose resource is missing, beside one that has its own": [
        { Action: ["s3:GetObject", "s3:ListBucket"] },
        /ACTION_WITHOUT_RESOURCE: s3:ListBucket$/,
    ],
    "a required resource that is missing": [{ Action: "ecs:UpdateService" }, /RESOURCE_MISMATCH: .*ecs:UpdateService/],
    "a resource that no action has, beside one that it has": [
        { Resource: [`${bucket}/*`, key] },
        new RegExp(`RESOURCE_WITHOUT_ACTION: ${key}$`),
    ],
    "a condition key that the action does not have": [
        { Condition: { StringEquals: { "s3:prefix": "releases/" } } },
        /UNKNOWN_CONDITION_FOR_ACTION: Unknown condition s3:prefix for action s3:GetObject$/,
    ],
    "a condition key that is misspelled": [
        { Condition: { StringEquals: { "aws:SourceAccounts": "111111111111" } } },
        /UNKNOWN_CONDITION_FOR_ACTION: Unknown condition aws:SourceAccounts/,
    ],
    "an operator for another type": [
        { Action: "s3:ListBucket", Resource: bucket, Condition: { Bool: { "s3:prefix": "true" } } },
        /MISMATCHED_TYPE: .*Bool requires a value of type Bool but given String/,
    ],
    "an unknown operator": [{ Condition: { StringIs: { "aws:SourceAccount": "1" } } }, /UNKNOWN_OPERATOR: StringIs$/],
    "an account that is no number": [{ Resource: "arn:aws:s3::meridian:screening/*" }, /INVALID_ARN: Account expected/],
    "no resource": [{ Resource: undefined }, /MALFORMED: .*neither Resource nor NotResource/],
    "an unknown element": [{ Actions: "s3:GetObject" }, /MALFORMED: Statement contains an unknown element/],
};

const policies: readonly PolicyDocument[] = [
    ...Object.entries(policyCases).map(([title, [change]]) => policyWith(title, change)),
    { name: "trust", text: trust.replace("AssumeRole", "AssumeRoles"), trust: true },
];

describe("the checks of requests to AWS", function () {
    this.timeout(600_000);
    // All at once: the linters load longer than they check.
    let bySchemas: readonly string[];
    let inPolicies: readonly string[];

    before(async () => {
        const wrong = Object.values(schemaCases).map(([type, right, change]) => [
            { type, name: "wrong", region, inputs: { ...right, ...change } },
        ]);
        bySchemas = await schemaFindings(wrong);
        inPolicies = await policyFindings(policies);
    });

    it("accept what each mistake is planted in", async () => {
        const right = Object.values(schemaCases).map(([type, inputs]) => [{ type, name: "right", region, inputs }]);
        assert.deepEqual(await schemaFindings(right), []);
        assert.deepEqual(
            await policyFindings([policyWith("right", {}), { name: "trust", text: trust, trust: true }]),
            [],
        );
    });

    for (const [title, [, , , found]] of Object.entries(schemaCases)) {
        it(`find by the schema ${title}`, () => {
            assert.ok(
                bySchemas.some(finding => found.test(finding)),
                bySchemas.join("\n"),
            );
        });
    }

    for (const [title, [, found]] of Object.entries(policyCases)) {
        it(`find in a policy ${title}`, () => {
            const own = inPolicies.filter(finding => finding.startsWith(`${title} `));
            assert.ok(
                own.some(finding => found.test(finding)),
                own.join("\n"),
            );
        });
    }

    it("report a finding without an exemption, and an exemption without a finding", () => {
        const exemptions = { "iam/role.RoleName E3033": "planted", "kms/key E3003": "stale" };
        const found = ["iam/role.RoleName E3033: too long", "lb/listener E3003: missing"];
        assert.deepEqual(compared(found, exemptions), {
            left: ["lb/listener E3003: missing"],
            stale: ["kms/key E3003"],
        });
    });

    it("find in a trust policy an unknown action", () => {
        assert.ok(inPolicies.includes("trust  UNKNOWN_ACTION: Unknown action sts:AssumeRoles"));
    });
});

function policyWith(name: string, change: object): PolicyDocument {
    return { name, text: JSON.stringify({ Version: "2012-10-17", Statement: statement(change) }), trust: false };
}
