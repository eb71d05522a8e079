import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHalf, HALF_LIMIT, toHalf } from "../../../runtime/model-server/half";

describe("FP16", () => {
    it("gives every finite bit pattern back", () => {
        for (let bits = 0; bits < 0x10000; bits++) {
            const value = fromHalf(bits);
            if (Number.isFinite(value)) {
                assert.equal(toHalf(value), bits);
            }
        }
    });

    it("knows infinities and what is not a number", () => {
        assert.deepEqual([0x7c00, 0xfc00, 0x7e00].map(fromHalf), [Infinity, -Infinity, NaN]);
    });

    it("rounds to the nearest, and ties to even", () => {
        // 2049 lies between 2048 and 2050, 2051 between 2050 and 2052.
        assert.deepEqual([2049, 2051, 65519].map(toHalf).map(fromHalf), [2048, 2052, 65504]);
        fc.assert(
            fc.property(
                fc.double({ min: -HALF_LIMIT, max: HALF_LIMIT, maxExcluded: true, minExcluded: true, noNaN: true }),
                value => {
                    const bits = toHalf(value);
                    const error = Math.abs(fromHalf(bits) - value);
                    for (const neighbour of [bits - 1, bits + 1]) {
                        const other = fromHalf(neighbour & 0xffff);
                        assert.ok(!Number.isFinite(other) || error <= Math.abs(other - value));
                    }
                },
            ),
        );
    });
});
