import assert from "node:assert/strict";

import { waitMs } from "../../../runtime/fetch/backoff";

describe("the wait before another attempt", () => {
    it("is below a bound that doubles, up to half a minute", () => {
        const bounds = [1, 2, 3, 4, 5, 6, 7, 8, 20].map(failures => waitMs(failures, 0, () => 1));
        assert.deepEqual(bounds, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    });

    it("is at random, so that tasks that start together do not come again together", () => {
        assert.deepEqual([waitMs(3, 0, () => 0), waitMs(3, 0, () => 0.25)], [0, 500]);
    });

    it("is no shorter than the source asks for, and at random beyond that, since other clients get the same answer", () => {
        const waits = [0, 0.5, 1].map(drawn => waitMs(1, 7_000, () => drawn));
        assert.deepEqual(waits, [7_000, 7_250, 7_500]);
    });
});
