import assert from "node:assert/strict";

import { CallerShares } from "../../../../../../components/adapters/local/runtime/model-server/caller-shares";

describe("rows that count of what callers ask with", () => {
    let now = 0;
    const shares = () => {
        now = 0;
        return new CallerShares(() => now);
    };
    /** How many rows count of so many requests. */
    const takenOf = (all: CallerShares, caller: string, requests: number, rows = 1) =>
        Array.from({ length: requests }, () => all.take(caller, rows)).reduce((sum, one) => sum + one, 0);

    it("are at most 50 of one request", () => {
        assert.equal(shares().take("a", 139_000), 50);
        assert.equal(shares().take("a", 3), 3);
        assert.equal(shares().take("a", 0), 0);
    });

    it("are at most half of a block of a thousand where there are several callers", () => {
        const all = shares();
        assert.equal(takenOf(all, "b", 1), 1);
        assert.equal(takenOf(all, "loud", 40, 50), 500);
        assert.equal(takenOf(all, "b", 498), 498);
        assert.equal(takenOf(all, "loud", 1), 0);
        assert.equal(takenOf(all, "c", 1), 1);
        assert.equal(takenOf(all, "loud", 600), 500, "in the next block");
    });

    it("are all of a caller without others, in this block and the one before", () => {
        const all = shares();
        assert.equal(takenOf(all, "", 3_000), 3_000);
        takenOf(all, "other", 1);
        now += 600_000;
        assert.equal(takenOf(all, "", 3_000), 500);
        now += 600_000;
        assert.equal(takenOf(all, "", 3_000), 3_000);
    });
});
