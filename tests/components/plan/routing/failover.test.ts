import assert from "node:assert/strict";

import { cell } from "../../../../components/plan/cells/cell";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { failoverOrder, placeIn, regionsByDistance } from "../../../../components/plan/routing/failover";

describe("failover", () => {
    const eu = cell("eu", {
        domain: "screening.example",
        jurisdictions: ["EU"],
        dataClasses: ["public", "health"],
        regions: ["local:eu-north", "local:eu-central", "local:eu-west"],
        primary: "local:eu-west",
    });

    // Dublin–Frankfurt 1,090 km, Frankfurt–Stockholm 1,190 km, Dublin–Stockholm 1,630 km.
    for (const [from, first, second] of [
        ["local:eu-west", "local:eu-central", "local:eu-north"],
        ["local:eu-central", "local:eu-west", "local:eu-north"],
        ["local:eu-north", "local:eu-central", "local:eu-west"],
    ] as const) {
        it(`from ${from} goes to ${first}, then to ${second}, never to itself`, () => {
            assert.deepEqual(
                failoverOrder(from, eu).map(({ region }) => region),
                [first, second],
            );
        });
    }

    it("names each peer's gate by the region's host name", () => {
        assert.deepEqual(failoverOrder("local:eu-west", eu)[0], {
            region: "local:eu-central",
            host: "eu-central.eu.screening.example",
        });
    });

    it("of a cell's only region goes nowhere", () => {
        assert.deepEqual(failoverOrder("local:eu-west", { ...eu, regions: ["local:eu-west"] }), []);
    });

    it("leaves out a region that is taken out of traffic", () => {
        assert.deepEqual(
            failoverOrder("local:eu-west", eu, ["local:eu-central"]).map(({ region }) => region),
            ["local:eu-north"],
        );
    });

    it("leads out of a region that is taken out of traffic as before", () => {
        assert.deepEqual(failoverOrder("local:eu-west", eu, ["local:eu-west"]), failoverOrder("local:eu-west", eu));
    });

    it("leaves out a region that the residency rule does not admit, even one that the cell lists", () => {
        const ashburn = { city: "Ashburn", country: "US", latitude: 39.04, longitude: -77.49 };
        const places = { ...eu.places, "local:us-east": ashburn };
        const leaky = { ...eu, places, regions: ["local:us-east", ...eu.regions] as const };
        assert.deepEqual(failoverOrder("local:eu-west", leaky), failoverOrder("local:eu-west", eu));
    });

    it("leaves out a region of which the residency rule can prove nothing, though the cell says where it is", () => {
        const places = { ...eu.places, "local:eu-nowhere": placeIn(eu, "local:eu-west") };
        const vague = { ...eu, places, regions: ["local:eu-nowhere", ...eu.regions] as const };
        assert.deepEqual(failoverOrder("local:eu-west", vague), failoverOrder("local:eu-west", eu));
    });

    it("goes in the order that the cell says, and to those left out after them, nearest first", () => {
        const order = (...failover: RegionRef[]) =>
            failoverOrder("local:eu-west", { ...eu, failover }).map(({ region }) => region);
        assert.deepEqual(order("local:eu-north"), ["local:eu-north", "local:eu-central"]);
        assert.deepEqual(order("local:eu-north", "local:eu-central"), ["local:eu-north", "local:eu-central"]);
        assert.deepEqual(order("local:eu-west", "local:eu-central"), ["local:eu-central", "local:eu-north"]);
    });

    it("goes to a region of kubernetes where the cell says that it is", () => {
        const mixed = cell("eu", {
            domain: "screening.example",
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: ["local:eu-north", "kubernetes:fulda", "local:eu-west"],
            primary: "local:eu-west",
            places: { "kubernetes:fulda": { city: "Fulda", country: "DE", latitude: 50.55, longitude: 9.68 } },
        });
        // Fulda to Stockholm 1,100 km, Dublin to Stockholm 1,630 km.
        assert.deepEqual(
            failoverOrder("local:eu-north", mixed).map(({ region }) => region),
            ["kubernetes:fulda", "local:eu-west"],
        );
    });

    it("orders all regions of a cell by their distance from any place", () => {
        const stockholm = placeIn(eu, "local:eu-north");
        assert.deepEqual(regionsByDistance(stockholm, eu, eu.regions), [
            "local:eu-north",
            "local:eu-central",
            "local:eu-west",
        ]);
    });
});
