import assert from "node:assert/strict";

import {
    counted,
    isKnown,
    milliseconds,
    percent,
    rate,
    seconds,
    shortDigest,
} from "../../../../runtime/hub/page/amounts";

describe("amounts on the page", () => {
    for (const [as, rows] of [
        [rate, { 0: "0", 0.0123: "0.0123", 48.23: "48.2", 999.4: "999", 12_345.6: "12,346" }],
        [percent, { 0: "0 %", 0.00034: "0.034 %", 0.024: "2.4 %", 0.1234: "12.3 %", 1: "100 %" }],
        [milliseconds, { 0.42: "0.42 ms", 18.26: "18.3 ms", 999: "999 ms", 1312: "1.3 s" }],
        [
            seconds,
            {
                0: "0 s",
                0.352: "0.35 s",
                74: "74 s",
                119: "119 s",
                150: "3 min",
                7_200: "2 h",
                12_000: "3 h 20 min",
                187_200: "2 d 4 h",
            },
        ],
    ] as const) {
        it(`are read as ${as.name}`, () => {
            for (const [value, text] of Object.entries(rows)) assert.equal(as(Number(value)), text);
        });
    }

    it("never look like nothing when they are something", () => {
        for (const value of [1e-6, 1e-4, 0.01]) assert.notEqual(percent(value), "0 %");
    });

    it("are not known where they are missing, null or no number", () => {
        assert.deepEqual([undefined, null, NaN, Infinity, 0].map(isKnown), [false, false, false, false, true]);
    });

    it("count in the singular and the plural", () => {
        assert.deepEqual(
            [0, 1, 2].map(n => counted(n, "region")),
            ["0 regions", "1 region", "2 regions"],
        );
    });

    it("tell two digests apart by their beginning", () => {
        assert.equal(shortDigest("sha256:3f8e2c5ad1b94706e8a2d95c"), "3f8e2c5ad1b9");
    });
});
