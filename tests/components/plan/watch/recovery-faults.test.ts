import assert from "node:assert/strict";

import { recoveryFaults } from "../../../../components/plan/watch/recovery-faults";

describe("the time in which an outage is made up for", () => {
    const noticed = { noticedAfterSeconds: 30 };

    it("is no shorter than that in which it is noticed", () => {
        assert.deepEqual(recoveryFaults({ rtoSeconds: 30 }, noticed), []);
        assert.deepEqual(recoveryFaults({ rtoSeconds: 29 }, noticed), [
            {
                code: "recovery/rto-below-detection",
                path: "recovery.rtoSeconds",
                value: 29,
                allowed: "30 or more, after which a lost region is noticed",
                remedy: "check more often or with fewer failures (routing.failover), or allow more time",
            },
        ]);
    });

    it("need not be said", () => {
        assert.deepEqual(recoveryFaults({ rpoSeconds: 1 }, noticed), []);
    });
});
