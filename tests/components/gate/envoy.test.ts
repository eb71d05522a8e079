import assert from "node:assert/strict";
import fc from "fast-check";

import { seconds, typed, wholeMilliseconds } from "../../../components/gate/envoy";
import { fixedSeed } from "../../support/arbitraries";

describe("a duration", () => {
    it("is said in seconds, with a unit", () => {
        assert.equal(seconds(0.25), "0.25s");
        assert.equal(seconds(300), "300s");
    });

    it("is never said finer than Envoy takes it, whatever it was computed of", () => {
        assert.equal(seconds(0.1 * 3 * 10), "3s");
        const steps = fc.tuple(fc.integer({ min: 1, max: 300_000 }), fc.integer({ min: 1, max: 100 }));
        fc.assert(
            fc.property(steps, ([milliseconds, times]) => {
                const said = seconds((milliseconds / 1000) * times);
                assert.match(said, /^\d+(\.\d{1,9})?s$/);
                assert.equal(Math.round(Number.parseFloat(said) * 1000), milliseconds * times);
            }),
            fixedSeed,
        );
    });

    it("has each of its milliseconds, and no part of one", () => {
        for (let milliseconds = 1; milliseconds < 5000; milliseconds++) {
            assert.equal(wholeMilliseconds(milliseconds / 1000), milliseconds);
        }
        assert.equal(wholeMilliseconds(0.0019), 1);
    });
});

describe("a message", () => {
    it("says its type, by which Envoy reads the rest", () => {
        assert.deepEqual(typed("cluster", { name: "a" }), {
            "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
            name: "a",
        });
        assert.deepEqual(Object.keys(typed("router")), ["@type"]);
    });
});
