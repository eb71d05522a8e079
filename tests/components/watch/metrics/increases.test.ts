import assert from "node:assert/strict";
import fc from "fast-check";

import { increases } from "../../../../components/watch/metrics/increases";
import { runs } from "../../../support/arbitraries";

const counts = fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 });

describe("the increase of cumulative counts", () => {
    it("is all of them where nothing was read before", () => {
        assert.deepEqual(increases(undefined, [3, 0, 5]), [3, 0, 5]);
    });

    it("is all of them where a process has restarted, which any smaller count says", () => {
        assert.deepEqual(increases([9, 2, 4], [9, 3, 1]), [9, 3, 1]);
        assert.deepEqual(increases([9, 2, 4], [0, 0, 0]), [0, 0, 0]);
    });

    it("is all of them where other things are counted than before", () => {
        assert.deepEqual(increases([1, 2], [1, 2, 3]), [1, 2, 3]);
        assert.deepEqual(increases([1, 2, 3], [1, 2]), [1, 2]);
    });

    it("adds up to what was counted, however often it was read", () => {
        fc.assert(
            fc.property(fc.array(counts, { maxLength: 8 }), steps => {
                let [before, now, sum] = [undefined as readonly number[] | undefined, [0, 0, 0], [0, 0, 0]];
                for (const step of steps) {
                    now = now.map((count, i) => count + step[i]!);
                    const more = increases(before, now);
                    [before, sum] = [now, sum.map((count, i) => count + more[i]!)];
                }
                assert.deepEqual(sum, now);
            }),
            runs(),
        );
    });

    it("is never negative, and never more than what is counted now", () => {
        fc.assert(
            fc.property(counts, counts, (before, after) => {
                assert.ok(increases(before, after).every((more, i) => more >= 0 && more <= after[i]!));
            }),
            runs(),
        );
    });
});
