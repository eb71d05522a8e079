import assert from "node:assert/strict";

import { programs } from "../../../../components/plan/serving/programs";

describe("environment variables of programs", () => {
    for (const [program, { required, optional }] of Object.entries(programs)) {
        it(`are each required or optional of a ${program}, once`, () => {
            const all = [...required, ...optional];
            assert.deepEqual([...new Set<string>(all)], all);
            assert.ok(all.every(name => /^[A-Z][A-Z0-9_]*$/.test(name)));
        });
    }
});
