import assert from "node:assert/strict";

import type { DemandConfig } from "../../../../components/plan/config/demand";
import { citiesIn, loadsOf, withCells } from "../../../../components/plan/serving/loads";

const eu = { name: "eu", jurisdictions: ["EU"] };
const us = { name: "us", jurisdictions: ["US"] };

const loads = (places: DemandConfig["places"], cells = [eu, us]) =>
    loadsOf({ places }, cells).map(({ city, cell, share }) => [cell, city, Number(share.toFixed(6))]);

describe("where requests come from", () => {
    it("is each city with its share, by cell and name", () => {
        assert.deepEqual(
            loads([
                { city: "New York", share: 0.5 },
                { city: "Lisbon", share: 0.3 },
                { city: "Berlin", share: 0.2 },
            ]),
            [
                ["eu", "Berlin", 0.2],
                ["eu", "Lisbon", 0.3],
                ["us", "New York", 0.5],
            ],
        );
    });

    it("is every city alike where none says a share", () => {
        assert.deepEqual(loads([{ city: "Lisbon" }, { city: "New York" }]), [
            ["eu", "Lisbon", 0.5],
            ["us", "New York", 0.5],
        ]);
    });

    it("is the cities of a country by their inhabitants", () => {
        // Lisbon has 517,802 inhabitants and Porto 252,687: 67.2 % and 32.8 % of 770,489.
        assert.deepEqual(
            loads([
                { country: "PT", share: 0.5 },
                { city: "New York", share: 0.5 },
            ]),
            [
                ["eu", "Lisbon", 0.336022],
                ["eu", "Porto", 0.163978],
                ["us", "New York", 0.5],
            ],
        );
    });

    it("is the five most populous cities of a country with more", () => {
        assert.deepEqual(
            citiesIn({ country: "US" }).map(({ name }) => name),
            ["New York", "Los Angeles", "Chicago", "Houston", "Phoenix"],
        );
        const shares = loadsOf({ places: [{ country: "US" }] }, [us]).map(({ share }) => share);
        assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);
    });

    it("is a city once for each cell that requests from there name, with all their shares", () => {
        assert.deepEqual(
            loads([
                { city: "Lisbon", share: 0.5 },
                { city: "Lisbon", share: 0.25, cell: "us" },
                { city: "Lisbon", share: 0.25, cell: "eu" },
            ]),
            [
                ["eu", "Lisbon", 0.75],
                ["us", "Lisbon", 0.25],
            ],
        );
    });

    it("is the same in whatever order a config says it", () => {
        const places = [
            { city: "Lisbon", share: 0.1 },
            { country: "PT", share: 0.2 },
            { city: "Porto", share: 0.3 },
            { city: "Lisbon", share: 0.4 },
        ];
        assert.deepEqual(loadsOf({ places: [...places].reverse() }, [eu]), loadsOf({ places }, [eu]));
    });

    it("is nowhere for an unknown city", () => {
        assert.deepEqual(citiesIn({ city: "Atlantis" }), []);
        assert.deepEqual(citiesIn({}), []);
    });
});

describe("the cell that requests from a place name", () => {
    it("is the one that is said, the only one there is, or the only one that admits the country", () => {
        assert.deepEqual(loads([{ city: "Lisbon", cell: "us" }]), [["us", "Lisbon", 1]]);
        assert.deepEqual(loads([{ city: "Tokyo" }], [eu]), [["eu", "Tokyo", 1]]);
        assert.deepEqual(loads([{ country: "LI" }], [{ name: "eea", jurisdictions: ["EEA"] }, us]), [
            ["eea", "Vaduz", 1],
        ]);
    });

    it("can be written down for who plans a single cell, and stays open where it is unclear", () => {
        const demand = { places: [{ city: "Lisbon", share: 1 }, { city: "Tokyo" }], peakRps: 5 };
        assert.deepEqual(withCells(demand, [eu, us]), {
            places: [{ city: "Lisbon", share: 1, cell: "eu" }, { city: "Tokyo" }],
            peakRps: 5,
        });
    });
});
