import assert from "node:assert/strict";

import { type Cell, planCell } from "../../../components/plan/cell";
import { edgeFaults, planRouting, routingFaults } from "../../../components/plan/routing";
import { knownCities } from "../../../components/plan/catalogue";
import { parsed } from "./screening";

describe("routing", () => {
    const { cells: configs, domain } = parsed();
    const cells = configs.map(cell => planCell(cell, domain));

    it("sends each city to the regions of each cell, nearest first", () => {
        const { points } = planRouting({ domain, cells, cities: ["Lisbon", "San Francisco"] });
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

    it("sends nobody to a region that is taken out of traffic, and still to the others in their order", () => {
        const { points, cells: routed } = planRouting({
            domain,
            cells,
            cities: ["Lisbon"],
            drain: ["local:eu-west", "local:us-west"],
        });
        assert.deepEqual(points[0]!.order, { eu: ["local:eu-central"], us: ["local:us-east"] });
        assert.deepEqual(routed, cells);
    });

    it("has each city once, in order of name, and the cells too", () => {
        const plan = planRouting({ domain, cells: [...cells].reverse(), cities: ["Warsaw", "Berlin", "Warsaw"] });
        assert.deepEqual(
            plan.points.map(({ city }) => city),
            ["Berlin", "Warsaw"],
        );
        assert.deepEqual(
            plan.cells.map(({ name }) => name),
            ["eu", "us"],
        );
        assert.deepEqual(
            planRouting({ domain, cells }).cells.map(({ name }) => name),
            ["eu", "us"],
        );
    });

    it("enters at two cities on each side of the Atlantic where demand names none", () => {
        assert.deepEqual(
            planRouting({ domain, cells }).points.map(({ city }) => city),
            ["Berlin", "Lisbon", "New York", "San Francisco"],
        );
    });

    it("has no point in a city that the catalogue does not know", () => {
        assert.deepEqual(planRouting({ domain, cells, cities: ["Atlantis"] }).points, []);
    });

    it("checks at the interval of the config", () => {
        const { checks } = planRouting({ domain, cells, failover: { everySeconds: 3, unhealthyAfter: 4 } });
        assert.deepEqual(checks, { everySeconds: 3, unhealthyAfter: 4 });
    });

    it("checks as seldom as the slowest cloud of its regions, wherever that stands", () => {
        const [eu, us] = cells as [Cell, Cell];
        const remote: Cell = { ...us, regions: ["aws:us-east-1"] };
        for (const name of ["aa", "zz"]) {
            const { checks } = planRouting({ domain, cells: [eu, { ...remote, name }], cities: [] });
            assert.deepEqual(checks, { everySeconds: 30, unhealthyAfter: 3 });
        }
    });
});

describe("a router is refused", () => {
    const { cells: configs, domain } = parsed();
    const cells = configs.map(cell => planCell(cell, domain));

    it("for no cell", () => {
        assert.deepEqual(routingFaults({ cells: [], cities: ["Lisbon"] }), [
            { code: "routing/no-cell", path: "cells", allowed: "at least one cell", remedy: "route for a cell" },
        ]);
    });

    it("with a city that the catalogue does not know, by its place", () => {
        for (const city of ["Atlantis", "lisbon", "constructor"]) {
            assert.deepEqual(routingFaults({ cells, cities: ["Lisbon", city] }), [
                {
                    code: "catalogue/unknown-city",
                    path: "cities[1]",
                    value: city,
                    allowed: knownCities.join(", "),
                    remedy: "name a city of the catalogue",
                },
            ]);
        }
    });

    it("not with cells and known cities, or with none named", () => {
        assert.deepEqual(routingFaults({ cells, cities: ["Lisbon", "San Francisco"] }), []);
        assert.deepEqual(routingFaults({ cells, cities: [] }), []);
    });
});

describe("an edge that may end TLS anywhere is refused", () => {
    const withEdge = (edge: "global" | "regional", dataClasses: ("public" | "internal" | "personal")[]) =>
        parsed(config => {
            config.routing.edge = edge;
            config.cells[1]!.dataClasses = dataClasses;
            config.cells[0]!.dataClasses = ["public"];
        });

    it("when one cell holds protected data", () => {
        assert.deepEqual(edgeFaults(withEdge("global", ["public", "personal"])), [
            {
                code: "residency/edge-global",
                path: "routing.edge",
                value: "global",
                allowed: "regional, anycast, internal",
                remedy: "let TLS end in the region, since a cell holds protected data",
            },
        ]);
    });

    it("not when no cell does, and not when TLS ends in the region", () => {
        assert.deepEqual(edgeFaults(withEdge("global", ["public", "internal"])), []);
        assert.deepEqual(edgeFaults(withEdge("regional", ["personal"])), []);
    });
});
