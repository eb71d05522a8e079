import assert from "node:assert/strict";

import fc from "fast-check";

import { knownCities, knownRegions, splitRef } from "../../../../components/plan/places/catalogue";
import { edits, nearestSpelling } from "../../../../components/plan/config/spelling";

const regionsOf = (cloud: string) => knownRegions.map(splitRef).flatMap(ref => (ref.cloud === cloud ? ref.name : []));

describe("the nearest spelling", () => {
    const cases: [meant: string, written: string, candidates: readonly string[]][] = [
        ["us-east-1", "us-east1", regionsOf("aws")],
        ["us-east-1", "useast-1", regionsOf("aws")],
        ["us-east-1", "US_EAST_1", regionsOf("aws")],
        ["eu-west-1", "eu-wset-1", regionsOf("aws")],
        ["eu-west-1", "west-eu-1", regionsOf("aws")],
        ["us-east1", "us-east-1", regionsOf("gcp")],
        ["europe-west1", "europe-west-1", regionsOf("gcp")],
        ["europe-west1", "west-europe1", regionsOf("gcp")],
        ["westeurope", "West Europe", regionsOf("azure")],
        ["westeurope", "westeurop", regionsOf("azure")],
        ["eu-central", "central-eu", regionsOf("local")],
        ["Zurich", "Zürich", knownCities],
        ["São Paulo", "Sao Paolo", knownCities],
        ["Lisbon", "Lisboa", knownCities],
    ];
    for (const [meant, written, candidates] of cases) {
        it(`of ${written} is ${meant}`, () => {
            assert.equal(nearestSpelling(written, candidates), meant);
        });
    }

    it("is none for what is like nothing", () => {
        for (const word of ["Atlantis", "", "-", "x", "somewhere-else"]) {
            assert.equal(nearestSpelling(word, [...regionsOf("aws"), ...regionsOf("azure")]), undefined, word);
        }
        assert.equal(nearestSpelling("eu-west-1", []), undefined);
    });

    it("prefers the word itself, then the same letters, then the same parts, then the first of those equally near", () => {
        assert.equal(nearestSpelling("ab-12", ["12-ab", "ab12", "ab-12"]), "ab-12");
        assert.equal(nearestSpelling("ab-12", ["12-ab", "ab12"]), "ab12");
        assert.equal(nearestSpelling("ab-12", ["ab13", "12-ab"]), "12-ab");
        assert.equal(nearestSpelling("ab-12", ["ab13", "ab14"]), "ab13");
    });

    it("allows as many edits as a third of the letters", () => {
        assert.equal(nearestSpelling("abcdef", ["abcdxy"]), "abcdxy");
        assert.equal(nearestSpelling("abcdef", ["abcxyz"]), undefined);
    });
});

describe("the edits between two words", () => {
    const words = fc.stringMatching(/^[abc]{0,6}$/);

    it("count an insertion, a deletion, a substitution and a swap of neighbours as one", () => {
        for (const changed of ["abxcd", "abd", "abxd", "bacd"]) {
            assert.equal(edits("abcd", changed), 1, changed);
        }
        assert.equal(edits("kitten", "sitting"), 3);
        assert.equal(edits("", "abc"), 3);
    });

    it("are none for the same word only, are the same both ways, and are at most the longer word", () => {
        fc.assert(
            fc.property(words, words, (a, b) => {
                assert.equal(edits(a, b) === 0, a === b);
                assert.equal(edits(a, b), edits(b, a));
                assert.ok(edits(a, b) <= Math.max(a.length, b.length));
                assert.ok(edits(a, b) >= Math.abs(a.length - b.length));
            }),
            { seed: 5, numRuns: 500 },
        );
    });
});
