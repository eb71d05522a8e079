import assert from "node:assert/strict";

import { planAuth } from "../../../components/plan/serving/auth";
import type { Config } from "../../../components/plan/config/config";
import { configFaults } from "../../../components/plan/config-faults";
import { parseConfig, plan, planConfig } from "../../../components/plan/plan";
import { someAuthority, someKey } from "../../support/arbitraries";
import { faultsOf, pinned, type Pinned } from "./faults-of";
import { parsed, screening } from "./screening";
import { on } from "./sketches";

/** What has a cell of the US on AWS. */
const aws = { regions: ["aws:us-east-1"], primary: "aws:us-east-1", backup: "aws:us-east-2" };

describe("the plan", () => {
    it("of a config as it was written is that of the same, parsed", () => {
        const { config, plan: planned } = planConfig(screening());
        assert.deepEqual(config, parsed());
        assert.deepEqual(planned, plan(parsed()));
    });

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
            planned.routings[0]!.points.map(({ city }) => city),
            ["Warsaw"],
        );
        assert.deepEqual(planned.routings[0]!.checks, checks);
        for (const serving of planned.cells.flatMap(({ servings }) => servings)) {
            assert.deepEqual(serving.checks, checks);
        }
    });

    it("has the service's own name beside those of the cells only where the config shares one", () => {
        const sharedHosts = (sharedName: boolean) =>
            planConfig(on("aws", { "routing.sharedName": sharedName })).plan.routings.map(
                ({ sharedHost }) => sharedHost,
            );
        assert.deepEqual(sharedHosts(true), ["forecast.example.com"]);
        assert.deepEqual(sharedHosts(false), [undefined]);
    });

    it("has the zone of the config for names that are records in one, and for no others", () => {
        const [eu, us] = screening().cells;
        const cells = [{ ...us, ...aws, dataClasses: ["internal" as const] }, eu] as const;
        const { routings } = plan(parseConfig({ ...screening(), cells, routing: { zone: "Z1" } }));
        assert.deepEqual(
            routings.map(({ names, zone }) => [names, zone]),
            [
                ["aws", "Z1"],
                ["local", undefined],
            ],
        );
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

describe("the auth of a plan", () => {
    const jwt = { issuer: "issuer", audience: ["meridian"], jwks: { keys: [{ ...someKey }] } };
    const certificates = { authorities: someAuthority };
    const authsOf = (change: (config: Config) => void) =>
        plan(parsed(change)).cells.flatMap(({ servings }) => servings.map(({ auth }) => auth));

    it("is what routing says, in every region", () => {
        const auths = authsOf(config => void (config.routing.auth = { jwt }));
        assert.deepEqual(auths, Array(4).fill(planAuth({ jwt })));
    });

    it("is what a cell says of its own callers, in place of all that routing says, even when that is nothing", () => {
        for (const auth of [{ certificates }, {}]) {
            const [eu, , us] = authsOf(config => {
                config.routing.auth = { jwt };
                config.cells[0]!.auth = auth;
            });
            assert.deepEqual([eu, us], [auth, planAuth({ jwt })]);
        }
    });

    it("is enough for claims and rates when each cell has its own", () => {
        const config = parsed(config => {
            for (const cell of config.cells) {
                cell.auth = { jwt };
            }
            config.models[0]!.requires = { claims: { role: ["nurse"] } };
            config.routing.limits.rate = { perCaller: { perSecond: 1 } };
        });
        assert.deepEqual(configFaults(config), []);
    });
});

describe("a region out of traffic", () => {
    const planned = plan(
        parsed(config => {
            config.routing.drain = ["local:eu-west"];
            config.routing.limits.rate = { cell: { perSecond: 10, burst: 20 } };
        }),
    );
    const servings = planned.cells.flatMap(({ servings }) => servings);

    it("is still served, and knows that it is out", () => {
        assert.deepEqual(
            servings.map(({ region, drained }) => [region, drained]),
            [
                ["local:eu-central", false],
                ["local:eu-west", true],
                ["local:us-east", false],
                ["local:us-west", false],
            ],
        );
    });

    it("gets nothing from clients or from its peers, and gives them what it still gets", () => {
        assert.ok(planned.routings[0]!.points.length > 0);
        for (const { order } of planned.routings[0]!.points) {
            assert.deepEqual(order.eu, ["local:eu-central"]);
        }
        assert.deepEqual(
            servings.map(({ peers }) => peers.map(({ region }) => region)),
            [[], ["local:eu-central"], ["local:us-west"], ["local:us-east"]],
        );
    });

    it("leaves its part of the cell's rate to the others", () => {
        const whole = { region: { perSecond: 10, burst: 20 } };
        const half = { region: { perSecond: 5, burst: 10 } };
        assert.deepEqual(
            servings.map(({ limits }) => limits.rate),
            [whole, whole, half, half],
        );
    });
});

describe("a config is refused", () => {
    const cases: [title: string, change: (config: Config) => void, fault: Pinned][] = [
        [
            "when two cells have one name",
            config => {
                config.cells[1]!.name = "eu";
            },
            {
                code: "cell/name-twice",
                path: "cells[1].name",
                value: "eu",
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
            },
        ],
        [
            "when an artifact lies where a cloud can't get it",
            config => {
                config.models[0]!.releases["2.0.0"]!.artifact = "s3://models/2.onnx";
            },
            {
                code: "capability/artifact-scheme",
                path: 'models[0].releases["2.0.0"].artifact',
                value: "s3://models/2.onnx",
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
            },
        ],
        [
            "when a region is taken out of traffic that no cell has",
            config => {
                config.routing.drain = ["local:eu-north"];
            },
            {
                code: "drain/unknown-region",
                path: "routing.drain[0]",
                value: "local:eu-north",
            },
        ],
        [
            "when the auth of all is wrong",
            config => {
                config.routing.auth = { jwt: { issuer: "issuer", audience: ["meridian"] } };
            },
            {
                code: "auth/keys",
                path: "routing.auth.jwt",
                value: "neither",
            },
        ],
        [
            "when the auth of a cell is wrong",
            config => {
                config.cells[1]!.auth = { certificates: { authorities: "ours" } };
            },
            {
                code: "auth/authorities",
                path: "cells[1].auth.certificates.authorities",
            },
        ],
        [
            "when a model demands claims and one cell takes callers without a token",
            config => {
                const jwks = { keys: [{ ...someKey }] };
                config.routing.auth = { jwt: { issuer: "issuer", audience: ["meridian"], jwks } };
                config.cells[1]!.auth = {};
                config.models[0]!.requires = { claims: { role: ["nurse"] } };
            },
            {
                code: "auth/claims-without-jwt",
                path: "models[0].requires",
            },
        ],
        [
            "when callers have a rate each and one cell does not know who they are",
            config => {
                config.cells[0]!.auth = { certificates: { authorities: someAuthority } };
                config.routing.limits.rate = { perCaller: { perSecond: 1 } };
            },
            {
                code: "limits/rate-without-auth",
                path: "routing.limits.rate.perCaller",
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
            },
        ],
    ];
    for (const [title, change, fault] of cases) {
        it(title, () => {
            const config = parsed(change);
            assert.deepEqual(pinned(configFaults(config)), [fault]);
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

    it("once for an edge mode on a cloud, however many regions are there", () => {
        const faults = configFaults(parsed(config => void (config.routing.edge = "internal")));
        assert.deepEqual(
            faults.map(({ code }) => code),
            ["capability/edge"],
        );
    });

    it("when nothing says which cloud's names send clients to regions of several", () => {
        const faults = configFaults(
            parsed(config => {
                config.cells[0]!.regions.push("aws:eu-west-1");
                config.cells[0]!.dataClasses = ["internal"];
            }),
        );
        assert.deepEqual(pinned(faults), [
            {
                code: "routing/names-missing",
                path: "routing.names",
            },
        ]);
    });
});
