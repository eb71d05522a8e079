import assert from "node:assert/strict";

import { counterparts, withoutCounterpart } from "./counterparts";
import { compared, schemaExemptions } from "./exemptions";
import { schemaFindings } from "./findings";
import type { Requested } from "./requested";
import { requestedByStacks } from "./stacks";

describe("the requests to AWS, by the schemas of CloudFormation", function () {
    this.timeout(600_000);
    let requested: readonly (readonly Requested[])[];

    before(async () => {
        requested = await requestedByStacks();
    });

    it("have a type of CloudFormation, or a reason why not; no table has a type that is not requested", () => {
        const types = new Set(requested.flat().map(({ type }) => type));
        const known = [...Object.keys(counterparts), ...Object.keys(withoutCounterpart)];
        assert.deepEqual([...types].sort(), known.sort());
    });

    it("match the schema of their type in their region: names, values, lengths and numbers", async () => {
        assert.deepEqual(compared(await schemaFindings(requested), schemaExemptions), { left: [], stale: [] });
    });
});
