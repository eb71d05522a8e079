import assert from "node:assert/strict";

import { recoveryFaults } from "../../../../components/plan/watch/recovery-faults";
import { pinned } from "../faults-of";

describe("the time in which an outage is made up for", () => {
    const noticed = { noticedAfterSeconds: 30, consistency: undefined };

    it("is no shorter than that in which it is noticed", () => {
        assert.deepEqual(recoveryFaults({ rtoSeconds: 30 }, noticed), []);
        assert.deepEqual(pinned(recoveryFaults({ rtoSeconds: 29 }, noticed)), [
            {
                code: "recovery/rto-below-detection",
                path: "recovery.rtoSeconds",
                value: 29,
            },
        ]);
    });

    it("need not be said", () => {
        assert.deepEqual(recoveryFaults({ rpoSeconds: 1 }, noticed), []);
    });
});

describe("the writes that an outage may cost", () => {
    const held = (consistency: "eventual" | "strong" | undefined) => ({ noticedAfterSeconds: 30, consistency });

    it("are not none where regions have what was written elsewhere only later", () => {
        assert.deepEqual(pinned(recoveryFaults({ rpoSeconds: 0 }, held("eventual"))), [
            {
                code: "recovery/rpo-below-replication",
                path: "recovery.rpoSeconds",
                value: 0,
            },
        ]);
    });

    it("may be none with strong consistency, and without tables, and some with any", () => {
        assert.deepEqual(recoveryFaults({ rpoSeconds: 0 }, held("strong")), []);
        assert.deepEqual(recoveryFaults({ rpoSeconds: 0 }, held(undefined)), []);
        assert.deepEqual(recoveryFaults({ rpoSeconds: 1 }, held("eventual")), []);
    });
});
