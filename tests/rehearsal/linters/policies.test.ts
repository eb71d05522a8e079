import assert from "node:assert/strict";

import { compared, policyExemptions } from "./exemptions";
import { policiesOf, policyFindings } from "./findings";
import { requestedByStacks } from "./stacks";

describe("the policies that AWS receives, by the actions that it documents", function () {
    this.timeout(600_000);

    it("have known actions, and resources and conditions that these actions accept", async () => {
        const policies = (await requestedByStacks()).flatMap(policiesOf);
        assert.ok(policies.length > 100);
        assert.deepEqual(compared(await policyFindings(policies), policyExemptions), { left: [], stale: [] });
    });
});
