import assert from "node:assert/strict";

import { areMet, type Context } from "./conditions";
import { decide, type Policies, type Request } from "./evaluate";
import { policyFrom } from "./policy";

const account = "111111111111";
const role = { arn: `arn:aws:iam::${account}:role/reader` };
const stranger = { arn: "arn:aws:iam::222222222222:role/reader" };
const root = { AWS: `arn:aws:iam::${account}:root` };
const bucket = "arn:aws:s3:::screening";
const key = `arn:aws:kms:eu-west-1:${account}:key/0a7cd38e`;

type Written = Readonly<Record<string, unknown>>;
const allow = (more: Written = {}) => ({ Effect: "Allow", Action: "*", Resource: "*", ...more });
const deny = (more: Written = {}) => ({ ...allow(more), Effect: "Deny" });
const policy = (...Statement: readonly Written[]) => policyFrom("the policy", { Statement });

const reading: Request = {
    principal: role,
    action: "s3:GetObject",
    resource: `${bucket}/releases/1`,
    owner: account,
    context: {},
};
const decrypting: Request = { ...reading, action: "kms:Decrypt", resource: key };
const assuming: Request = { ...reading, action: "sts:AssumeRole", resource: `arn:aws:iam::${account}:role/other` };
const service = { service: "cloudtrail.amazonaws.com" };

/** By IAM's evaluation logic and the key policies of KMS: whether a request is allowed with these policies. */
const cases: Readonly<Record<string, readonly [allowed: boolean, request: Request, policies: Partial<Policies>]>> = {
    "denies without a policy": [false, reading, {}],
    "allows what a policy of the role allows": [true, reading, { identity: [policy(allow())] }],
    "denies what one policy denies, whatever others allow": [
        false,
        reading,
        { identity: [policy(allow()), policy(deny({ Action: "s3:Get*" }))] },
    ],
    "denies what the policy of an endpoint does not allow": [
        false,
        reading,
        { identity: [policy(allow())], endpoint: policy(allow({ Principal: "*", Resource: `${bucket}2/*` })) },
    ],
    "allows by no endpoint what the role may not do": [false, reading, { endpoint: policy(allow({ Principal: "*" })) }],
    "denies what the bucket denies": [
        false,
        reading,
        { identity: [policy(allow())], resource: policy(deny({ Principal: "*" })) },
    ],
    "allows in its account what the bucket alone allows": [
        true,
        reading,
        { resource: policy(allow({ Principal: { AWS: role.arn } })) },
    ],
    "denies another account without the bucket": [
        false,
        { ...reading, principal: stranger },
        { identity: [policy(allow())] },
    ],
    "denies another account by the bucket alone": [
        false,
        { ...reading, principal: stranger },
        { resource: policy(allow({ Principal: { AWS: stranger.arn } })) },
    ],
    "allows another account by both": [
        true,
        { ...reading, principal: stranger },
        { identity: [policy(allow())], resource: policy(allow({ Principal: { AWS: "222222222222" } })) },
    ],
    "denies what the boundary does not allow": [
        false,
        reading,
        { identity: [policy(allow())], boundary: policy(allow({ Action: "kms:*" })) },
    ],
    "allows what the boundary allows, too": [
        true,
        reading,
        { identity: [policy(allow())], boundary: policy(allow({ Action: "s3:*" })) },
    ],
    "denies the use of a key whose policy does not admit the account": [
        false,
        decrypting,
        { identity: [policy(allow())], resource: policy(allow({ Principal: { Service: "logs.amazonaws.com" } })) },
    ],
    "has IAM decide where the key admits the account": [
        true,
        decrypting,
        { identity: [policy(allow())], resource: policy(allow({ Principal: root })) },
    ],
    "denies without IAM where the key admits the account": [
        false,
        decrypting,
        { resource: policy(allow({ Principal: root })) },
    ],
    "allows a role that the key admits, without IAM": [
        true,
        decrypting,
        { resource: policy(allow({ Principal: { AWS: role.arn } })) },
    ],
    "allows what a grant allows": [
        true,
        decrypting,
        { resource: policy(allow({ Principal: root })), grants: [{ grantee: role.arn, operations: ["Decrypt"] }] },
    ],
    "denies what a grant of another principal allows": [
        false,
        decrypting,
        { resource: policy(allow({ Principal: root })), grants: [{ grantee: stranger.arn, operations: ["Decrypt"] }] },
    ],
    "denies operations that a grant does not have": [
        false,
        decrypting,
        { resource: policy(allow({ Principal: root })), grants: [{ grantee: role.arn, operations: ["Encrypt"] }] },
    ],
    "denies a service without the policy of the resource": [false, { ...reading, principal: service }, {}],
    "allows a service that the policy names": [
        true,
        { ...reading, principal: service },
        { resource: policy(allow({ Principal: { Service: service.service } })) },
    ],
    "denies a service where the policy names the account": [
        false,
        { ...decrypting, principal: service },
        { resource: policy(allow({ Principal: root })) },
    ],
    "denies a role that the other one does not trust": [false, assuming, { identity: [policy(allow())] }],
    "allows a role that the other one trusts": [
        true,
        assuming,
        { resource: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: role.arn } }) },
    ],
    "matches actions in any case": [true, reading, { identity: [policy(allow({ Action: "S3:getobject" }))] }],
    "matches ? with one character": [true, reading, { identity: [policy(allow({ Action: "s3:Get?bject" }))] }],
    "matches no other action by a dot": [false, reading, { identity: [policy(allow({ Action: "s3.GetObject" }))] }],
    "matches resources by wildcards": [true, reading, { identity: [policy(allow({ Resource: `${bucket}/*` }))] }],
    "matches no resource over a colon": [
        false,
        decrypting,
        {
            identity: [policy(allow({ Resource: "arn:aws:kms:*:key/0a7cd38e" }))],
            resource: policy(allow({ Principal: root })),
        },
    ],
    "matches an action without a resource by * alone": [
        false,
        { ...reading, action: "ecr:GetAuthorizationToken", resource: "*" },
        { identity: [policy(allow({ Resource: "arn:aws:ecr:*:*:repository/*" }))] },
    ],
    "replaces variables of policies": [
        true,
        { ...reading, context: { "aws:PrincipalAccount": account, "aws:ResourceAccount": account } },
        {
            identity: [
                policy(allow({ Condition: { StringEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } } })),
            ],
        },
    ],
    "matches nothing by a variable without a value": [
        false,
        { ...reading, context: { "aws:ResourceAccount": account } },
        {
            identity: [
                policy(allow({ Condition: { StringEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } } })),
            ],
        },
    ],
};

const list = { "kms:GrantOperations": ["Decrypt", "Encrypt"] };

/** Condition, context, and whether it is met. */
const conditions: readonly (readonly [
    operator: string,
    expected: string | string[],
    context: Context,
    met: boolean,
])[] = [
    ["StringEquals", ["a", "b"], { k: "b" }, true],
    ["StringEquals", "a", { k: "A" }, false],
    ["StringEquals", "a", { K: "a" }, true],
    ["StringEquals", "a", {}, false],
    ["StringEqualsIfExists", "a", {}, true],
    ["StringEqualsIfExists", "a", { k: "b" }, false],
    ["StringNotEquals", ["a", "b"], { k: "b" }, false],
    ["StringNotEquals", "a", {}, true],
    ["StringNotEqualsIfExists", "a", {}, true],
    ["StringLike", "dynamodb.*.amazonaws.com", { k: "dynamodb.eu-west-1.amazonaws.com" }, true],
    ["ArnLike", "arn:aws:ecs:eu-west-1:1:*", { k: "arn:aws:ecs:eu-west-1:1:task/a/b" }, true],
    ["ArnLike", "arn:aws:ecs:*:task/a", { k: "arn:aws:ecs:eu-west-1:1:task/a" }, false],
    ["Bool", "false", { k: "FALSE" }, true],
    ["Bool", "false", {}, false],
    ["Null", "true", {}, true],
    ["Null", "false", { k: "" }, true],
    ["Null", "false", {}, false],
    ["ForAllValues:StringEquals", "Decrypt", { k: ["Decrypt"] }, true],
    ["ForAllValues:StringEquals", "Decrypt", { k: list["kms:GrantOperations"] }, false],
    ["ForAllValues:StringEquals", "Decrypt", {}, true],
    ["ForAnyValue:StringEquals", "Decrypt", { k: list["kms:GrantOperations"] }, true],
    ["ForAnyValue:StringEquals", "Decrypt", {}, false],
];

describe("the evaluator of policies of IAM", () => {
    for (const [title, [allowed, request, policies]] of Object.entries(cases)) {
        it(title, () => {
            const decision = decide(request, { identity: [], ...policies });
            assert.equal(decision === "allowed", allowed, JSON.stringify(decision));
        });
    }

    for (const [operator, expected, context, met] of conditions) {
        it(`finds ${operator} ${JSON.stringify(expected)} ${met ? "met" : "not met"} by ${JSON.stringify(context)}`, () => {
            assert.equal(areMet({ [operator]: { k: [expected].flat() } }, context), met);
        });
    }

    it("gives the reason of a denial", () => {
        const denied = decide(reading, { identity: [policy(allow(), deny({ Sid: "TlsOnly" }))] });
        assert.deepEqual(denied, { because: "statement TlsOnly of the policy denies it" });
        assert.deepEqual(decide(decrypting, { identity: [policy(allow())] }), {
            because: "no policy of the resource allows it to the role",
        });
    });

    it("refuses what it does not support", () => {
        assert.throws(
            () => areMet({ NumericLessThan: { k: ["1"] } }, { k: "0" }),
            /does not support condition operator/,
        );
        assert.throws(() => areMet({ StringEquals: { k: ["a"] } }, { k: ["a", "b"] }), /several values need/);
        assert.throws(() => policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }), /element NotAction/);
        assert.throws(() => policy(allow({ Principal: { Federated: "x" } })), /principals of type Federated/);
    });
});
