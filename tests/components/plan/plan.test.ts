import assert from "node:assert/strict";

import type { Config } from "../../../components/plan/config";
import type { Fault } from "../../../components/plan/faults";
import { configFaults, plan } from "../../../components/plan/plan";
import { faultsOf } from "./faults-of";
import { parsed } from "./screening";

describe("the plan", () => {
    it("has the cells in order of name, each with a serving per region in order of name", () => {
        const planned = plan(parsed(config => void config.cells.reverse()));
        assert.deepEqual(
            planned.cells.map(({ cell, servings }) => [cell.name, servings.map(({ region }) => region)]),
            [
                ["eu", ["local:eu-central", "local:eu-west"]],
                ["us", ["local:us-east", "local:us-west"]],
            ],
        );
        assert.equal(planned.service, "screening");
        assert.equal(planned.domain, "screening.example");
    });

    it("sends the cities of the demand, and checks as the config says, in routing and servings alike", () => {
        const planned = plan(
            parsed(config => {
                config.demand = { places: [{ city: "Warsaw" }] };
                config.routing.failover = { everySeconds: 2, unhealthyAfter: 5 };
            }),
        );
        const checks = { everySeconds: 2, unhealthyAfter: 5 };
        assert.deepEqual(
            planned.routing.points.map(({ city }) => city),
            ["Warsaw"],
        );
        assert.deepEqual(planned.routing.checks, checks);
        for (const serving of planned.cells.flatMap(({ servings }) => servings)) {
            assert.deepEqual(serving.checks, checks);
        }
    });

    it("serves a region in a wave by the wave's shares, and the other regions by the model's", () => {
        const planned = plan(
            parsed(config => {
                const traffic = [{ version: "2.0.0", percent: 100 }];
                config.models[0]!.regions = { "local:eu-west": { traffic } };
            }),
        );
        const [central, west] = planned.cells[0]!.servings;
        assert.deepEqual(
            [central, west].map(serving => serving!.models[0]!.releases.map(({ weight }) => weight)),
            [[9000, 1000], [10_000]],
        );
    });
});

describe("a config is refused", () => {
    const cases: [title: string, change: (config: Config) => void, fault: Fault][] = [
        [
            "when two cells have one name",
            config => {
                config.cells[1]!.name = "eu";
            },
            {
                code: "cell/name-twice",
                path: "cells[1].name",
                value: "eu",
                remedy: "give each cell a name of its own",
            },
        ],
        [
            "when two cells share a region",
            config => {
                config.cells[1]!.jurisdictions = ["US", "EU"];
                config.cells[1]!.regions.push("local:eu-central");
            },
            {
                code: "residency/region-in-two-cells",
                path: "cells[1].regions[2]",
                value: "local:eu-central",
                allowed: "a region that cell eu does not have",
                remedy: "leave the region to one cell",
            },
        ],
        [
            "when a cell's backup is a region of another",
            config => {
                config.cells[1]!.jurisdictions = ["US", "EU"];
                config.cells[1]!.backup = "local:eu-central";
            },
            {
                code: "residency/region-in-two-cells",
                path: "cells[1].backup",
                value: "local:eu-central",
                allowed: "a region that cell eu does not have",
                remedy: "leave the region to one cell",
            },
        ],
        [
            "when a cell's region is the backup of another",
            config => {
                config.cells[1]!.jurisdictions = ["US", "EU"];
                config.cells[1]!.regions.push("local:eu-north");
            },
            {
                code: "residency/region-in-two-cells",
                path: "cells[1].regions[2]",
                value: "local:eu-north",
                allowed: "a region that cell eu does not have",
                remedy: "leave the region to one cell",
            },
        ],
        [
            "when a cloud does not have its edge mode",
            config => {
                config.routing.edge = "anycast";
            },
            {
                code: "capability/edge",
                path: "routing.edge",
                value: "anycast",
                allowed: "regional on local",
                remedy: "use an edge mode that the cloud has",
            },
        ],
        [
            "when its checks come too often for a cloud",
            config => {
                config.routing.failover.everySeconds = 0.01;
            },
            {
                code: "capability/check-interval",
                path: "routing.failover.everySeconds",
                value: 0.01,
                allowed: "0.1 or more on local",
                remedy: "check less often",
            },
        ],
        [
            "when a model is wrong",
            config => {
                config.models[0]!.traffic.pop();
            },
            {
                code: "traffic/shares-sum",
                path: "models[0].traffic",
                value: 90,
                allowed: "100 in all",
                remedy: "change the shares so that they sum to 100",
            },
        ],
        [
            "when a cell is wrong",
            config => {
                config.cells[1]!.primary = "local:us-south";
                config.cells[1]!.backup = undefined;
            },
            {
                code: "cell/primary-outside",
                path: "cells[1].primary",
                value: "local:us-south",
                allowed: "local:us-east, local:us-west",
                remedy: "name a region of the cell",
            },
        ],
    ];
    for (const [title, change, fault] of cases) {
        it(title, () => {
            const config = parsed(change);
            assert.deepEqual(configFaults(config), [fault]);
            assert.deepEqual(
                faultsOf(() => plan(config)),
                [fault],
            );
        });
    }

    it("when a cell of protected data has an edge that may end TLS anywhere", () => {
        const faults = faultsOf(() => plan(parsed(config => void (config.routing.edge = "global"))));
        assert.deepEqual(
            faults.map(({ code }) => code),
            ["capability/edge", "residency/edge-global"],
        );
    });

    it("once for an edge mode on a cloud, however many regions are there; clouds without facts have their own fault", () => {
        const faults = configFaults(
            parsed(config => {
                config.routing.edge = "internal";
                config.cells[0]!.regions.push("aws:eu-west-1");
            }),
        );
        assert.deepEqual(
            faults.map(({ code }) => code),
            ["capability/cloud", "capability/edge"],
        );
    });
});
