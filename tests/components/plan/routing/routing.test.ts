import assert from "node:assert/strict";

import { planCell } from "../../../../components/plan/cells/cell";
import { planRouting, type RoutingInput } from "../../../../components/plan/routing/routing";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { fulda } from "../requested";
import { parsed } from "../screening";

describe("routing", () => {
    const { cells: configs } = parsed();
    const domain = "screening.example";
    const cells = configs.map(cell => planCell(cell, domain, {}));
    const routing = (change: Partial<RoutingInput> = {}) =>
        planRouting({ domain, cells, names: "local", edge: "regional", ...change });

    const cellOn = (...regions: RegionRef[]) =>
        planCell({ ...configs[1]!, regions, primary: regions[0]! }, domain, { "kubernetes:fulda": fulda });

    it("sends each city to the regions of each cell, nearest first", () => {
        const { points } = routing({ cities: ["Lisbon", "San Francisco"] });
        assert.deepEqual(
            points.map(({ city, order }) => ({ city, order })),
            [
                {
                    city: "Lisbon",
                    order: {
                        eu: ["local:eu-west", "local:eu-central"],
                        us: ["local:us-east", "local:us-west"],
                    },
                },
                {
                    city: "San Francisco",
                    order: {
                        eu: ["local:eu-west", "local:eu-central"],
                        us: ["local:us-west", "local:us-east"],
                    },
                },
            ],
        );
        assert.deepEqual(points[0]!.place, { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 });
    });

    it("sends no requests to a region that is taken out of traffic, and still to the others in their order", () => {
        const { points, cells: routed } = routing({
            cities: ["Lisbon"],
            drain: ["local:eu-west", "local:us-west"],
        });
        assert.deepEqual(points[0]!.order, { eu: ["local:eu-central"], us: ["local:us-east"] });
        assert.deepEqual(routed, cells);
    });

    it("has each city once, in order of name, and the cells too", () => {
        const plan = routing({ cells: [...cells].reverse(), cities: ["Warsaw", "Berlin", "Warsaw"] });
        assert.deepEqual(
            plan.points.map(({ city }) => city),
            ["Berlin", "Warsaw"],
        );
        assert.deepEqual(
            plan.cells.map(({ name }) => name),
            ["eu", "us"],
        );
        assert.deepEqual(
            routing().cells.map(({ name }) => name),
            ["eu", "us"],
        );
    });

    it("enters at two cities on each side of the Atlantic where demand names none", () => {
        assert.deepEqual(
            routing().points.map(({ city }) => city),
            ["Berlin", "Lisbon", "New York", "San Francisco"],
        );
    });

    it("checks at the interval of the config", () => {
        const { checks } = routing({ failover: { everySeconds: 3, unhealthyAfter: 4 } });
        assert.deepEqual(checks, { everySeconds: 3, unhealthyAfter: 4 });
    });

    it("checks as the product does that routes", () => {
        assert.deepEqual(routing().checks, { everySeconds: 0.25, unhealthyAfter: 2 });
        const mixed = cellOn("gcp:us-east4", "kubernetes:fulda");
        assert.deepEqual(routing({ names: "gcp", cells: [mixed] }).checks, { everySeconds: 30, unhealthyAfter: 2 });
    });

    it("checks as the edge mode does: Route 53 every 10 seconds, balancers their targets every 5", () => {
        const us = cellOn("aws:us-east-1", "aws:us-west-2");
        const checksOf = (edge: "regional" | "anycast" | "internal") =>
            routing({ names: "aws", cells: [us], edge }).checks;
        assert.deepEqual(checksOf("regional"), { everySeconds: 10, unhealthyAfter: 3 });
        assert.deepEqual(checksOf("anycast"), { everySeconds: 5, unhealthyAfter: 3 });
        assert.deepEqual(checksOf("internal"), { everySeconds: 5, unhealthyAfter: 3 });
    });

    it("enters a cell from nowhere in particular at the city nearest to its primary", () => {
        assert.deepEqual(routing({ cities: ["Lisbon", "Berlin", "New York"] }).entries, {
            // Dublin to Berlin 1,320 km, to Lisbon 1,640 km.
            eu: "Berlin",
            us: "New York",
        });
    });

    it("keeps the zone, the shared name, regions out of traffic and the wait before a stale region gets any", () => {
        const said = { zone: "Z1", sharedHost: domain, failover: { failbackAfterSeconds: 300 } };
        const plan = routing({ ...said, drain: ["local:us-west", "local:eu-west"] });
        assert.deepEqual([plan.zone, plan.sharedHost, plan.failbackAfterSeconds], ["Z1", domain, 300]);
        assert.deepEqual(plan.drain, ["local:eu-west", "local:us-west"]);
        for (const key of ["zone", "sharedHost", "failbackAfterSeconds"]) {
            assert.ok(!(key in routing()), key);
        }
    });
});
