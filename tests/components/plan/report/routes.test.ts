import assert from "node:assert/strict";

import { planConfig } from "../../../../components/plan/plan";
import { failoversOf, routesOf } from "../../../../components/plan/report/routes";
import { screening } from "../screening";

describe("the routes of a plan", () => {
    const { plan } = planConfig({ ...screening(), demand: { places: [{ city: "Lisbon" }, { city: "New York" }] } });

    it("go from each city to the regions of each cell, nearest first, with distance and estimated round trip", () => {
        assert.deepEqual(
            routesOf(plan).map(({ cell, city, hops }) => [cell, city, hops.map(({ region }) => region)]),
            [
                ["eu", "Lisbon", ["local:eu-west", "local:eu-central"]],
                ["eu", "New York", ["local:eu-west", "local:eu-central"]],
                ["us", "Lisbon", ["local:us-east", "local:us-west"]],
                ["us", "New York", ["local:us-east", "local:us-west"]],
            ],
        );
        const [{ hops }] = routesOf(plan) as [ReturnType<typeof routesOf>[number]];
        // Lisbon to Dublin: 1,642 km; at 100 km a millisecond of round trip, 1.5 times as long, and 7 ms.
        assert.deepEqual(hops[0], { region: "local:eu-west", km: 1642, roundTripMs: 32 });
    });

    it("leave out regions that are taken out of traffic", () => {
        const { plan } = planConfig({ ...screening(), routing: { drain: ["local:eu-west"] } });
        assert.ok(routesOf(plan).every(({ hops }) => hops.every(({ region }) => region !== "local:eu-west")));
    });

    it("lead on from each region to the others of its cell", () => {
        assert.deepEqual(
            failoversOf(plan).map(({ cell, region, to }) => [cell, region, to.map(hop => hop.region)]),
            [
                ["eu", "local:eu-central", ["local:eu-west"]],
                ["eu", "local:eu-west", ["local:eu-central"]],
                ["us", "local:us-east", ["local:us-west"]],
                ["us", "local:us-west", ["local:us-east"]],
            ],
        );
    });
});
