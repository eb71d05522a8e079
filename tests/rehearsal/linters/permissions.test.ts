import assert from "node:assert/strict";

import { policiesFor } from "../../../components/adapters/aws/operations/permissions";
import { actionsOf } from "../../../components/adapters/aws/operations/permissions/actions";
import { attachedPolicies } from "../../../components/adapters/aws/operations/permissions/service-roles";
import { typesOfCell, typesOfNames } from "../../../components/adapters/aws/operations/permissions/types";
import { plannedOf } from "../../support/planned";
import { compared } from "./exemptions";
import { policyFindings } from "./findings";
import type { Requested } from "./requested";
import { linted, requestedByStacks } from "./stacks";

/** Findings of parliament, by how they begin. */
const exemptions = {
    "engine  RESOURCE_POLICY_PRIVILEGE_ESCALATION: Possible resource policy privilege escalation on arn:aws:s3:::":
        "an identity that creates buckets decides on their policies; what it may do with their objects is a statement of its own",
};

describe("the permissions of the engine on AWS", function () {
    this.timeout(600_000);
    let requested: readonly (readonly Requested[])[];
    const planned = linted().map(plannedOf);
    const typesOf = (i: number) => {
        const { plan } = planned[i]!;
        return [
            ...new Set([...typesOfNames(plan), ...plan.cells.flatMap(cell => typesOfCell(cell, planned[i]!))]),
        ].sort();
    };

    before(async () => {
        requested = await requestedByStacks();
    });

    it("have a row for each type that the adapter creates, and no other", () => {
        const types = new Set(requested.flat().map(({ type }) => type));
        assert.deepEqual(Object.keys(actionsOf).sort(), [...types].sort());
    });

    it("of a stack are those of the types that it creates, and of no other", () => {
        for (const [i, resources] of requested.entries()) {
            assert.deepEqual(typesOf(i), [...new Set(resources.map(({ type }) => type))].sort());
        }
    });

    it("let roles receive the policies of AWS that the stack attaches, and no other", () => {
        for (const [i, resources] of requested.entries()) {
            const attached = resources.filter(({ type }) => type === "iam/rolePolicyAttachment");
            const arns = new Set(attached.map(({ inputs }) => String(inputs.policyArn)));
            assert.deepEqual(
                attachedPolicies(typesOf(i))
                    .map(rest => `arn:aws:${rest}`)
                    .sort(),
                [...arns].sort(),
            );
        }
    });

    it("are policies with known actions, and resources and conditions that these actions accept", async () => {
        const documents = planned
            .flatMap(policiesFor)
            .flatMap(({ policies, preflight }) => [...policies, preflight])
            .map(({ policy }) => ({ name: "engine", text: JSON.stringify(policy), trust: false }));
        const found = await policyFindings(documents);
        assert.deepEqual(compared(found, exemptions), { left: [], stale: [] });
    });
});
