import assert from "node:assert/strict";

import { parseConfig } from "../../../../components/plan/plan";
import { recoveryFaults } from "../../../../components/plan/watch/recovery-faults";
import { faultsOf, pinned } from "../faults-of";
import { on } from "../sketches";

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

    it("may be the same as a number of floating point has it", () => {
        const exact = { noticedAfterSeconds: 1395.276, consistency: undefined };
        assert.deepEqual(recoveryFaults({ rtoSeconds: 232.546 * 6 }, exact), []);
        assert.equal(recoveryFaults({ rtoSeconds: 1395.275 }, exact).length, 1);
    });

    it("is measured by gates alone where nothing checks regions for the names", () => {
        // k8gb checks every 30 s; three failed checks of a gate take 15 s.
        const refused = (names: "external-dns" | "k8gb", rtoSeconds: number) =>
            faultsOf(() =>
                parseConfig(on("kubernetes", { "kubernetes.names": names, recovery: { rtoSeconds } })),
            ).flatMap(({ code }) => (code.startsWith("recovery/") ? [code] : []));
        assert.deepEqual(refused("k8gb", 20), ["recovery/rto-below-detection"]);
        assert.deepEqual(refused("external-dns", 20), []);
        assert.deepEqual(refused("external-dns", 14), ["recovery/rto-below-detection"]);
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
