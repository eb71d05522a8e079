import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";

import * as fc from "fast-check";

import { askMoto, type IamCase } from "../../support/emulators/iam";
import { decide } from "./evaluate";
import { managedFile, managedNames, managedPolicies } from "./managed";
import { policyFrom } from "./policy";

/**
 * What both evaluators do: allow and deny, lists of actions and resources, `*`, several policies of one identity. Not moto 5.2: policies of
 * keys, buckets and topics with principals, grants, boundaries, services as principals, `?`, actions in other case, parts of ARNs
 * (`*` reaches over colons there), and condition operators other than StringEquals, of which a missing key counts as equal.
 * `evaluate.test.ts` tests those by AWS's documentation.
 */
const account = "111111111111";
const actions = ["s3:GetObject", "s3:PutObject", "s3:GetBucketAcl", "kms:Decrypt", "ecr:BatchGetImage"];
const actionPatterns = [...actions, "s3:*", "s3:Get*", "s3:*Object", "*"];
const resources = ["a/1", "a/2", "b/1", "ab"].map(name => `arn:aws:s3:::${name}`);
const resourcePatterns = [...resources, ...["*", "a/*", "*/1", "a*"].map(name => `arn:aws:s3:::${name}`), "*"];

const someOf = (values: readonly string[]) =>
    fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }));

const statement = fc.record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    Action: someOf(actionPatterns),
    Resource: someOf(resourcePatterns),
});
const policy = fc.record({
    Version: fc.constant("2012-10-17"),
    Statement: fc.array(statement, { minLength: 1, maxLength: 3 }),
});
const iamCase: fc.Arbitrary<IamCase> = fc.record({
    policies: fc.array(
        policy.map(one => JSON.stringify(one)),
        { minLength: 1, maxLength: 2 },
    ),
    // Keys need a policy of their own, which moto does not look at.
    action: fc.constantFrom(...actions.filter(action => !action.startsWith("kms:"))),
    resource: fc.constantFrom(...resources),
});

describe("the evaluator of policies and that of moto", function () {
    this.timeout(300_000);
    const cases = fc.sample(iamCase, { seed: 1, numRuns: 3000 });
    let answered: Awaited<ReturnType<typeof askMoto>>;

    before(async () => {
        answered = await askMoto({ cases, managed: managedNames });
        if (process.env.UPDATE_RECORDED === "1")
            writeFileSync(managedFile, `${JSON.stringify(answered.managed, undefined, 2)}\n`);
    });

    it("decide alike about 3,000 drawn cases", () => {
        const decisions = cases.map(({ action, policies, resource }) => {
            const principal = { arn: `arn:aws:iam::${account}:role/any` };
            const identity = policies.map((text, i) => policyFrom(`policy ${i}`, text));
            return decide({ principal, action, resource, owner: account, context: {} }, { identity }) === "allowed";
        });
        const unlike = cases.filter((_, i) => decisions[i] !== answered.decisions[i]);
        assert.deepEqual(unlike, []);
        const allowed = decisions.filter(Boolean).length;
        assert.ok(allowed > 300 && allowed < 2700, `${allowed} allowed`);
    });

    it("have the same policies of AWS, which are recorded", () => {
        assert.deepEqual(managedPolicies, answered.managed);
    });
});
