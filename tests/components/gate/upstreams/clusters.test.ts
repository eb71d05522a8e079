import assert from "node:assert/strict";

import {
    addressCluster,
    circuitBreakers,
    type Endpoint,
    endpoints,
    failoverCluster,
    httpCheck,
    outliers,
    rawBuffer,
    releaseBreakers,
    spillBreakers,
    statName,
    streamsOf,
    type Transport,
    upstreamCluster,
} from "../../../../components/gate/upstreams/clusters";
import type { JsonObject } from "../../../../components/gate/envoy";
import { inside } from "../inside";
import { screeningGates } from "../screening-gates";
import { auths, upstreamWith } from "../upstreams";

describe("clusters", () => {
    const { limits } = screeningGates().serving;
    const roomy = {
        max_connections: 8192,
        max_pending_requests: 8192,
        max_requests: 16_384,
        max_retries: 4096,
    };
    const thresholds = (change: Partial<typeof limits>) =>
        releaseBreakers({ ...limits, ...change }, "http1").thresholds as readonly [JsonObject, JsonObject];
    const batch = (change: Partial<typeof limits>) => thresholds(change)[0];
    const interactive = (change: Partial<typeof limits>) => thresholds(change)[1];
    const addresses = [
        { host: "10.0.0.1", port: 8443 },
        { host: "10.0.0.2", port: 9443 },
    ];

    it("hold every server of a release under one name", () => {
        assert.deepEqual(endpoints("release/m/1.0.0", addresses, "server.example"), {
            cluster_name: "release/m/1.0.0",
            endpoints: [
                {
                    lb_endpoints: addresses.map(({ host, port }) => ({
                        endpoint: {
                            hostname: "server.example",
                            address: { socket_address: { address: host, port_value: port } },
                        },
                    })),
                },
            ],
        });
    });

    it("check a server's health at another address if configured, and send requests to its own nevertheless", () => {
        const [first, second] = addresses as [Endpoint, Endpoint];
        const checkedAt = { host: "127.0.0.1", port: 9901 };
        const socket = ({ host, port }: Endpoint) => ({ socket_address: { address: host, port_value: port } });
        assert.deepEqual(inside(endpoints("peer", [{ ...first, checkedAt }, second], "gate.example"), "endpoints", 0), {
            lb_endpoints: [
                {
                    endpoint: {
                        hostname: "gate.example",
                        address: socket(first),
                        health_check_config: { address: socket(checkedAt) },
                    },
                },
                { endpoint: { hostname: "gate.example", address: socket(second) } },
            ],
        });
    });

    it("of addresses alone, IPv4 or IPv6, need no DNS; with one name among them they do", () => {
        const resolved = (...hosts: string[]) => {
            const cluster = addressCluster(
                "peer",
                hosts.map(host => ({ host, port: 443 })),
                "gate.example",
            );
            return [cluster.type, inside(cluster, "cluster_type", "name")];
        };
        assert.deepEqual(resolved("10.0.0.1", "2001:db8::1"), ["STATIC", undefined]);
        for (const name of ["gate.example", "10.0.0.1.example", "at-10.0.0.1"]) {
            assert.deepEqual(resolved("10.0.0.1", name), [undefined, "envoy.cluster.dns"]);
        }
    });

    it("have room for what others bound, for requests of both priorities", () => {
        assert.deepEqual(circuitBreakers, { thresholds: [roomy, { ...roomy, priority: "HIGH" }] });
    });

    it("of a release work on as many requests as the plan says, with its queue behind them", () => {
        assert.deepEqual(interactive({ concurrency: 8, queue: 12 }), {
            ...roomy,
            priority: "HIGH",
            max_connections: 8,
            max_pending_requests: 12,
        });
    });

    it("of a release have a queue for those that wait for a connection, however short the plan's is", () => {
        assert.equal(interactive({ concurrency: 8, queue: 0 }).max_pending_requests, 8);
        assert.equal(interactive({ concurrency: 8, queue: 9 }).max_pending_requests, 9);
    });

    it("of a release give batch requests their share, one at least, and no place to wait", () => {
        for (const [concurrency, batchPercent, share] of [
            [8, 25, 2],
            [10, 25, 2],
            [8, 100, 8],
            [1, 1, 1],
            [99, 1, 1],
        ] as const) {
            const { max_connections, max_requests, max_pending_requests, ...rest } = batch({
                concurrency,
                batchPercent,
            });
            assert.deepEqual([max_connections, max_requests, max_pending_requests], [share, share, share]);
            assert.deepEqual(rest, { max_retries: roomy.max_retries });
        }
    });

    it("of a release work over HTTP/2 on no more, on up to eight connections, and on little less", () => {
        for (let concurrency = 1; concurrency <= 300; concurrency++) {
            const { thresholds } = releaseBreakers({ ...limits, concurrency }, "http2");
            const [forBatch, connections] = (thresholds as readonly JsonObject[]).map(
                threshold => threshold.max_connections as number,
            ) as [number, number];
            const streams = streamsOf({ ...limits, concurrency });
            assert.ok(connections <= 8 && forBatch <= connections, `${concurrency}`);
            assert.ok(connections * streams <= concurrency, `${concurrency}`);
            assert.ok(connections * streams > concurrency - streams, `${concurrency}`);
        }
        assert.equal(streamsOf({ ...limits, concurrency: 32 }), 4);
    });

    it("that spill ask so much again as the plan says, and nothing where it says so", () => {
        for (const retries of [5, 0]) {
            assert.deepEqual(spillBreakers({ ...limits, retries }), {
                thresholds: [
                    { ...roomy, max_retries: retries },
                    { ...roomy, priority: "HIGH", max_retries: retries },
                ],
            });
        }
    });

    it("leave a server out for broken connections in a row alone, and let it in again within seconds", () => {
        const { interval, base_ejection_time, max_ejection_time, ...detection } = outliers(7);
        assert.deepEqual(detection, {
            split_external_local_origin_errors: true,
            consecutive_local_origin_failure: 7,
            enforcing_consecutive_local_origin_failure: 100,
            consecutive_gateway_failure: 5,
            enforcing_consecutive_gateway_failure: 0,
            enforcing_consecutive_5xx: 0,
            enforcing_success_rate: 0,
            enforcing_local_origin_success_rate: 0,
            enforcing_failure_percentage: 0,
            max_ejection_percent: 100,
            always_eject_one_host: true,
        });
        assert.deepEqual([interval, base_ejection_time, max_ejection_time], ["0.5s", "1s", "5s"]);
    });

    it("are counted under names without dots", () => {
        assert.equal(statName("release/m/1.0.0-rc.1"), "release/m/1_0_0-rc_1");
        assert.equal(failoverCluster("spill/m/1.0.0", ["a"]).alt_stat_name, "spill/m/1_0_0");
    });

    it("give a check a second, however short the interval", () => {
        const timeout = (everySeconds: number) =>
            inside(httpCheck({ everySeconds, unhealthyAfter: 2 }, "/", "host"), "timeout");
        assert.equal(timeout(0.25), "1s");
        assert.equal(timeout(5), "5s");
    });

    it("are checked over HTTP/1.1 unless told otherwise", () => {
        const codec = (protocol?: "http1" | "http2") =>
            inside(
                httpCheck({ everySeconds: 1, unhealthyAfter: 2 }, "/", "host", protocol),
                "http_health_check",
                "codec_client_type",
            );
        assert.deepEqual([codec(), codec("http1"), codec("http2")], ["HTTP1", "HTTP1", "HTTP2"]);
    });

    it("carry requests over the upstream's protocol, through the filters of its transport, for its longest time at most", () => {
        const options = (protocol: "http1" | "http2", transport: Partial<Transport> = {}) => {
            const upstream = upstreamWith(auths.mtls, { protocol });
            const checks = { everySeconds: 1, unhealthyAfter: 2 };
            const cluster = upstreamCluster("release/m/1.0.0", upstream, checks, {
                socket: rawBuffer,
                filters: [],
                ...transport,
            });
            const [, found] = Object.entries(cluster.typed_extension_protocol_options as JsonObject)[0]!;
            return found;
        };
        const spoken = (protocol: "http1" | "http2") =>
            Object.keys(inside(options(protocol), "explicit_http_config") as JsonObject);
        assert.deepEqual([spoken("http1"), spoken("http2")], [["http_protocol_options"], ["http2_protocol_options"]]);
        const signs = { name: "signs" };
        const filters = inside(options("http1", { filters: [signs] }), "http_filters") as readonly JsonObject[];
        // Envoy sends nothing without the codec at the end.
        assert.deepEqual(
            filters.map(({ name }) => name),
            ["signs", "envoy.filters.http.upstream_codec"],
        );
        assert.equal(inside(options("http1"), "http_filters"), undefined);
        const longest = (transport?: Partial<Transport>) =>
            inside(options("http1", transport), "common_http_protocol_options", "max_stream_duration");
        assert.deepEqual([longest({ longestSeconds: 5 }), longest()], ["5s", undefined]);
    });
});
