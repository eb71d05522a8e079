import assert from "node:assert/strict";

import { deniedAtStart, deniedUses } from "./iam/denied";
import { edited } from "./iam/dropped";
import { allowedMisuses, misuses } from "./iam/misuses";
import { allNeeded, neededByAws } from "./iam/needed";
import { rightsIn } from "./iam/rights";
import { uses } from "./iam/uses";
import { stackAws } from "./made-once";
import { knownIn, type KnownOf, withoutOrder } from "./needs/known";
import type { StackState } from "./rehearsal";

/** Uses that stack `aws` does not have; the variants have them. */
const inVariants = [
    "ecs/service log what its proxy writes",
    "autoscaling/group start machines with encrypted disks",
    "autoscaling/group have its machines join a cluster",
    "ecs/capacityProvider scale its group, and protect machines that tasks run on",
    "s3/objectCopy be put into its bucket, under the bucket's key",
    "costexplorer/anomalySubscription notify its topics",
    "iam/role put releases into the region's bucket, and read them",
    "iam/role roll the services of models",
    "iam/role roll the gate, or have its key, as a deployer",
];

/** Uses of principals that have all rights before. */
const ofAdministrators = ["dynamodb/table be read and written by programs in the networks of its regions"];

describe("the rights of the stack aws", function () {
    this.timeout(600_000);
    let state: StackState;
    let all: KnownOf;

    before(async () => {
        state = JSON.parse((await stackAws()).state) as StackState;
        all = knownIn(state);
    });

    it("allow all that its features call", () => {
        assert.deepEqual(deniedUses(all), []);
    });

    it("are there when a feature starts, in whatever order the engine creates the stack", () => {
        assert.deepEqual(deniedAtStart(all), []);
    });

    it("are missing when each feature starts where nothing orders the two", () => {
        const unordered = knownIn(withoutOrder(state));
        const found = uses.filter(use => deniedAtStart(unordered, [use]).length > 0);
        const inOrder = uses.filter(use => !found.includes(use)).map(({ of, what }) => `${of} ${what}`);
        assert.deepEqual(
            inOrder.filter(each => !inVariants.includes(each)),
            ofAdministrators,
        );
    });

    it("deny what no feature needs", () => {
        assert.deepEqual(allowedMisuses(all), []);
    });

    it("are evaluated for each use and each misuse", () => {
        const unused = [...uses, ...misuses].filter(
            ({ calls, of }) => all(of).flatMap(one => calls(one, all)).length === 0,
        );
        assert.deepEqual(
            unused.map(({ of, what }) => `${of} ${what}`),
            inVariants,
        );
    });

    it("are each needed, and a stack without one fails for what it is for", () => {
        assert.deepEqual(allNeeded(all), neededByAws);
    });

    it("let no trail be created under a key that CloudTrail can't decrypt with", () => {
        const reverted = edited(all, "kms/key", policy =>
            policy.replace(',"kms:DescribeKey","kms:Decrypt"]', ',"kms:DescribeKey"]'),
        );
        const found = deniedUses(reverted);
        // One of each region, of two backup locations, and of global services.
        assert.equal(found.length, 7);
        for (const line of found)
            assert.match(
                line,
                /^cloudtrail\/trail \S+ can't encrypt its files: cloudtrail.amazonaws.com is denied kms:Decrypt/,
            );
    });

    it("let no program take data to another account through an endpoint, as one without a policy does", () => {
        const open: KnownOf = kind =>
            kind === "ec2/vpcEndpoint"
                ? all(kind).map(one => ({ ...one, inputs: { ...one.inputs, policy: undefined } }))
                : all(kind);
        const found = allowedMisuses(open);
        for (const action of ["s3:PutObject on arn:aws:s3:::elsewhere/taken", "dynamodb:PutItem"])
            assert.ok(
                found.some(line => line.startsWith("ec2/vpcEndpoint ") && line.includes(action)),
                action,
            );
    });

    it("let AWS Backup restore in the region of the distant vault, too", () => {
        const reverted = edited(all, "iam/role", (policy, { account, name }) =>
            name.endsWith("-store-backup")
                ? policy.replace(
                      '"Condition":{',
                      `"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:backup:${name.includes("-eu-") ? "eu-west-1" : "us-east-1"}:${account}:*"},`,
                  )
                : policy,
        );
        const found = deniedUses(reverted);
        assert.equal(found.length, 2);
        for (const line of found)
            assert.match(line, /can't have AWS Backup take on its role, for copies and for restores from each vault/);
    });

    it("are refused where a policy uses an operator that the evaluator does not support", () => {
        const changed = edited(all, "sns/topicPolicy", policy =>
            policy.replaceAll('"StringEquals"', '"StringEqualsIgnoreCase"'),
        );
        assert.throws(() => deniedUses(changed), /does not support condition operator StringEqualsIgnoreCase/);
    });

    it("limit roles by their boundaries", () => {
        const [role] = all("iam/role").filter(({ name }) => name.endsWith("-srv-start"));
        const bounded: KnownOf = kind =>
            all(kind).map(one =>
                one.urn === role!.urn
                    ? {
                          ...one,
                          inputs: {
                              ...one.inputs,
                              permissionsBoundary:
                                  "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
                          },
                      }
                    : one,
            );
        const decision = rightsIn(bounded)({
            by: { arn: String(role!.outputs.arn) },
            action: "ecr:GetAuthorizationToken",
            on: "*",
        });
        assert.deepEqual(decision, { because: "the boundary AWSBackupServiceRolePolicyForBackup does not allow it" });
    });
});
