import assert from "node:assert/strict";

import { oncePer } from "../../../components/plan/once-per";

describe("what there is once per key", () => {
    it("is the first item of each, in order", () => {
        const regions = ["eu:west", "us:east", "eu:north", "us:west"];
        assert.deepEqual(
            oncePer(regions, region => region.slice(0, 2)),
            ["eu:west", "us:east"],
        );
    });

    it("has items without a key once, too: they share one account", () => {
        assert.deepEqual(
            oncePer([{ at: 1 }, { at: 2, role: "a" }, { at: 3 }], ({ role }: { at: number; role?: string }) => role),
            [{ at: 1 }, { at: 2, role: "a" }],
        );
    });

    it("is nothing of nothing", () => {
        assert.deepEqual(
            oncePer([], one => one),
            [],
        );
    });
});
