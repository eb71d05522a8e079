import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../components/gate/envoy";
import { healthPaths } from "../../../components/gate/listener";
import type { Config } from "../../../components/plan/config";
import { inside, textInside, textsIn, valuesOf } from "./inside";
import { screeningGates } from "./screening-gates";

describe("the listener of a gate", () => {
    const listenerOf = (change?: (config: Config) => void) => screeningGates(change).euWest.listeners[0]!;
    const listener = listenerOf();
    const chain = (name: "clients" | "gates", of = listener) =>
        (of.filter_chains as readonly Json[]).find(chain => inside(chain, "name") === name);
    const http = (name: "clients" | "gates", of = listener) => inside(chain(name, of), "filters", 0, "typed_config");

    it("is the only one, at the address given to it", () => {
        const { euWest, gate } = screeningGates();
        const { host, port } = gate("local:eu-west");
        assert.equal(euWest.listeners.length, 1);
        assert.deepEqual(listener.address, { socket_address: { address: host, port_value: port } });
    });

    it("reads the name that TLS states before it chooses a way in", () => {
        assert.deepEqual(
            (listener.listener_filters as readonly Json[]).map(filter => inside(filter, "name")),
            ["envoy.filters.listener.tls_inspector"],
        );
    });

    it("has two ways in, by the cell's name and by the region's, and none for other names", () => {
        assert.deepEqual(
            (listener.filter_chains as readonly Json[]).map(chain => [
                inside(chain, "name"),
                inside(chain, "filter_chain_match"),
            ]),
            [
                ["clients", { server_names: ["eu.screening.example"] }],
                ["gates", { server_names: ["eu-west.eu.screening.example"] }],
            ],
        );
        assert.equal(listener.default_filter_chain, undefined);
    });

    it("demands of gates a certificate of the cell, for the name of one of the cell's gates", () => {
        const tls = inside(chain("gates"), "transport_socket", "typed_config");
        assert.equal(inside(tls, "require_client_certificate"), true);
        const validation = inside(tls, "common_tls_context", "combined_validation_context");
        assert.deepEqual(inside(validation, "default_validation_context"), {
            match_typed_subject_alt_names: ["eu-west", "eu-central", "eu-north"].map(region => ({
                san_type: "DNS",
                matcher: { exact: `${region}.eu.screening.example` },
            })),
        });
        assert.equal(inside(validation, "validation_context_sds_secret_config", "name"), "authority");
    });

    it("demands it where there are no peers too", () => {
        const alone = listenerOf(config => {
            config.cells[0]!.regions = ["local:eu-west"];
        });
        const tls = inside(chain("gates", alone), "transport_socket", "typed_config");
        assert.equal(inside(tls, "require_client_certificate"), true);
        assert.deepEqual(valuesOf("match_typed_subject_alt_names", tls ?? null), [
            [{ san_type: "DNS", matcher: { exact: "eu-west.eu.screening.example" } }],
        ]);
    });

    it("demands no certificate of clients, who have none", () => {
        const tls = inside(chain("clients"), "transport_socket", "typed_config");
        assert.equal(inside(tls, "require_client_certificate"), false);
        assert.deepEqual(valuesOf("combined_validation_context", tls ?? null), []);
    });

    it("shows the gate's own certificate at both, and speaks HTTP/2 and HTTP/1.1", () => {
        for (const name of ["clients", "gates"] as const) {
            const tls = inside(chain(name), "transport_socket", "typed_config", "common_tls_context");
            assert.equal(inside(tls, "tls_certificate_sds_secret_configs", 0, "name"), "identity");
            assert.deepEqual(inside(tls, "alpn_protocols"), ["h2", "http/1.1"]);
        }
    });

    it("does the same with requests, whichever way they came in, but has other routes for them", () => {
        const { rds: _clients, stat_prefix: _one, ...clients } = http("clients") as JsonObject;
        const { rds: _gates, stat_prefix: _other, ...gates } = http("gates") as JsonObject;
        assert.deepEqual(clients, gates);
        assert.deepEqual(
            [_clients, _gates].map(rds => inside(rds, "route_config_name")),
            ["clients", "gates"],
        );
    });

    it("takes its routes by watching them, so that a change of shares drops no connection", () => {
        assert.deepEqual(inside(http("clients"), "rds"), {
            route_config_name: "clients",
            config_source: {
                path_config_source: { path: "gate/clientRoutes.json", watched_directory: { path: "gate" } },
                resource_api_version: "V3",
            },
        });
    });

    it("reads paths in one way only, so that none is understood otherwise behind it", () => {
        const connection = http("clients");
        assert.equal(inside(connection, "normalize_path"), true);
        assert.equal(inside(connection, "merge_slashes"), true);
        assert.equal(inside(connection, "path_with_escaped_slashes_action"), "REJECT_REQUEST");
        assert.equal(
            inside(connection, "common_http_protocol_options", "headers_with_underscores_action"),
            "DROP_HEADER",
        );
        assert.equal(inside(connection, "use_remote_address"), true);
    });

    it("logs neither query, payload nor any header that could identify a subject", () => {
        const logs = inside(http("clients"), "access_log") as readonly Json[];
        assert.equal(logs.length, 1);
        const format = inside(logs[0], "typed_config", "log_format", "json_format");
        assert.deepEqual(textsIn(format ?? null), [
            "%START_TIME%",
            "eu",
            "local:eu-west",
            "%REQ(:METHOD)%",
            "%PATH(NQ)%",
            "%RESPONSE_CODE%",
            "%RESPONSE_FLAGS%",
            "%UPSTREAM_CLUSTER%",
            "%RESP(X-MERIDIAN-VERSION)%",
            "%RESP(X-MERIDIAN-REGION)%",
            "%DURATION%",
            "%REQ(X-REQUEST-ID)%",
        ]);
    });
});

describe("the health of a gate", () => {
    const healthOf = (change?: (config: Config) => void) => {
        const [listener] = screeningGates(change).euWest.listeners;
        const filters = inside(listener, "filter_chains", 0, "filters", 0, "typed_config", "http_filters");
        return (filters as readonly Json[]).map(filter => ({
            name: textInside(filter, "name").split(".").at(-1),
            path: inside(filter, "typed_config", "headers", 0, "string_match", "exact"),
            clusters: Object.keys(inside(filter, "typed_config", "cluster_min_healthy_percentages") ?? {}),
        }));
    };
    const withShares = (first: number, second: number) => (config: Config) => {
        config.models[0]!.traffic = [
            { version: "2.0.0", percent: second },
            { version: "1.0.0", percent: first },
        ];
    };

    it("is told under three paths", () => {
        assert.deepEqual(healthPaths, { live: "/live", ready: "/v2/health/ready", region: "/region" });
    });

    it("is ready while every release with a share is, and worth sending to while the leading one is", () => {
        assert.deepEqual(healthOf(), [
            {
                name: "ready",
                path: "/v2/health/ready",
                clusters: ["release/screening/1.0.0", "release/screening/2.0.0"],
            },
            { name: "region", path: "/region", clusters: ["release/screening/1.0.0"] },
            { name: "router", path: undefined, clusters: [] },
        ]);
    });

    it("does not wait for a release without a share", () => {
        assert.deepEqual(
            healthOf(withShares(100, 0)).map(({ clusters }) => clusters),
            [["release/screening/1.0.0"], ["release/screening/1.0.0"], []],
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
});
