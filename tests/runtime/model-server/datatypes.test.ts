import assert from "node:assert/strict";

import { datatypeOf } from "../../../runtime/model-server/datatypes";

/** By the runtime's name: the protocol's, what an element may be (least and most), as it is written, and what none may be. */
const cases: readonly (readonly [
    runtime: string,
    name: string,
    accepted: unknown[],
    written: string,
    refused: unknown[],
])[] = [
    ["bool", "BOOL", [true, false], "true,false", [0, 1, "true", null]],
    ["int8", "INT8", [-128, 0, 127], "-128,0,127", [-129, 128, 0.5, "1", null, NaN]],
    ["int16", "INT16", [-32768, 32767], "-32768,32767", [-32769, 32768, 0.5]],
    ["int32", "INT32", [-2147483648, 2147483647], "-2147483648,2147483647", [-2147483649, 2147483648, 0.5]],
    ["uint8", "UINT8", [0, 255], "0,255", [-1, 256, 0.5]],
    ["uint16", "UINT16", [0, 65535], "0,65535", [-1, 65536, 0.5]],
    ["uint32", "UINT32", [0, 4294967295], "0,4294967295", [-1, 4294967296, 0.5]],
    [
        "int64",
        "INT64",
        [5, -(2 ** 53 - 1), 2 ** 53 - 1, "-9223372036854775808", "9223372036854775807"],
        "5,-9007199254740991,9007199254740991,-9223372036854775808,9223372036854775807",
        [2 ** 53, 0.5, "-9223372036854775809", "9223372036854775808", "1e3", "+1", " 1", "", "0x1", true],
    ],
    [
        "uint64",
        "UINT64",
        [0, "18446744073709551615"],
        "0,18446744073709551615",
        [-1, "-1", 2 ** 53, "18446744073709551616", "000000000000000000001"],
    ],
    ["float16", "FP16", [0.5, -65504, 65504], "0.5,-65504,65504", [65520, -65520, NaN, Infinity, "1"]],
    [
        "float32",
        "FP32",
        [0.5, -3e38, 3e38],
        "0.5,-3.0000000054977558e+38,3.0000000054977558e+38",
        [4e38, -4e38, NaN, Infinity, "1"],
    ],
    ["float64", "FP64", [0.1, -1e308], "0.1,-1e+308", [NaN, Infinity, -Infinity, "1", true]],
    ["string", "BYTES", ["", 'Málaga "1"'], '"","Málaga \\"1\\""', ["a\0b", "\ud800", 1, null]],
];

describe("elements of tensors", () => {
    for (const [runtime, name, accepted, written, refused] of cases) {
        it(`of type ${name} are accepted to their limits, written as the protocol has them, and refused beyond`, () => {
            const type = datatypeOf(runtime)!;
            assert.equal(type.name, name);
            const elements = type.decode(accepted);
            assert.ok(typeof elements !== "number", "one was refused");
            assert.equal(type.encode(elements), written);
            for (const value of refused) {
                // The position of the first that is none.
                assert.equal(type.decode([accepted[0], accepted[0], value, value]), 2, String(value));
            }
            assert.equal(type.encode(type.decode([]) as never), "");
        });
    }

    it("that are no finite numbers are texts in answers", () => {
        assert.equal(
            datatypeOf("float64")!.encode(Float64Array.of(NaN, Infinity, -Infinity, -0)),
            '"NaN","Infinity","-Infinity",0',
        );
        assert.equal(
            datatypeOf("float16")!.encode(Uint16Array.of(0x7e00, 0x7c00, 0xfc00)),
            '"NaN","Infinity","-Infinity"',
        );
    });

    it("have no name for what the protocol does not have", () => {
        assert.equal(datatypeOf("int4"), undefined);
    });
});
