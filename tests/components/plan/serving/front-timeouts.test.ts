import assert from "node:assert/strict";

import { frontTimeouts } from "../../../../components/plan/serving/front-timeouts";

describe("what stands before a gate", () => {
    it("waits as long as a request may take, and a minute or half a minute at least", () => {
        assert.deepEqual(frontTimeouts({ deadlineSeconds: 0.5 }), { idle: 60, drain: 30 });
        assert.deepEqual(frontTimeouts({ deadlineSeconds: 45.2 }), { idle: 60, drain: 46 });
        assert.deepEqual(frontTimeouts({ deadlineSeconds: 300 }), { idle: 300, drain: 300 });
    });
});
