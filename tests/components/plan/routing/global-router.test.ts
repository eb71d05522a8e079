import assert from "node:assert/strict";

import { type Cell, cell } from "../../../../components/plan/cells/cell";
import type { Fault } from "../../../../components/plan/faults";
import type { Cloud, RegionRef } from "../../../../components/plan/places/catalogue";
import { planGlobalRouter, type RouterArgsInput } from "../../../../components/plan/routing/global-router";
import { faultsOf } from "../faults-of";

const domain = "screening.example";

const cellOn = (name: string, regions: RegionRef[], dataClass: "health" | "public" = "health") =>
    cell(name, {
        domain,
        jurisdictions: ["EU", "US"],
        dataClasses: [dataClass],
        regions,
        primary: regions[0]!,
    });

const eu = cellOn("eu", ["local:eu-west", "local:eu-central"]);
const us = cellOn("us", ["local:us-east"]);

const planned = (cells: readonly Cell[], input: RouterArgsInput = {}, cloud: Cloud = "local", further: Fault[] = []) =>
    planGlobalRouter({ cloud, domain }, cells, input, further);

const reported = (...args: Parameters<typeof planned>) =>
    faultsOf(() => planned(...args)).map(({ code, path }) => [code, path]);

describe("the plan of a router that a program makes", () => {
    it("routes for its cells as a stack's does, from some cities where none are named", () => {
        const { names, edge, cells, points, drain, ...rest } = planned([us, eu], {
            drain: ["local:eu-west"],
            failover: { everySeconds: 1 },
        });
        assert.deepEqual([names, edge, drain], ["local", "regional", ["local:eu-west"]]);
        assert.deepEqual(cells, [eu, us]);
        assert.deepEqual(
            points.map(({ city }) => city),
            ["Berlin", "Lisbon", "New York", "San Francisco"],
        );
        assert.deepEqual(rest.checks, { everySeconds: 1, unhealthyAfter: 2 });
        assert.ok(!("sharedHost" in rest));
    });

    it("has the points that are named, and the domain itself as a name that cells share", () => {
        const open = cellOn("eu", ["gcp:europe-west1"], "public");
        const plan = planned([open], { cities: ["Lisbon"], sharedName: true, edge: "global" }, "gcp");
        assert.deepEqual([plan.sharedHost, plan.edge], [domain, "global"]);
        assert.deepEqual(
            plan.points.map(({ city }) => city),
            ["Lisbon"],
        );
    });

    const cases: [title: string, args: Parameters<typeof planned>, faults: [string, string][]][] = [
        ["for no cell", [[]], [["routing/no-cell", "cells"]]],
        ["with an unknown city", [[eu], { cities: ["Atlantis"] }], [["catalogue/unknown-city", "cities[0]"]]],
        ["for a cell twice", [[eu, us, eu]], [["cell/name-twice", "cells[2].cell"]]],
        [
            "for a cell of another domain",
            [[{ ...eu, domain: "other.example", host: "eu.other.example" }]],
            [["routing/cell-of-another-domain", "cells[0].cell"]],
        ],
        [
            "to fronts that its names can't route to",
            [[cellOn("eu", ["aws:eu-west-1"])], {}, "gcp"],
            [["capability/names-front", "names"]],
        ],
        [
            "in a mode that shows protected data to any point of presence",
            [[cellOn("eu", ["gcp:europe-west1"])], { edge: "global" }, "gcp"],
            [["residency/edge-global", "edge"]],
        ],
        [
            "with a name that cells with protected data share",
            [[cellOn("eu", ["gcp:europe-west1"])], { sharedName: true }, "gcp"],
            [["residency/shared-name", "sharedName"]],
        ],
        [
            "with what its names can't do",
            [[cellOn("eu", ["local:eu-west"], "public")], { sharedName: true }],
            [["capability/name", "sharedName"]],
        ],
        [
            "with what the adapter of its names doesn't build",
            [[cellOn("eu", ["aws:eu-west-1"], "public")], { edge: "anycast", sharedName: true }, "aws"],
            [
                ["capability/not-built", "edge"],
                ["capability/not-built", "sharedName"],
            ],
        ],
        [
            "with checks that can't be made",
            [[cellOn("eu", ["aws:eu-west-1"])], { failover: { everySeconds: 20 } }, "aws"],
            [["capability/check-interval", "failover.everySeconds"]],
        ],
        ["without a region of a cell", [[eu, us], { drain: ["local:us-east"] }], [["drain/last-region", "drain"]]],
        [
            "with arguments of another form, and whatever else is wrong",
            [[eu], { edge: "far" as "global" }, "local", [{ code: "x/y", path: "cells", problem: "a", remedy: "b" }]],
            [
                ["x/y", "cells"],
                ["config/value", "edge"],
            ],
        ],
    ];
    it("has gates alone check regions where nothing checks them for its names", () => {
        const places = { "kubernetes:fra": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 } };
        const cells = [
            cell("eu", {
                domain,
                jurisdictions: ["EU"],
                dataClasses: ["health"],
                regions: ["kubernetes:fra"],
                primary: "kubernetes:fra",
                places,
            }),
        ];
        const codes = (isUnchecked: boolean) => {
            const names = { cloud: "kubernetes", domain, isUnchecked } as const;
            const input = { failover: { everySeconds: 1 } };
            return faultsOf(() => planGlobalRouter(names, cells, input, [])).map(({ code, path }) => [code, path]);
        };
        assert.deepEqual(codes(false), [["capability/check-interval", "failover.everySeconds"]]);
        assert.deepEqual(codes(true), []);
    });

    for (const [title, args, faults] of cases) {
        it(`is refused ${title}`, () => {
            assert.deepEqual(reported(...args), faults);
        });
    }
});
