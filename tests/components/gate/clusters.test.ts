import assert from "node:assert/strict";

import { endpoints, httpCheck, upstreamCluster } from "../../../components/gate/clusters";
import { seconds } from "../../../components/gate/envoy";
import type { Upstream } from "../../../components/gate/upstream";
import { inside, valuesOf } from "./inside";

describe("clusters", () => {
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

    it("bound connections by the number of servers, so that a second server doubles what is taken", () => {
        const upstream = (count: number): Upstream => ({
            addresses: addresses.slice(0, count),
            protocol: "http1",
            auth: { kind: "mtls", serverName: "server.example" },
            health: { kind: "active", path: "/ready" },
        });
        const [one, two] = [1, 2].map(count => {
            const checks = { everySeconds: 1, unhealthyAfter: 1 };
            return Number(valuesOf("max_connections", upstreamCluster("c", upstream(count), checks, {}))[0]);
        });
        assert.equal(two, one! * 2);
        assert.ok(one! > 0);
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

    it("have durations in seconds with a unit", () => {
        assert.equal(seconds(0.25), "0.25s");
    });
});
