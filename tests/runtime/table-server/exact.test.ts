import assert from "node:assert/strict";

import fc from "fast-check";

import { refuseInexact } from "../../../runtime/table-server/exact";

describe("an item's JSON", () => {
    for (const [number, says] of [
        ["9007199254740992", /whole number at position 5 is outside of ±\(2\^53 − 1\)/],
        ["-9007199254740993", /whole number at position 5 /],
        ["9007199254740993.0", /whole number at position 5 /],
        ["9.007199254740993e15", /whole number at position 5 /],
        ["-1E20", /whole number at position 5 /],
        ["1".repeat(400), /the number at position 5 is beyond the range of a double/],
        ["1e309", /beyond the range/],
        ["-1.5E+400", /beyond the range/],
        ["1e-400", /beyond the range/],
        ["0.0003e-330", /beyond the range/],
    ] as const) {
        it(`is refused with ${number.slice(0, 20)}, which a double is not, by its position`, () => {
            assert.throws(() => {
                refuseInexact(`{"a":${number}}`);
            }, says);
        });
    }

    for (const number of [
        "9007199254740991",
        "-9007199254740991",
        "0",
        "-0.0",
        "0e-999",
        "9e15",
        "1e21",
        "1e300",
        "0.1",
        "2.5e-300",
    ]) {
        it(`is accepted with ${number}`, () => {
            refuseInexact(`[{"a":${number}}]`);
        });
    }

    it("is accepted with whatever JSON.stringify writes, and with numbers of any size in texts", () => {
        fc.assert(
            fc.property(fc.jsonValue({ noUnicodeString: false }), fc.string(), (value, text) => {
                const isInexact = /(^|[^\d.e])-?\d{16,}(?![\d.e])/.test(JSON.stringify(value).replace(/"[^"]*"/g, ""));
                fc.pre(!isInexact);
                refuseInexact(JSON.stringify([value, text, "9007199254740993", '"1e999', "\\"]));
            }),
        );
    });

    it("is refused with more names than an item needs, counted at all levels", () => {
        const names = (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":{"x:y":1}`).join()}}`;
        refuseInexact(names(5_000));
        assert.throws(() => {
            refuseInexact(names(5_001));
        }, /has 10002 names of attributes; allowed: 10000/);
    });
});
