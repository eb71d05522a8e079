import assert from "node:assert/strict";

import { cell } from "../../../components/plan/cell";
import { failoverOrder, knownPlace, regionsByDistance } from "../../../components/plan/failover";

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
        const leaky = { ...eu, regions: ["local:us-east", ...eu.regions] as const };
        assert.deepEqual(failoverOrder("local:eu-west", leaky), failoverOrder("local:eu-west", eu));
    });

    it("orders all regions of a cell by their distance from any place", () => {
        const stockholm = knownPlace("local:eu-north");
        assert.deepEqual(regionsByDistance(stockholm, eu.regions), [
            "local:eu-north",
            "local:eu-central",
            "local:eu-west",
        ]);
    });

    it("fails for a region that is nowhere", () => {
        assert.throws(() => knownPlace("local:nowhere"), { message: "the catalogue does not know local:nowhere" });
    });
});
