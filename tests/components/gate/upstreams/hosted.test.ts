import assert from "node:assert/strict";

import type { Json } from "../../../../components/gate/envoy";
import { gateConfiguration, type GateLinks } from "../../../../components/gate/gate";
import { hostedCluster, hostedListener, hostedName, isHosted } from "../../../../components/gate/upstreams/hosted";
import type { Servers, Upstream, UpstreamAuth } from "../../../../components/gate/upstream";
import { connectionOf } from "../connection";
import { inside, textInside, textsIn, valuesOf } from "../inside";
import { routeOf } from "../matching";
import { screeningGates } from "../screening-gates";
import { auths, hostName, externalKinds, upstreamWith } from "../upstreams";

const gates = screeningGates();
const { serving } = gates;
const host = gates.host(serving);

function serversAt(auth: UpstreamAuth, more: Partial<Upstream> = {}): Servers {
    const [model, version] = ["screening", "2.0.0"];
    return { model, version, cluster: `release/${model}/${version}`, upstream: upstreamWith(auth, more) };
}

/** The gate whose release 2.0.0 is hosted by others, and its other one by the cell's own processes. */
function gateWith(auth: UpstreamAuth, more: Partial<Upstream> = {}) {
    const own = gates.links(serving);
    const links: GateLinks = {
        ...own,
        release: (model, release) =>
            release.version === "2.0.0" ? upstreamWith(auth, more) : own.release(model, release),
    };
    return gateConfiguration(serving, host, links);
}

describe("a model's host", () => {
    it("is another's where the cell's certificates are no proof to it", () => {
        assert.equal(isHosted(serversAt(auths.mtls)), false);
        assert.equal(isHosted(serversAt(auths.platform)), false);
        for (const kind of externalKinds) {
            assert.equal(isHosted(serversAt(auths[kind])), true, kind);
        }
    });
});

describe("the listener in front of a host", () => {
    const connectionTo = (auth: UpstreamAuth, more: Partial<Upstream> = {}) =>
        inside(hostedListener(serversAt(auth, more), serving), "filter_chains", 0, "filters", 0, "typed_config");
    const routesTo = (more: Partial<Upstream>) =>
        inside(connectionTo(auths.tls, more), "route_config", "virtual_hosts", 0, "routes") as ReturnType<
            typeof gateWith
        >["clusters"];

    it("is inside the gate: it has no address", () => {
        const listener = hostedListener(serversAt(auths.tls), serving);
        assert.deepEqual(listener.internal_listener, {});
        assert.deepEqual(valuesOf("address", listener), []);
    });

    it("leads to the host alone, under the host's own name", () => {
        for (const more of [{}, { rewrite: "/invocations" }, { health: { kind: "active", path: "/ping" } as const }]) {
            for (const route of routesTo(more)) {
                assert.equal(inside(route, "route", "cluster"), "hosted/screening/2.0.0");
                assert.equal(inside(route, "route", "host_rewrite_literal"), hostName);
            }
        }
    });

    it("gives a host with one path everything there", () => {
        const routes = routesTo({ rewrite: "/invocations", health: { kind: "active", path: "/ping" } });
        const rewritten = (path: string) => inside(routeOf(routes, { path }), "route", "regex_rewrite", "substitution");
        assert.equal(rewritten("/v2/models/screening/infer"), "/invocations");
        assert.equal(rewritten("/ping"), "/invocations");
        assert.equal(inside(routesTo({})[0], "route", "regex_rewrite"), undefined);
    });

    it("takes whatever headers the gate took in front, and those that the gate adds", () => {
        const outer = connectionOf("clients", gates.euWest);
        for (const way of [["max_request_headers_kb"], ["common_http_protocol_options", "max_headers_count"]]) {
            const [front, behind] = [inside(outer, ...way), inside(connectionTo(auths.tls), ...way)] as number[];
            assert.ok(front! < behind!, way.join("."));
        }
    });

    it("bounds no time of its own: the request's deadline ends it", () => {
        assert.equal(inside(connectionTo(auths.tls), "stream_idle_timeout"), "0s");
        assert.equal(inside(routesTo({})[0], "route", "timeout"), "0s");
    });

    it("answers 503 where there is no proof to show, which is no fault of the client's", () => {
        const mappers = inside(connectionTo(auths["api-key"]), "local_reply_config", "mappers") as readonly Json[];
        assert.deepEqual(
            mappers.map(mapper => [valuesOf("default_value", mapper), inside(mapper, "status_code")]),
            [
                [[401], 503],
                [[403], 503],
            ],
        );
    });

    it("asks for a token only where the host wants one", () => {
        const filters = (auth: UpstreamAuth) =>
            (inside(connectionTo(auth), "http_filters") as readonly Json[]).map(filter => textInside(filter, "name"));
        assert.deepEqual(filters(auths.tls), ["envoy.filters.http.router"]);
        const forToken = filters(auths["gcp-id-token"]);
        assert.ok(forToken.includes("envoy.filters.http.gcp_authn"));
        assert.equal(forToken.at(-1), "envoy.filters.http.router");
    });
});

describe("a gate whose model is hosted by others", () => {
    for (const kind of externalKinds) {
        it(`by ${kind} reaches it through that listener alone`, () => {
            const { listeners, clusters } = gateWith(auths[kind]);
            const name = hostedName(serversAt(auths[kind]));
            assert.deepEqual(
                listeners.map(listener => listener.name),
                ["gate", name],
            );
            const release = clusters.find(cluster => cluster.name === "release/screening/2.0.0");
            assert.deepEqual(valuesOf("server_listener_name", release!), [name]);
            assert.deepEqual(valuesOf("socket_address", release!), []);
            const behind = clusters.find(cluster => cluster.name === name);
            assert.deepEqual(valuesOf("socket_address", behind!), [{ address: hostName, port_value: 443 }]);
        });
    }

    it("spills what fails there as it came: what the host alone is to see is added behind", () => {
        const { clientRoutes, clusters } = gateWith(auths["api-key"], { rewrite: "/invocations" });
        assert.ok(!textsIn(clientRoutes).includes("/invocations"));
        const front = clusters.filter(({ name }) => name !== "hosted/screening/2.0.0");
        assert.deepEqual(valuesOf("credential", front), []);
        const spill = clusters.find(({ name }) => name === "spill/screening/2.0.0");
        assert.equal(inside(spill, "cluster_type", "typed_config", "clusters", 0), "release/screening/2.0.0");
    });

    const clusterOf = (name: string, more: Partial<Upstream>) =>
        gateWith(auths.tls, more).clusters.find(cluster => cluster.name === name);
    const watchesAnswers = (cluster: Json | undefined) =>
        inside(cluster, "outlier_detection", "enforcing_consecutive_gateway_failure") === 100;
    const [front, behind] = ["release/screening/2.0.0", "hosted/screening/2.0.0"] as const;

    it("watches its answers in front where its health may not be asked", () => {
        const passive = { health: { kind: "passive" } } as const;
        assert.ok(watchesAnswers(clusterOf(front, passive)));
        assert.deepEqual(valuesOf("health_checks", clusterOf(behind, passive)!), []);
    });

    it("keeps a host that answers 5xx, which callers could bring about, unless they are errors of gateways and its health may not be asked", () => {
        const detection = (name: string, health: Upstream["health"]) =>
            Object.entries(inside(clusterOf(name, { health }), "outlier_detection") as Record<string, Json>);
        const enforced = (name: string, health: Upstream["health"]) =>
            detection(name, health).flatMap(([key, percent]) =>
                key.startsWith("enforcing_") && percent !== 0 ? [key] : [],
            );
        const active = { kind: "active", path: "/ping" } as const;
        const passive = { kind: "passive" } as const;
        const connections = "enforcing_consecutive_local_origin_failure";
        assert.deepEqual(enforced(front, passive), [connections, "enforcing_consecutive_gateway_failure"]);
        assert.deepEqual(enforced(front, active), [connections]);
        assert.deepEqual(enforced(behind, active), [connections]);
        // Unless it is said, it is 100.
        for (const health of [passive, active]) {
            assert.ok(detection(front, health).some(([key]) => key === "enforcing_consecutive_5xx"));
        }
    });

    it("asks for its health where it may, at the host itself: checks don't reach the listener inside", () => {
        const active = { health: { kind: "active", path: "/ping" } } as const;
        const [check] = clusterOf(behind, active)?.health_checks as readonly [Json];
        assert.equal(inside(check, "http_health_check", "path"), "/ping");
        assert.equal(inside(check, "http_health_check", "host"), hostName);
        assert.deepEqual(valuesOf("health_checks", clusterOf(front, active)!), []);
        assert.ok(!watchesAnswers(clusterOf(front, active)) && !watchesAnswers(clusterOf(behind, active)));
    });

    it("is ready, and its region worth sending to, while the host is healthy", () => {
        const more = { health: { kind: "active", path: "/ping" } } as const;
        const [ready, region] = valuesOf("cluster_min_healthy_percentages", gateWith(auths.tls, more).listeners).map(
            clusters => Object.keys(clusters as object),
        );
        assert.deepEqual(ready, ["release/screening/1.0.0", front, behind]);
        // Most requests go to the other release.
        assert.deepEqual(region, ["release/screening/1.0.0"]);
        const [unasked] = valuesOf("cluster_min_healthy_percentages", gateWith(auths.tls).listeners);
        assert.deepEqual(Object.keys(unasked as object), ["release/screening/1.0.0", front]);
    });

    it("asks the host without the cell's certificates, and its own processes with them as before", () => {
        const { clusters } = gateWith(auths.tls);
        assert.deepEqual(
            valuesOf("tls_certificate_sds_secret_configs", hostedCluster(serversAt(auths.tls), serving, host)),
            [],
        );
        const own = (all: typeof clusters) => all.find(({ name }) => name === "release/screening/1.0.0");
        assert.deepEqual(own(clusters), own(gates.euWest.clusters));
    });

    it("reads its secret from where the host keeps it, once, and has none for others", () => {
        assert.deepEqual(valuesOf("secret", gateWith(auths["api-key"]).secrets), [{ filename: "/run/secrets/key" }]);
        assert.deepEqual(gateWith(auths.tls).secrets, []);
        assert.deepEqual(gates.euWest.secrets, []);
    });
});
