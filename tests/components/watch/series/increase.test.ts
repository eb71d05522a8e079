import assert from "node:assert/strict";

import { Increases } from "../../../../components/watch/series/increase";

const counter = (value: number, status = "200") => ({ name: "requests", labels: { status }, value });
const values = (samples: readonly { readonly value: number }[]) => samples.map(({ value }) => value);

describe("what counters have grown by since the last look", () => {
    it("is nothing at first: earlier counts have no known time", () => {
        assert.deepEqual(values(new Increases().of([counter(1000)])), [0]);
    });

    it("is the difference, of each set of labels apart", () => {
        const increases = new Increases();
        increases.of([counter(10), counter(1, "500")]);
        assert.deepEqual(values(increases.of([counter(15), counter(1, "500")])), [5, 0]);
    });

    it("is all of a counter that shows up later", () => {
        const increases = new Increases();
        increases.of([counter(10)]);
        assert.deepEqual(values(increases.of([counter(10), counter(3, "503")])), [0, 3]);
    });

    it("is all that a process shows that was restarted", () => {
        const increases = new Increases();
        increases.of([counter(10)]);
        assert.deepEqual(values(increases.of([counter(4)])), [4]);
        assert.deepEqual(values(increases.of([counter(6)])), [2]);
    });
});
