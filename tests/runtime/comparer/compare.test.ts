import assert from "node:assert/strict";

import { compare } from "../../../runtime/comparer/compare";

interface Output {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
    readonly data: readonly unknown[];
}

const answer = (...outputs: Output[]) => JSON.stringify({ model_name: "m", model_version: "1.0.0", outputs });
const labels = (...data: unknown[]): Output => ({ name: "label", datatype: "INT64", shape: [data.length], data });
const scores = (shape: readonly number[], ...data: unknown[]): Output => ({
    name: "score",
    datatype: "FP32",
    shape,
    data,
});

const manyClasses: Output = { ...scores([1, 150_000]), data: Array.from({ length: 150_000 }, (_, i) => i) };

describe("two answers", () => {
    const rows: readonly [string, string, string, object][] = [
        [
            "agree in the labels that are the same, each record by itself",
            answer(labels(1, 0, 1, 1)),
            answer(labels(1, 1, 1, 0)),
            { comparable: true, agreed: 2, differed: 2 },
        ],
        [
            "are distinguished by the mean distance of their scores, which decide nothing beside labels",
            answer(labels(1), scores([1, 2], 0.25, 0.75)),
            answer(labels(1), scores([1, 2], 0.75, 0.25)),
            { comparable: true, agreed: 1, differed: 0, distance: 0.5 },
        ],
        [
            "agree, without labels, where the same class has the largest score",
            answer(scores([3, 2], 0.1, 0.9, 0.6, 0.4, 0.5, 0.5)),
            answer(scores([3, 2], 0.2, 0.8, 0.3, 0.7, 0.5, 0.5)),
            { comparable: true, agreed: 2, differed: 1, distance: (0.1 + 0.1 + 0.3 + 0.3) / 6 },
        ],
        [
            "decide nothing with a single score for each record",
            answer(scores([2, 1], 0.25, 0.5)),
            answer(scores([2, 1], 0.5, 0.5)),
            { comparable: true, agreed: 0, differed: 0, distance: 0.125 },
        ],
        [
            "may come in another order, and nested",
            answer(labels(1), scores([2, 1], 1, 2)),
            answer({ ...scores([2, 1]), data: [[1], [4]] }, labels(1)),
            { comparable: true, agreed: 1, differed: 0, distance: 1 },
        ],
        [
            "of texts agree by text",
            answer({ name: "class", datatype: "BYTES", shape: [2], data: ["benign", "malignant"] }),
            answer({ name: "class", datatype: "BYTES", shape: [2], data: ["benign", "benign"] }),
            { comparable: true, agreed: 1, differed: 1 },
        ],
        [
            "may both have no number in a place",
            answer(scores([2], "NaN", 1)),
            answer(scores([2], "NaN", 3)),
            { comparable: true, agreed: 0, differed: 0, distance: 2 },
        ],
        [
            "may have more classes than a function takes arguments",
            answer(manyClasses),
            answer(manyClasses),
            { comparable: true, agreed: 1, differed: 0, distance: 0 },
        ],
        [
            "of scores that are no numbers in places differ where another number is the largest",
            answer(scores([1, 3], "NaN", 0.2, 0.8)),
            answer(scores([1, 3], "NaN", 0.8, 0.2)),
            { comparable: true, agreed: 0, differed: 1, distance: 0.6 },
        ],
        ["may be empty", answer(scores([0, 2])), answer(scores([0, 2])), { comparable: true, agreed: 0, differed: 0 }],
    ];
    for (const [what, one, other, expected] of rows) {
        it(what, () => {
            const found = compare(one, other);
            assert.deepEqual(
                { ...found, ...("distance" in found ? { distance: found.distance!.toFixed(9) } : {}) },
                { ...expected, ...("distance" in expected ? { distance: Number(expected.distance).toFixed(9) } : {}) },
            );
        });
    }

    for (const [what, one, other] of [
        ["of which one has a number where the other has none", answer(scores([1], 1)), answer(scores([1], "NaN"))],
        ["further apart than numbers go", answer(scores([1], 1e308)), answer(scores([1], -1e308))],
        [
            "of which one is beyond all numbers",
            answer(scores([1], 1)),
            '{"outputs":[{"name":"score","datatype":"FP32","shape":[1],"data":[1e999]}]}',
        ],
        ["nested deeper than the shape says", answer(labels(1)), answer({ ...labels(1), data: [[[1]]] })],
        ["with more elements than the shape says", answer(labels(1)), answer({ ...labels(1), data: [1, 1] })],
        [
            "that are nested without end",
            answer(labels(1)),
            `{"outputs":[{"name":"label","datatype":"INT64","shape":[1],"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}]}`,
        ],
        ["with other outputs", answer(labels(1)), answer(scores([1], 1))],
        ["with more outputs", answer(labels(1)), answer(labels(1), scores([1], 1))],
        ["of other shapes", answer(scores([1, 2], 0, 1)), answer(scores([2, 1], 0, 1))],
        ["of other lengths", answer(labels(1)), answer({ ...labels(1), data: [1, 2] })],
        ["of other types", answer(labels(1)), answer({ ...labels(1), datatype: "INT32" })],
        ["of which one is no JSON", answer(labels(1)), "<html>"],
        ["of which one is no answer of the protocol", '{"predictions":[1]}', answer(labels(1))],
        ["that are nothing", "null", "null"],
        ["with outputs that are none", '{"outputs":[null]}', '{"outputs":[null]}'],
        ["without data", '{"outputs":[{"name":"a"}]}', '{"outputs":[{"name":"a"}]}'],
    ] as const) {
        it(`${what} can't be compared`, () => {
            assert.deepEqual(compare(one, other), { comparable: false });
            assert.deepEqual(compare(other, one), { comparable: false });
        });
    }
});
