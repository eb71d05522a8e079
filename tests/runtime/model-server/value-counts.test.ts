import assert from "node:assert/strict";

import { datatypeOf, type Elements } from "../../../runtime/model-server/datatypes";
import { toHalf } from "../../../runtime/model-server/half";
import type { Signature, TensorSpec } from "../../../runtime/model-server/signature";
import { ValueCounts } from "../../../runtime/model-server/value-counts";
import type { Baseline } from "../../../components/watch/drift/baseline";
import { evenBaseline } from "../../support/baselines";

const digest = `sha256:${"b".repeat(64)}`;
const spec = (name: string, type: string, shape: readonly number[]): TensorSpec => ({
    name,
    datatype: datatypeOf(type)!,
    shape,
});
const classifier: Signature = {
    inputs: [spec("threshold", "float32", [1]), spec("features", "float32", [-1, 3])],
    outputs: [spec("probability", "float32", [-1, 1]), spec("label", "int64", [-1])],
};
const baseline = evenBaseline(["age", "bmi", "pulse"], ["probability"]);

/** Counts by a baseline, with what was logged. */
function counting(by: Baseline = baseline) {
    const logged: unknown[] = [];
    const log = { info: () => undefined, error: (event: string, fields?: object) => logged.push({ event, ...fields }) };
    return { logged, values: new ValueCounts({ baseline: by, digest }, log) };
}

const tensor = (type: string, elements: Elements) => ({ type, shape: [elements.length], elements });
const floats = (...values: readonly number[]) => tensor("float32", Float32Array.from(values));

/** Bins that have counts, as `age 0: 2`. */
function reported({ bins }: ValueCounts): string[] {
    return bins.filter(({ count }) => count > 0).map(({ name, bin, count }) => `${name} ${bin}: ${count}`);
}

describe("values of features and scores", () => {
    it("are counted in the baseline's bins: each row's columns in its order, and outputs by their names", () => {
        const { values, logged } = counting();
        const rows = floats(0.5, 3, 100, 9.5, 3.5, -1);
        values.count(classifier, { features: rows, threshold: floats(5) }, { probability: floats(0.5, 9.1) });
        values.count(classifier, { features: floats(1, 1.5, 2), threshold: floats(5) }, { probability: floats(1) });
        assert.deepEqual(reported(values), [
            "age 0: 2",
            "age 9: 1",
            "bmi 1: 1",
            "bmi 2: 1",
            "bmi 3: 1",
            "pulse 0: 1",
            "pulse 1: 1",
            "pulse 9: 1",
            "probability 0: 2",
            "probability 9: 1",
        ]);
        assert.deepEqual(logged, []);
    });

    it("are counted of 50 rows of a request, evenly spread, of features and scores alike", () => {
        const { values } = counting();
        const rows = 10_000;
        // Row by row from 0 to 10: each of ten bins has a tenth of the rows.
        const features = floats(
            ...Array.from({ length: rows }, (_, i) => Array<number>(3).fill((i / rows) * 10)).flat(),
        );
        const probability = floats(...Array.from({ length: rows }, (_, i) => (i / rows) * 10));
        values.count(classifier, { features, threshold: floats(5) }, { probability });
        for (const name of ["age", "probability"]) {
            const counts = values.bins.filter(one => one.name === name && one.count > 0).map(({ count }) => count);
            assert.deepEqual(counts, Array(10).fill(5), name);
        }
    });

    it("are counted by names of inputs where no one input has them as columns, whatever type of number they are", () => {
        const names = { age: "int64", bmi: "float16", pulse: "uint8" };
        const inputs = Object.entries(names).map(([name, type]) => spec(name, type, [-1]));
        const { values } = counting();
        values.count(
            { inputs, outputs: classifier.outputs },
            {
                age: tensor("int64", BigInt64Array.of(4n, -3n)),
                bmi: tensor("float16", Uint16Array.from([2.5, 8.25], toHalf)),
                pulse: tensor("uint8", Uint8Array.of(7, 200)),
            },
            { probability: floats(3, 4) },
        );
        assert.deepEqual(reported(values), [
            "age 0: 1",
            "age 3: 1",
            "bmi 2: 1",
            "bmi 8: 1",
            "pulse 6: 1",
            "pulse 9: 1",
            "probability 2: 1",
            "probability 3: 1",
        ]);
    });

    it("are counted apart where they are no finite numbers", () => {
        const { values } = counting();
        const outputs = { probability: floats(NaN, Infinity, -Infinity) };
        values.count(classifier, { features: floats(1, 1, 1) }, outputs);
        assert.deepEqual(reported(values).slice(3), ["probability nan: 1", "probability infinite: 2"]);
    });

    it("of an output that was not asked for are not counted", () => {
        const { values } = counting();
        values.count(classifier, { features: floats(1, 1, 1) }, { label: tensor("int64", BigInt64Array.of(1n)) });
        assert.deepEqual(reported(values), ["age 0: 1", "bmi 0: 1", "pulse 0: 1"]);
    });

    it("of FP32 lie on that side of an edge that their rounding puts them on", () => {
        const { values } = counting({
            ...baseline,
            features: [{ ...baseline.features[0]!, edges: [0.1], proportions: [0.5, 0.5] }],
        });
        const signature = { ...classifier, inputs: [spec("age", "float32", [-1])] };
        assert.ok(Math.fround(0.1) > 0.1);
        values.count(signature, { age: floats(0.1) }, {});
        assert.deepEqual(reported(values), ["age 1: 1"]);
    });

    it("have all bins from the start, so that no new one appears", () => {
        const { values } = counting();
        assert.equal(values.bins.length, 4 * (10 + 3));
        assert.ok(values.bins.every(({ count }) => count === 0));
    });
});

describe("a baseline", () => {
    const misfits: [title: string, Baseline, RegExp][] = [
        [
            "of other features",
            evenBaseline(["age", "bmi"], ["probability"]),
            /no input "age" and no one input of 2 columns/,
        ],
        [
            "of other scores",
            evenBaseline(["age", "bmi", "pulse"], ["risk"]),
            /no output "risk"; allowed: "probability", "label"/,
        ],
    ];
    for (const [title, other, reason] of misfits) {
        it(`${title} than the model's counts nothing, and says so once`, () => {
            const { values, logged } = counting(other);
            for (let i = 0; i < 3; i++) {
                values.count(classifier, { features: floats(1, 1, 1) }, { probability: floats(1) });
            }
            assert.equal(values.fits(classifier), false);
            assert.deepEqual(reported(values), []);
            assert.equal(logged.length, 1);
            assert.match(JSON.stringify(logged[0]).replaceAll("\\", ""), reason);
        });
    }

    it("does not fit inputs of text, nor two inputs of which each could have its columns", () => {
        const text = { ...classifier, inputs: [spec("features", "string", [-1, 3])] };
        assert.equal(counting().values.fits(text), false);
        const twice = { ...classifier, inputs: [spec("a", "float32", [-1, 3]), spec("b", "float32", [-1, 3])] };
        assert.equal(counting().values.fits(twice), false);
    });

    it("that is refused counts nothing", () => {
        const refused = new ValueCounts(undefined, { info: () => undefined, error: () => undefined });
        refused.count(classifier, { features: floats(1, 1, 1) }, {});
        assert.equal(refused.fits(classifier), false);
        assert.deepEqual(refused.bins, []);
    });
});
