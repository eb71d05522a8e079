import assert from "node:assert/strict";

import type { Json } from "../../../../components/gate/envoy";
import type { Side } from "../../../../components/gate/headers";
import { anonymousPaths, healthPaths } from "../../../../components/gate/health/health";
import type { Config } from "../../../../components/plan/config/config";
import { someAuthority } from "../../../support/arbitraries";
import { filtersOf, sides } from "../connection";
import { inside, textInside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the health of a gate", () => {
    const healthOf = (change?: (config: Config) => void, side: Side = "clients") =>
        [...filtersOf(side, screeningGates(change).euWest)]
            .filter(([name]) => name.startsWith("health_check."))
            .map(([name, filter]) => ({
                name,
                path: inside(filter, "headers", 0, "string_match", "exact"),
                clusters: Object.keys(inside(filter, "cluster_min_healthy_percentages") ?? {}),
            }));
    const withShares = (first: number, second: number) => (config: Config) => {
        config.models[0]!.traffic = [
            { version: "2.0.0", percent: second },
            { version: "1.0.0", percent: first },
        ];
    };

    it("has three paths, and a fourth for regions with a watcher", () => {
        assert.deepEqual(healthPaths, {
            live: "/live",
            ready: "/v2/health/ready",
            region: "/region",
            fallback: "/region/fallback",
        });
    });

    it("is reported to any client, and under the protocol's own name", () => {
        assert.deepEqual(anonymousPaths, [
            "/live",
            "/v2/health/ready",
            "/region",
            "/region/fallback",
            "/v2/health/live",
        ]);
    });

    it("is ready while every release with a share is, and worth sending to while the leading one is", () => {
        assert.deepEqual(healthOf(), [
            {
                name: "health_check.ready",
                path: "/v2/health/ready",
                clusters: ["release/screening/1.0.0", "release/screening/2.0.0"],
            },
            { name: "health_check.region", path: "/region", clusters: ["release/screening/1.0.0"] },
        ]);
    });

    it("is reported to gates as to clients, and before anything else is done with a request", () => {
        assert.deepEqual(healthOf(undefined, "gates"), healthOf());
        const { euWest } = screeningGates(config => {
            config.routing.auth = { certificates: { authorities: someAuthority } };
        });
        for (const side of sides) {
            assert.deepEqual([...filtersOf(side, euWest).keys()].slice(0, 2), [
                "health_check.ready",
                "health_check.region",
            ]);
        }
    });

    it("does not wait for a release without a share", () => {
        assert.deepEqual(
            healthOf(withShares(100, 0)).map(({ clusters }) => clusters),
            [["release/screening/1.0.0"], ["release/screening/1.0.0"]],
        );
    });

    it("follows the release that most requests go to; between equals the oldest", () => {
        assert.deepEqual(healthOf(withShares(40, 60))[1]?.clusters, ["release/screening/2.0.0"]);
        assert.deepEqual(healthOf(withShares(50, 50))[1]?.clusters, ["release/screening/1.0.0"]);
    });

    it("needs every model", () => {
        const [ready, region] = healthOf(config => {
            config.models.push({ ...config.models[0]!, name: "grading" });
        });
        assert.deepEqual(ready?.clusters, [
            "release/grading/1.0.0",
            "release/grading/2.0.0",
            "release/screening/1.0.0",
            "release/screening/2.0.0",
        ]);
        assert.deepEqual(region?.clusters, ["release/grading/1.0.0", "release/screening/1.0.0"]);
    });

    it("never depends on another region, and is never asked of one", () => {
        const [listener] = screeningGates().euWest.listeners;
        const checks = valuesOf("cluster_min_healthy_percentages", listener!);
        assert.equal(checks.length, 4);
        for (const check of checks) {
            assert.ok(Object.keys(check as object).every(name => name.startsWith("release/")));
            assert.ok(Object.values(check as object).every(least => inside(least as Json, "value") === 1));
        }
        assert.deepEqual([...new Set(valuesOf("pass_through_mode", listener!))], [false]);
    });

    it("of a model without releases asks for nothing", () => {
        const { serving, configuration } = screeningGates();
        const models = serving.models.map(model => ({ ...model, releases: [] }));
        const [listener] = configuration({ ...serving, models }).listeners;
        assert.deepEqual(
            valuesOf("cluster_min_healthy_percentages", listener!).map(check => Object.keys(check as object)),
            [[], [], [], []],
        );
    });

    it("of a region out of traffic is still its releases', but not whether to send to it: that it is not", () => {
        const drain = (config: Config) => void (config.routing.drain = ["local:eu-west"]);
        const { clientRoutes, gateRoutes } = screeningGates(drain).euWest;
        const bySide = { clients: clientRoutes, gates: gateRoutes };
        for (const side of sides) {
            assert.deepEqual(healthOf(drain, side), [healthOf()[0]]);
            const routes = inside(bySide[side][0], "virtual_hosts", 0, "routes") as readonly Json[];
            const [first, ...rest] = routes.filter(route => inside(route, "match", "path") === "/region");
            assert.deepEqual(rest, []);
            assert.equal(inside(first, "direct_response", "status"), 503);
            assert.match(
                textInside(first, "direct_response", "body", "inline_string"),
                /"region local:eu-west is taken out of traffic"/,
            );
        }
    });

    it("of a region in traffic is no route's to tell", () => {
        const { clientRoutes, gateRoutes } = screeningGates(config => {
            config.routing.drain = ["local:eu-central"];
        }).euWest;
        assert.ok(!valuesOf("path", [...clientRoutes, ...gateRoutes]).includes("/region"));
    });
});
