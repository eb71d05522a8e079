import assert from "node:assert/strict";

import { circuitBreakers, releaseBreakers, spillBreakers } from "../../../components/gate/upstreams/clusters";
import { gateConfiguration } from "../../../components/gate/gate";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import { inside } from "./inside";
import { someFiles } from "./placed";
import { screeningGates } from "./screening-gates";

describe("a gate", () => {
    const { euWest, serving, gate, server } = screeningGates();
    const cluster = (name: string) => euWest.clusters.find(cluster => cluster.name === name);

    it("calls itself by its region's host name, and its group by the cell's", () => {
        assert.deepEqual(euWest.node, { id: "eu-west.eu.screening.example", cluster: "eu.screening.example" });
    });

    it("has, for each release, one cluster of its own servers and one that spills; and one for each peer", () => {
        assert.deepEqual(
            euWest.clusters.map(({ name }) => name),
            [
                "release/screening/1.0.0",
                "spill/screening/1.0.0",
                "release/screening/2.0.0",
                "spill/screening/2.0.0",
                "peer/local:eu-central",
                "peer/local:eu-north",
                "traces",
            ],
        );
    });

    it("has a cluster for the keys of its issuer where it fetches them", () => {
        const fetching = screeningGates(config => {
            const jwksUri = "https://keys.example/jwks";
            config.routing.auth = { jwt: { issuer: "issuer", audience: ["meridian"], jwksUri } };
        }).euWest;
        const names = fetching.clusters.map(({ name }) => name);
        assert.deepEqual(
            names.filter(name => cluster(name as string) === undefined),
            ["keys"],
        );
        assert.equal(names.length, euWest.clusters.length + 1);
    });

    it("has no cluster for a region that is taken out of traffic, and itself spills when it is", () => {
        const spilling = (drain: RegionRef[]) => {
            const drained = screeningGates(config => void (config.routing.drain = drain)).euWest;
            const spill = drained.clusters.find(({ name }) => name === "spill/screening/1.0.0");
            return [
                drained.clusters.map(({ name }) => name as string).filter(name => name.startsWith("peer/")),
                inside(spill, "cluster_type", "typed_config", "clusters"),
            ];
        };
        assert.deepEqual(spilling(["local:eu-central"]), [
            ["peer/local:eu-north"],
            ["release/screening/1.0.0", "peer/local:eu-north"],
        ]);
        const peers = ["peer/local:eu-central", "peer/local:eu-north"];
        assert.deepEqual(spilling(["local:eu-west"]), [peers, ["release/screening/1.0.0", ...peers]]);
    });

    it("counts each cluster under a name in which no dot ends a label", () => {
        const { alt_stat_name: own } = cluster("release/screening/1.0.0")!;
        const { alt_stat_name: spill } = cluster("spill/screening/1.0.0")!;
        assert.deepEqual([own, spill], ["release/screening/1_0_0", "spill/screening/1_0_0"]);
    });

    it("bounds what a release works on, and how much is asked again, by the limits of the plan", () => {
        const limited = screeningGates(config => {
            Object.assign(config.routing.limits, { concurrency: 8, queue: 12, batchPercent: 25, retries: 5 });
        });
        const { limits } = limited.serving;
        const breakers = (name: string) =>
            limited.euWest.clusters.find(cluster => cluster.name === name)?.circuit_breakers;
        for (const version of ["1.0.0", "2.0.0"]) {
            assert.deepEqual(breakers(`release/screening/${version}`), releaseBreakers(limits, "http1"));
            assert.deepEqual(breakers(`spill/screening/${version}`), spillBreakers(limits));
        }
        assert.deepEqual(breakers("peer/local:eu-central"), circuitBreakers);
    });

    it("spills from its own servers to its peers, nearest first", () => {
        for (const version of ["1.0.0", "2.0.0"]) {
            assert.deepEqual(
                inside(cluster(`spill/screening/${version}`), "cluster_type", "typed_config", "clusters"),
                [`release/screening/${version}`, "peer/local:eu-central", "peer/local:eu-north"],
            );
        }
    });

    it("spills nowhere from the only region of a cell, and has no other gate's cluster", () => {
        const alone = screeningGates(config => {
            config.cells[0]!.regions = ["local:eu-west"];
        }).euWest;
        assert.deepEqual(
            alone.clusters.map(({ name }) => name),
            [
                "release/screening/1.0.0",
                "spill/screening/1.0.0",
                "release/screening/2.0.0",
                "spill/screening/2.0.0",
                "traces",
            ],
        );
        const spill = alone.clusters.find(({ name }) => name === "spill/screening/1.0.0");
        assert.deepEqual(inside(spill, "cluster_type", "typed_config", "clusters"), ["release/screening/1.0.0"]);
    });

    for (const [name, at, calls, path] of [
        [
            "release/screening/1.0.0",
            server(serving, "screening", "1.0.0"),
            `server.${serving.host}`,
            "/v2/health/ready",
        ],
        [
            "release/screening/2.0.0",
            server(serving, "screening", "2.0.0"),
            `server.${serving.host}`,
            "/v2/health/ready",
        ],
        ["peer/local:eu-central", gate("local:eu-central"), "eu-central.eu.screening.example", "/region"],
        ["peer/local:eu-north", gate("local:eu-north"), "eu-north.eu.screening.example", "/region"],
    ] as const) {
        it(`reaches ${name} where it was said to be, by its name in TLS, host and certificate alike`, () => {
            const endpoint = inside(cluster(name), "load_assignment", "endpoints", 0, "lb_endpoints", 0, "endpoint");
            assert.deepEqual(endpoint, {
                hostname: calls,
                address: { socket_address: { address: at.host, port_value: at.port } },
            });
            const tls = inside(cluster(name), "transport_socket", "typed_config");
            assert.equal(inside(tls, "sni"), calls);
            const validation = ["common_tls_context", "combined_validation_context"];
            assert.deepEqual(inside(tls, ...validation, "default_validation_context"), {
                match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: calls } }],
            });
            assert.equal(inside(tls, ...validation, "validation_context_sds_secret_config", "name"), "authority");
            assert.deepEqual(
                inside(tls, "common_tls_context", "tls_certificate_sds_secret_configs", 0, "name"),
                "identity",
            );
        });

        it(`checks ${name} at ${path}`, () => {
            const check = inside(cluster(name), "health_checks", 0, "http_health_check");
            assert.equal(inside(check, "path"), path);
            assert.equal(inside(check, "host"), calls);
        });
    }

    it("checks as often as the plan says, also what gets no traffic", () => {
        const { euWest } = screeningGates(config => {
            config.routing.failover = { everySeconds: 2.5, unhealthyAfter: 4 };
        });
        const { timeout, http_health_check, ...check } = inside(euWest.clusters[0], "health_checks", 0) as {
            timeout: string;
            http_health_check: object;
        };
        assert.deepEqual(check, {
            interval: "2.5s",
            no_traffic_interval: "2.5s",
            no_traffic_healthy_interval: "2.5s",
            unhealthy_interval: "2.5s",
            unhealthy_edge_interval: "2.5s",
            healthy_edge_interval: "2.5s",
            unhealthy_threshold: 4,
            healthy_threshold: 1,
        });
        assert.equal(timeout, "2.5s");
        assert.ok(http_health_check);
    });

    it("sends no request to an unhealthy server, even when all are unhealthy, and none before its first successful check", () => {
        for (const name of ["release/screening/1.0.0", "peer/local:eu-central"]) {
            assert.deepEqual(cluster(name)?.common_lb_config, {
                healthy_panic_threshold: { value: 0 },
                update_merge_window: "0s",
                ignore_new_hosts_until_first_hc: true,
            });
        }
        assert.deepEqual(cluster("spill/screening/1.0.0")?.common_lb_config, {
            healthy_panic_threshold: { value: 0 },
            update_merge_window: "0s",
        });
    });

    it("leaves a server out at the third failed connection in a row, and none for what it answers", () => {
        const outliers = cluster("release/screening/1.0.0")?.outlier_detection;
        assert.equal(inside(outliers, "consecutive_local_origin_failure"), 3);
        assert.equal(inside(outliers, "enforcing_consecutive_local_origin_failure"), 100);
        assert.equal(inside(outliers, "split_external_local_origin_errors"), true);
        for (const kind of ["consecutive_5xx", "consecutive_gateway_failure", "success_rate", "failure_percentage"]) {
            assert.equal(inside(outliers, `enforcing_${kind}`), 0, kind);
        }
    });

    it("speaks HTTP/1.1 to servers and HTTP/2 to gates, in requests, checks and TLS alike", () => {
        for (const [name, options, codec, alpn] of [
            ["release/screening/1.0.0", "http_protocol_options", "HTTP1", "http/1.1"],
            ["peer/local:eu-central", "http2_protocol_options", "HTTP2", "h2"],
        ] as const) {
            const [protocol] = Object.values(cluster(name)?.typed_extension_protocol_options as object) as [never];
            assert.deepEqual(Object.keys(inside(protocol, "explicit_http_config") as object), [options]);
            assert.equal(inside(cluster(name), "health_checks", 0, "http_health_check", "codec_client_type"), codec);
            const tls = inside(cluster(name), "transport_socket", "typed_config", "common_tls_context");
            assert.deepEqual(inside(tls, "alpn_protocols"), [alpn]);
        }
    });

    it("is refused where a model has a shadow and the region has no comparer", () => {
        const { serving, host, links } = screeningGates(({ models: [model] }) => {
            model!.traffic = [{ version: "1.0.0", percent: 100 }];
            model!.shadow = { version: "2.0.0", percent: 10 };
        });
        const alone = links(serving);
        delete alone.comparer;
        assert.throws(() => gateConfiguration(serving, host(serving), alone), {
            message: "local:eu-west has shadows and no comparer; set the comparer's address",
        });
    });

    it("shows its own certificate and trusts its cell's authority, both watched so that renewal needs no restart", () => {
        assert.deepEqual(euWest.identity, [
            {
                name: "identity",
                tls_certificate: {
                    certificate_chain: { filename: someFiles.certificate },
                    private_key: { filename: someFiles.key },
                    watched_directory: { path: someFiles.directory },
                },
            },
        ]);
        assert.deepEqual(euWest.authority, [
            {
                name: "authority",
                validation_context: {
                    trusted_ca: { filename: someFiles.authority },
                    watched_directory: { path: someFiles.directory },
                },
            },
        ]);
    });
});
