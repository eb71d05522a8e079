import assert from "node:assert/strict";
import fc from "fast-check";

import { pathOf, segmentsOf } from "../../../../components/plan/config/paths";
import { fixedSeed } from "../../../support/arbitraries";

describe("a path", () => {
    const cases: [segments: (string | number)[], path: string][] = [
        [[], ""],
        [["cells", 1, "regions", 0], "cells[1].regions[0]"],
        [["models", 0, "releases", "1.0.0", "digest"], 'models[0].releases["1.0.0"].digest'],
        [["places", "kubernetes:fra-onprem", "city"], 'places["kubernetes:fra-onprem"].city'],
        [["regions", "eu-west"], "regions.eu-west"],
        [["a b"], '["a b"]'],
        [["0"], '["0"]'],
        [[0], "[0]"],
        [[""], '[""]'],
        [['a"]b\\'], '["a\\"]b\\\\"]'],
    ];
    for (const [segments, path] of cases) {
        it(`${path || "of nothing"} has positions in brackets, keys behind dots, and other keys in quotes`, () => {
            assert.equal(pathOf(segments), path);
            assert.deepEqual(segmentsOf(path), segments);
        });
    }

    it("begins at a given segment", () => {
        assert.equal(pathOf(["regions", 2], "cell"), "cell.regions[2]");
        assert.equal(pathOf([2], "models"), "models[2]");
        assert.equal(pathOf([], "models"), "models");
    });

    it("of any keys and positions has these as its segments", () => {
        const segments = fc.array(fc.oneof(fc.nat(), fc.string({ unit: "binary" }), fc.constantFrom("cells", "1.0.0")));
        fc.assert(
            fc.property(segments, segments => {
                assert.deepEqual(segmentsOf(pathOf(segments)), segments);
            }),
            { ...fixedSeed, numRuns: 1000 },
        );
    });
});
