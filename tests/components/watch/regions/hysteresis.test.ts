import assert from "node:assert/strict";

import { lasting, nothingWrong, reasonsOf } from "../../../../components/watch/regions/hysteresis";

describe("what is wrong with a region", () => {
    const failback = 300_000;

    it("ends with the next look where it was found once", () => {
        const wrong = lasting(nothingWrong, { lag: "lag of 40 s" }, 0, failback);
        assert.deepEqual(reasonsOf(wrong), ["lag of 40 s"]);
        assert.deepEqual(reasonsOf(lasting(wrong, {}, 1_000, failback)), []);
    });

    it("counts, once found twice, until it has not been found for the failback time", () => {
        let wrong = lasting(nothingWrong, { lag: "lag of 30 s" }, -1_000, failback);
        wrong = lasting(wrong, { lag: "lag of 40 s" }, 0, failback);
        wrong = lasting(wrong, {}, 299_999, failback);
        assert.deepEqual(reasonsOf(wrong), ["lag of 40 s"]);
        assert.deepEqual(reasonsOf(lasting(wrong, {}, 300_000, failback)), []);
    });

    it("lasts longer each time that it is found again, in its newest words", () => {
        let wrong = lasting(nothingWrong, { lag: "lag of 40 s" }, 0, failback);
        wrong = lasting(wrong, { lag: "lag of 50 s" }, 200_000, failback);
        assert.deepEqual(reasonsOf(lasting(wrong, {}, 499_999, failback)), ["lag of 50 s"]);
        assert.deepEqual(reasonsOf(lasting(wrong, {}, 500_000, failback)), []);
    });

    it("counts from when it was last found, also once it was found twice", () => {
        let wrong = nothingWrong;
        for (const at of [0, 100_000, 200_000]) wrong = lasting(wrong, { lag: `lag at ${at}` }, at, failback);
        assert.deepEqual(reasonsOf(wrong), ["lag at 200000"]);
        wrong = lasting(wrong, {}, 499_999, failback);
        assert.deepEqual(reasonsOf(wrong), ["lag at 200000"]);
        assert.deepEqual(reasonsOf(lasting(wrong, {}, 500_000, failback)), []);
    });

    it("is reported for each kind apart", () => {
        const once = lasting(nothingWrong, { lag: "lag", digest: "digest" }, -1_000, failback);
        const wrong = lasting(once, { lag: "lag", digest: "digest" }, 0, failback);
        const later = lasting(wrong, { digest: "digest" }, 300_000, failback);
        assert.deepEqual(reasonsOf(later), ["digest"]);
    });
});
