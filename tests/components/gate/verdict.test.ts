import assert from "node:assert/strict";

import { discoveryFile } from "../../../components/gate/configuration";
import { gateConfiguration } from "../../../components/gate/gate";
import { verdictFile } from "../../../components/gate/verdict";
import { filtersOf } from "./connection";
import { inside } from "./inside";
import { screeningGates } from "./screening-gates";

const { euWest, serving, host, links } = screeningGates();
const judged = gateConfiguration(serving, { ...host(serving), judged: true }, links(serving));

const clustersOf = (configuration: typeof euWest, path: string) =>
    [...filtersOf("clients", configuration)]
        .filter(([name]) => name === `health_check.${path}`)
        .flatMap(([, filter]) => Object.keys(inside(filter, "cluster_min_healthy_percentages") ?? {}));

describe("the verdict of others on a gate's region", () => {
    it("counts for routers where the gate is told so, and never for whether the gate is ready", () => {
        assert.deepEqual(clustersOf(judged, "region"), ["release/screening/1.0.0", "verdict"]);
        assert.deepEqual(clustersOf(judged, "ready"), ["release/screening/1.0.0", "release/screening/2.0.0"]);
        assert.equal(judged.judged, true);
    });

    it("is not asked for elsewhere", () => {
        assert.deepEqual(clustersOf(euWest, "region"), ["release/screening/1.0.0"]);
        assert.ok(!JSON.stringify(euWest).includes("verdict"));
    });

    it("comes from a file beside the gate's own, that nothing else of its configuration is in", () => {
        const cluster = judged.clusters.find(({ name }) => name === "verdict");
        assert.equal(inside(cluster, "type"), "EDS");
        assert.equal(
            inside(cluster, "eds_cluster_config", "eds_config", "path_config_source", "path"),
            "gate/verdict.json",
        );
        assert.ok(!discoveryFile(judged, "listeners", "1").includes("verdict.json"));
    });

    it("is whether a host is healthy that nobody listens at", () => {
        for (const [isServing, health] of [
            [true, "HEALTHY"],
            [false, "UNHEALTHY"],
        ] as const) {
            const file = JSON.parse(verdictFile(isServing)) as Parameters<typeof inside>[0];
            const host = inside(file, "resources", 0, "endpoints", 0, "lb_endpoints", 0);
            assert.equal(inside(host, "health_status"), health);
            assert.equal(inside(host, "endpoint", "address", "socket_address", "port_value"), 1);
        }
    });
});
