import assert from "node:assert/strict";

import { anomalyFrom, budgetNotices } from "../../../../components/plan/watch/budget-notices";

describe("a budget", () => {
    it("notifies before it is used up, when it is, and when it will be", () => {
        assert.deepEqual(
            budgetNotices.map(({ of, percent }) => `${of} ${percent}`),
            ["spent 80", "spent 100", "forecast 100"],
        );
    });

    it("takes a twentieth of itself for cost that is worth a look", () => {
        assert.deepEqual([12_000, 1, 19].map(anomalyFrom), [600, 1, 1]);
    });
});
