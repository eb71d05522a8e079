import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { healthPaths } from "../../../components/gate/health/health";
import { GlobalRouter } from "../../../components/global-router/component";
import type { Names } from "../../../components/global-router/contract";
import { placeOf, type RegionRef } from "../../../components/plan/places/catalogue";
import { type Cell, cell } from "../../../components/plan/cells/cell";
import type { Front } from "../../../components/regional-serving/contract";
import { mockEngine } from "../../support/mocked-engine";
import { faultsOf, type Pinned } from "../plan/faults-of";
import { screening } from "../plan/screening";

const { cells: written, domain } = screening();
const [eu, us] = written.map(one => cellUnder(domain, one)) as [Cell, Cell];
const twin = cellUnder(domain, { ...written[0]!, name: "twin" });

function cellUnder(domain: string, { name, ...args }: (typeof written)[number]): Cell {
    return cell(name, { ...args, domain });
}

function frontOf(cell: Cell, region: RegionRef): Front {
    return {
        cell: cell.name,
        region,
        place: placeOf(region)!,
        hostname: `gate.${cell.host}`,
        address: pulumi.output({ host: "127.0.0.1", port: 1 }),
        paths: healthPaths,
    };
}

const frontsOf = (cell: Cell) => cell.regions.map(region => frontOf(cell, region));

describe("GlobalRouter", () => {
    /** What the adapter was asked to route, once nothing was wrong. */
    let routed: (readonly Front[])[];
    const names: Names = {
        cloud: "local",
        domain,
        route: (_name, _plan, fronts) => {
            routed.push(fronts);
            return { points: pulumi.output([]), nodes: {} };
        },
    };

    before(mockEngine);
    beforeEach(() => {
        routed = [];
    });

    const routing = (
        cells: { cell: Cell; backends: Front[] }[],
        more: { cities?: string[]; drain?: RegionRef[] } = {},
    ) => faultsOf(() => new GlobalRouter("router", { names, cells, ...more }));

    it("routes to the fronts of each cell's own regions", () => {
        const cells = [eu, us].map(cell => ({ cell, backends: frontsOf(cell) }));
        assert.deepEqual(routing(cells), []);
        assert.deepEqual(
            routed.map(fronts => fronts.map(({ cell, region }) => `${cell}/${region}`)),
            [["eu/local:eu-central", "eu/local:eu-west", "us/local:us-east", "us/local:us-west"]],
        );
    });

    const cases: [what: string, cells: { cell: Cell; backends: Front[] }[], faults: Pinned[]][] = [
        [
            "a front of another cell: its requests would leave their cell",
            [{ cell: eu, backends: [...frontsOf(eu), frontOf(us, "local:us-east")] }],
            [
                {
                    code: "residency/front-of-another-cell",
                    path: "cells[0].backends[2]",
                    value: "us/local:us-east",
                },
            ],
        ],
        [
            "a front that says it is of the cell, in a region that is not",
            [{ cell: eu, backends: [...frontsOf(eu), frontOf(eu, "local:us-east")] }],
            [
                {
                    code: "residency/front-of-another-cell",
                    path: "cells[0].backends[2]",
                    value: "eu/local:us-east",
                },
            ],
        ],
        [
            "a front of another cell that has the same region",
            [{ cell: eu, backends: [...frontsOf(eu), frontOf(twin, "local:eu-west")] }],
            [
                {
                    code: "residency/front-of-another-cell",
                    path: "cells[0].backends[2]",
                    value: "twin/local:eu-west",
                },
            ],
        ],
        [
            "no front in a region of a cell",
            [
                { cell: us, backends: frontsOf(us) },
                { cell: eu, backends: frontsOf(eu).slice(1) },
            ],
            [
                {
                    code: "routing/region-without-front",
                    path: "cells[1].backends",
                    value: "local:eu-central",
                },
            ],
        ],
        [
            "a cell of another domain",
            [{ cell: cellUnder("other.example", written[0]!), backends: frontsOf(eu) }],
            [
                {
                    code: "routing/cell-of-another-domain",
                    path: "cells[0].cell",
                    value: "eu.other.example",
                },
            ],
        ],
        [
            "one cell twice",
            [
                { cell: eu, backends: frontsOf(eu) },
                { cell: eu, backends: frontsOf(eu) },
            ],
            [
                {
                    code: "cell/name-twice",
                    path: "cells[1].cell",
                    value: "eu",
                },
            ],
        ],
    ];
    for (const [what, cells, faults] of cases) {
        it(`is refused ${what}`, () => {
            assert.deepEqual(routing(cells), faults);
            assert.deepEqual(routed, []);
        });
    }

    it("is refused what is wrong with cities and drained regions, by where it stands in its arguments", () => {
        const cells = [{ cell: eu, backends: frontsOf(eu) }];
        const found = routing(cells, { cities: ["Atlantis"], drain: ["local:eu-west", "local:eu-central"] });
        assert.deepEqual(
            found.map(({ code, path }) => `${path} ${code}`),
            ["cities[0] catalogue/unknown-city", "drain drain/last-region"],
        );
        assert.deepEqual(routed, []);
    });
});
