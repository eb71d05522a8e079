import assert from "node:assert/strict";

import { axisOf } from "../../../../runtime/hub/page/charts/series";

describe("the axis of a chart", () => {
    it("goes a tenth beyond what is shown, and shows a limit that is not far above it", () => {
        const { top, limit } = axisOf([null, 0.024, 0.001], 0.001, 0.001);
        assert.ok(Math.abs(top - 0.0264) < 1e-9);
        assert.equal(limit, 0.001);
        assert.equal(axisOf([100], 250, 1).limit, 250);
    });

    it("leaves out a limit that would press the lines flat", () => {
        assert.deepEqual(axisOf([10], 250, 1), { top: 11, limit: undefined });
    });

    it("goes to the limit where there is none of it, and never to 100 % of errors", () => {
        const { top, limit } = axisOf([0, 0, null], 0.001, 0.001);
        assert.ok(Math.abs(top - 0.0011) < 1e-9);
        assert.equal(limit, 0.001);
        assert.deepEqual(axisOf([0], undefined, 0.001), { top: 0.001, limit: undefined });
        assert.deepEqual(axisOf([], undefined, 1), { top: 1, limit: undefined });
    });
});
