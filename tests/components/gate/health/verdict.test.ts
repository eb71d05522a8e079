import assert from "node:assert/strict";

import { bootstrapFile, discoveryFile } from "../../../../components/gate/configuration";
import { gateConfiguration } from "../../../../components/gate/gate";
import type { Json, JsonObject } from "../../../../components/gate/envoy";
import { endingFile, verdictFile } from "../../../../components/gate/health/verdict";
import { filtersOf } from "../connection";
import { inside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

const { euWest, serving, host, links } = screeningGates();
const judged = gateConfiguration(serving, { ...host(serving), judged: true }, links(serving));

/** Percent of each cluster's hosts that must be healthy for a health path to answer 200. */
const percentsOf = (configuration: typeof euWest, path: string) =>
    Object.fromEntries(
        [...filtersOf("clients", configuration)]
            .filter(([name]) => name === `health_check.${path}`)
            .flatMap(([, filter]) =>
                Object.entries((inside(filter, "cluster_min_healthy_percentages") ?? {}) as Record<string, Json>),
            )
            .map(([cluster, percent]) => [cluster, inside(percent, "value")]),
    );
/** What a cluster is made of, in the order in which it is asked. */
const orderOf = (configuration: typeof euWest, cluster: string) =>
    inside(
        configuration.clusters.find(({ name }) => name === cluster),
        ...["cluster_type", "typed_config", "clusters"],
    );

describe("the verdict of others on a gate's region", () => {
    it("counts for routers if the gate is configured so, and never for whether the gate is ready", () => {
        assert.deepEqual(percentsOf(judged, "region"), { "release/screening/1.0.0": 1, verdict: 100 });
        assert.deepEqual(percentsOf(judged, "fallback"), { "release/screening/1.0.0": 1, verdict: 1 });
        // Whatever its servers' health: a gate that may answer may answer 503.
        assert.deepEqual(percentsOf(judged, "last"), { verdict: 1 });
        assert.deepEqual(percentsOf(judged, "ready"), { "release/screening/1.0.0": 1, "release/screening/2.0.0": 1 });
        assert.equal(judged.judged, true);
    });

    it("is not asked for elsewhere", () => {
        assert.deepEqual(percentsOf(euWest, "region"), { "release/screening/1.0.0": 1 });
        assert.deepEqual(percentsOf(euWest, "fallback"), {});
        assert.deepEqual(percentsOf(euWest, "last"), {});
        assert.ok(!JSON.stringify(euWest).includes("verdict"));
        assert.deepEqual(orderOf(euWest, "spill/screening/1.0.0"), [
            "release/screening/1.0.0",
            ...["peer/local:eu-central", "peer/local:eu-north"],
        ]);
    });

    it("adds the file that ends connections to gates with a watcher only", () => {
        const overload = (configuration: typeof euWest) => {
            const bootstrap = JSON.parse(bootstrapFile(configuration, "gate")) as JsonObject;
            const actions = inside(bootstrap, "overload_manager", "actions") as JsonObject[];
            return {
                files: valuesOf("filename", bootstrap),
                ending: actions.filter(({ name }) => name === "envoy.overload_actions.disable_http_keepalive"),
            };
        };
        const trigger = { name: "envoy.resource_monitors.injected_resource", threshold: { value: 1 } };
        assert.deepEqual(overload(judged).files, ["gate/ending.json"]);
        assert.deepEqual(
            overload(judged).ending.map(({ triggers }) => triggers),
            [[trigger]],
        );
        assert.deepEqual(overload(euWest), { files: [], ending: [] });
        assert.deepEqual([Number(endingFile(true)), Number(endingFile(false))], [1, 0]);
    });

    it("puts a region that is out because of a measurement behind all others", () => {
        assert.deepEqual(orderOf(judged, "spill/screening/1.0.0"), [
            "release/screening/1.0.0",
            ...["peer/local:eu-central", "peer/local:eu-north"],
            ...["fallback/local:eu-central", "fallback/local:eu-north"],
        ]);
        const cluster = (name: string) => {
            const { health_checks, load_assignment } = judged.clusters.find(one => one.name === name)!;
            return [
                inside(health_checks, 0, "http_health_check", "path"),
                inside(load_assignment, "endpoints", 0, "lb_endpoints"),
            ];
        };
        const [path, hosts] = cluster("peer/local:eu-central");
        assert.equal(path, "/region");
        assert.deepEqual(cluster("fallback/local:eu-central"), ["/region/fallback", hosts]);
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

    it("is how many of two hosts are healthy at which nothing listens", () => {
        for (const [traffic, health] of [
            ["serving", ["HEALTHY", "HEALTHY"]],
            ["fallback", ["HEALTHY", "UNHEALTHY"]],
            ["out", ["UNHEALTHY", "UNHEALTHY"]],
        ] as const) {
            const file = JSON.parse(verdictFile(traffic)) as Parameters<typeof inside>[0];
            const hosts = [0, 1].map(i => inside(file, "resources", 0, "endpoints", 0, "lb_endpoints", i));
            assert.deepEqual(
                hosts.map(host => inside(host, "health_status")),
                health,
            );
            assert.deepEqual(
                hosts.map(host => inside(host, "endpoint", "address", "socket_address", "port_value")),
                [1, 2],
            );
        }
    });
});
