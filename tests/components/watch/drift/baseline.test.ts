import assert from "node:assert/strict";

import { ConfigFaults } from "../../../../components/plan/faults";
import { parseBaseline } from "../../../../components/watch/drift/baseline";
import { screeningBaseline, screeningVersions } from "../../../support/screening-rows";

const digest = `sha256:${"0".repeat(64)}`;
const age = { name: "age", edges: [30, 60], proportions: [0.25, 0.5, 0.25] };
const written = {
    release: { name: "screening", version: "1.0.0" },
    digest,
    dataset: { rows: 100 },
    features: [age],
    scores: [{ name: "probability", edges: [0.5], proportions: [0.75, 0.25] }],
};

function faultsOf(document: unknown): readonly string[] {
    try {
        parseBaseline(JSON.stringify(document));
        return [];
    } catch (error) {
        assert.ok(error instanceof ConfigFaults);
        return error.faults.map(({ path, problem }) => `${path}: ${problem.split(", expected ").at(-1)!}`);
    }
}

describe("a baseline", () => {
    for (const version of screeningVersions) {
        it(`of screening ${version} has ten bins of each of its thirty features and of its score`, () => {
            const { release, dataset, features, scores } = screeningBaseline(version);
            assert.deepEqual(release, { name: "screening", version });
            assert.equal(dataset.rows, 455);
            assert.equal(features.length, 30);
            assert.deepEqual(
                scores.map(({ name }) => name),
                ["probability"],
            );
            assert.ok([...features, ...scores].every(({ proportions }) => proportions.length === 10));
        });
    }

    it("may say more than what is measured by", () => {
        const more = { ...written, features: [{ ...age, unit: "a", quantiles: [1, 2] }], made: "2026-07-01" };
        assert.deepEqual(parseBaseline(JSON.stringify(more)), written);
    });

    for (const [what, features, fault] of [
        [
            "an edge that is not above the one before",
            [{ ...age, edges: [30, 30] }],
            "baseline.features[0].edges: each edge above the one before",
        ],
        ["no edge", [{ ...age, edges: [], proportions: [1] }], "baseline.features[0].edges: one edge at least"],
        [
            "proportions that are not all",
            [{ ...age, proportions: [0.25, 0.25, 0.25] }],
            "baseline.features[0].proportions: proportions whose sum is 1",
        ],
        [
            "as many proportions as edges",
            [{ ...age, proportions: [0.5, 0.5] }],
            "baseline.features: one proportion more than edges, in each",
        ],
        ["a name twice", [age, age], "baseline.features: each name once"],
        ["an edge that is no number", [{ ...age, edges: [30, "60"] }], "baseline.features[0].edges[1]: a number"],
    ] as const) {
        it(`is refused with ${what}`, () => {
            assert.deepEqual(faultsOf({ ...written, features }), [fault]);
        });
    }

    it("is refused without rows, and with a digest that is none", () => {
        assert.deepEqual(faultsOf({ ...written, dataset: { rows: 0 } }), ["baseline.dataset.rows: 1 or more"]);
        assert.deepEqual(faultsOf({ ...written, digest: "sha256:1" }), [
            "baseline.digest: sha256: and 64 hexadecimal digits",
        ]);
    });

    it("is refused where the text is not JSON", () => {
        assert.throws(() => parseBaseline("{"), SyntaxError);
    });
});
