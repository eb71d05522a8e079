import assert from "node:assert/strict";

import { lackOf } from "../../../../components/plan/clouds/lack";

describe("what some clouds of a stack lack", () => {
    const why = (cloud: string) => ({ state: "impossible", why: `no such thing on ${cloud}` }) as const;

    it("is nothing when each cloud of the stack can", () => {
        assert.equal(lackOf(["aws"], ["aws", "local"], why), undefined);
    });

    it("says where it is had, and which clouds lack it for which reason", () => {
        assert.deepEqual(lackOf(["aws", "gcp", "azure"], ["aws", "local"], why), {
            able: "on aws, local",
            unable: "gcp, which can't: no such thing on gcp, and azure, which can't: no such thing on azure",
        });
    });

    it("says so when no cloud has it", () => {
        assert.equal(lackOf(["aws"], [], why)?.able, "on no cloud");
    });
});
