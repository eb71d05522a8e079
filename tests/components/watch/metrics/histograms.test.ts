import assert from "node:assert/strict";

import { histogramsIn } from "../../../../components/watch/metrics/histograms";
import type { Sample } from "../../../../components/watch/metrics/samples";

const bucket = (name: string, labels: Sample["labels"], value: number): Sample => ({
    name: `${name}_bucket`,
    labels,
    value,
});

describe("the histograms of a metric", () => {
    it("have counts of that metric alone, apart for each set of labels, with edges in order", () => {
        const found = histogramsIn(
            [
                bucket("duration", { model: "a", le: "+Inf" }, 3),
                bucket("duration", { model: "a", le: "10" }, 2),
                bucket("duration", { model: "a", le: "5" }, 1),
                bucket("duration", { model: "b", le: "+Inf" }, 7),
                bucket("size", { model: "a", le: "5" }, 90),
                bucket("size", { model: "a", le: "+Inf" }, 99),
                { name: "duration_sum", labels: { model: "a" }, value: 12 },
            ],
            "duration",
        );
        assert.deepEqual(
            found.map(({ labels }) => labels),
            [{ model: "a" }, { model: "b" }],
        );
        assert.deepEqual(
            found,
            histogramsIn(
                [
                    bucket("duration", { model: "a", le: "5" }, 1),
                    bucket("duration", { model: "a", le: "10" }, 2),
                    bucket("duration", { model: "a", le: "+Inf" }, 3),
                    bucket("duration", { model: "b", le: "+Inf" }, 7),
                ],
                "duration",
            ),
        );
    });

    it("are none of a metric without a bucket of all, and leave out an edge that is no number", () => {
        assert.deepEqual(histogramsIn([bucket("duration", { le: "5" }, 1)], "duration"), []);
        const [known] = histogramsIn([bucket("duration", { le: "+Inf" }, 1)], "duration");
        const [found] = histogramsIn(
            [bucket("duration", { le: "+Inf" }, 1), bucket("duration", { le: "many" }, 1)],
            "duration",
        );
        assert.deepEqual(found, known);
    });
});
