import assert from "node:assert/strict";

import { flatten, shapeOf } from "../../../runtime/model-server/shape";

const most = 2 ** 31 - 1;

describe("the shape of an input", () => {
    for (const [title, value, declared] of [
        ["that the model declares", [2, 3], [2, 3]],
        ["of any size where the model takes any", [0, 3], [-1, 3]],
        ["of the largest dimension", [most], [-1]],
        ["of 32 dimensions, where the model declares none", Array(32).fill(1), []],
        ["of no dimension, where the model declares none", [], []],
    ] as const) {
        it(`is accepted: one ${title}`, () => {
            assert.deepEqual(shapeOf(value, "shape", declared as readonly number[]), value);
        });
    }

    const list = /^shape must be a list of at most 32 whole numbers from 0 to 2147483647/;
    const unlike = /^shape is \[.*\]; allowed: \[.*\], where -1 stands for any size$/;
    for (const [title, value, declared, why] of [
        ["no list", "2", [2], list],
        ["one of 33 dimensions", Array(33).fill(1), [], list],
        ["one with a negative dimension", [-1], [-1], list],
        ["one with a half", [1.5], [-1], list],
        ["one with a text", ["1"], [-1], list],
        ["one with a dimension beyond 32 bits", [most + 1], [-1], list],
        ["one with another size", [2, 4], [-1, 3], unlike],
        ["one with fewer dimensions", [2], [2, 3], unlike],
        ["one with more dimensions", [2, 3, 1], [2, 3], unlike],
    ] as const) {
        it(`is refused: ${title}`, () => {
            assert.throws(() => shapeOf(value, "shape", declared), { message: why });
        });
    }
});

describe("elements of an input", () => {
    it("are the same flat or nested as the shape says, in row-major order", () => {
        const elements = [1, 2, 3, 4, 5, 6];
        assert.deepEqual(flatten(elements, [2, 3], "data"), elements);
        assert.deepEqual(
            flatten(
                [
                    [1, 2, 3],
                    [4, 5, 6],
                ],
                [2, 3],
                "data",
            ),
            elements,
        );
        assert.deepEqual(
            flatten(
                [
                    [[1], [2]],
                    [[3], [4]],
                    [[5], [6]],
                ],
                [3, 2, 1],
                "data",
            ),
            elements,
        );
        assert.deepEqual(flatten([], [0, 3], "data"), []);
        assert.deepEqual(flatten([[], []], [2, 0], "data"), []);
        assert.deepEqual(flatten([7], [], "data"), [7]);
    });

    for (const [title, data, shape, why] of [
        ["fewer than the shape has", [1, 2], [3], /shape \[3\] needs 3, not the 2 elements given/],
        ["more than the shape has", [1, 2], [1], /shape \[1\] needs 1, not the 2 elements given/],
        ["some where the shape has none", [1], [0, most], /needs 0, not the 1 elements given/],
        ["those of a shape that no request fills", [1], [most, most, most], /needs more than the 1 elements given/],
        [
            "rows of different lengths",
            [[1, 2], [3]],
            [2, 2],
            /data must be flat or nested as shape \[2, 2\]; level 2 is not/,
        ],
        ["rows among elements", [[1, 2], 3], [2, 2], /level 2 is not/],
        ["too few rows", [[1, 2]], [2, 2], /level 1 is not/],
        ["too few levels", [[1, 2]], [1, 2, 1], /level 3 is not/],
    ] as const) {
        it(`are refused: ${title}`, () => {
            assert.throws(() => flatten(data, shape, "data"), { message: why });
        });
    }

    it("are nested however deep without a limit of the stack", () => {
        let data: unknown[] = [1];
        for (let i = 0; i < 100_000; i++) data = [data];
        assert.equal(flatten(data, [1, 1], "data").length, 1);
        assert.throws(() => flatten(data, Array<number>(32).fill(2), "data"), /level 1 is not/);
    });
});
