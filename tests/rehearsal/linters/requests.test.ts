import assert from "node:assert/strict";

import { counterparts, withoutCounterpart } from "./counterparts";
import { policyExemptions, schemaExemptions, type Exemptions } from "./exemptions";
import { policiesOf, policyFindings, schemaFindings } from "./findings";
import { type Requested, requestedOf } from "./requested";
import { stacks } from "./stacks";

/** Findings that no exemption names, and exemptions that name nothing. */
function compared(found: readonly string[], exemptions: Exemptions) {
    const names = Object.keys(exemptions);
    return {
        left: found.filter(finding => !names.some(name => finding.startsWith(name))),
        stale: names.filter(name => !found.some(finding => finding.startsWith(name))),
    };
}

describe("the requests to AWS, by schemas and policies that others maintain", function () {
    this.timeout(600_000);
    let requested: readonly (readonly Requested[])[];

    before(async () => {
        const all: Requested[][] = [];
        for (const config of Object.values(stacks)) all.push(await requestedOf(config()));
        requested = all;
    });

    it("have a type of CloudFormation, or a reason why not; no table has a type that is not requested", () => {
        const types = new Set(requested.flat().map(({ type }) => type));
        const known = [...Object.keys(counterparts), ...Object.keys(withoutCounterpart)];
        assert.deepEqual([...types].sort(), known.sort());
    });

    it("match the schema of their type in their region: names, values, lengths and numbers", async () => {
        assert.deepEqual(compared(await schemaFindings(requested), schemaExemptions), { left: [], stale: [] });
    });

    it("have policies of known actions, of resources and conditions that these actions accept", async () => {
        const policies = requested.flatMap(policiesOf);
        assert.ok(policies.length > 100);
        assert.deepEqual(compared(await policyFindings(policies), policyExemptions), { left: [], stale: [] });
    });
});
