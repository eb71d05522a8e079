import assert from "node:assert/strict";

import { demand, keysClusters } from "../../../../components/gate/listener/auth";
import type { Json } from "../../../../components/gate/envoy";
import type { GateHost } from "../../../../components/gate/upstream";
import type { AuthConfig } from "../../../../components/plan/serving/auth";
import type { Config } from "../../../../components/plan/config/config";
import { someAuthority, someKey } from "../../../support/arbitraries";
import { filtersOf } from "../connection";
import { inside, textsIn, valuesOf } from "../inside";
import { someFiles, subjectKey } from "../placed";
import { screeningGates } from "../screening-gates";

const ours = { issuer: "https://issuer.example", audience: ["meridian", "other"] };
const inline: AuthConfig = { jwt: { ...ours, jwks: { keys: [someKey] } } };
const published: AuthConfig = { jwt: { ...ours, jwksUri: "https://keys.example:8443/jwks", jwksCacheSeconds: 60 } };
const certificates: AuthConfig = { certificates: { authorities: someAuthority } };

/** The gate of a cell that asks its callers who they are. */
function gateWith(auth: AuthConfig, change: (config: Config) => void = () => undefined) {
    return screeningGates(config => {
        config.routing.auth = auth;
        change(config);
    }).euWest;
}

const clientFilters = (auth: AuthConfig, change?: (config: Config) => void) =>
    filtersOf("clients", gateWith(auth, change));
const ofAuth = ["jwt_authn", "rbac", "header_mutation.caller"];
const authFiltersOf = (side: "clients" | "gates", auth: AuthConfig) =>
    [...filtersOf(side, gateWith(auth)).keys()].filter(name => ofAuth.includes(name));

describe("a gate that asks for a token", () => {
    const filter = clientFilters(inline).get("jwt_authn");
    const provider = inside(filter, "providers", "callers");

    it("takes those of one issuer and for one of its audiences, to the letter", () => {
        assert.deepEqual(Object.keys(inside(filter, "providers") as object), ["callers"]);
        assert.equal(inside(provider, "issuer"), "https://issuer.example");
        assert.deepEqual(inside(provider, "audiences"), ["meridian", "other"]);
    });

    it("takes none that never ends or names no subject, and gives clocks half a minute", () => {
        assert.equal(inside(provider, "require_expiration"), true);
        assert.deepEqual(inside(provider, "subjects"), { safe_regex: { regex: ".+" } });
        assert.equal(inside(provider, "clock_skew_seconds"), 30);
    });

    it("verifies them by the keys of the config", () => {
        assert.deepEqual(inside(provider, "local_jwks"), { inline_string: JSON.stringify({ keys: [someKey] }) });
        assert.equal(inside(provider, "remote_jwks"), undefined);
    });

    it("verifies them by published keys, fetched before the first client is admitted, and again when they are outdated", () => {
        const published_ = inside(clientFilters(published).get("jwt_authn"), "providers", "callers");
        assert.equal(inside(published_, "local_jwks"), undefined);
        assert.deepEqual(inside(published_, "remote_jwks", "http_uri"), {
            uri: "https://keys.example:8443/jwks",
            cluster: "keys",
            timeout: "5s",
        });
        assert.equal(inside(published_, "remote_jwks", "cache_duration"), "60s");
        assert.deepEqual(inside(published_, "remote_jwks", "async_fetch"), { failed_refetch_duration: "1s" });
        // One that fails for a moment must not have callers refused.
        const { num_retries: retries, retry_back_off: between } = inside(published_, "remote_jwks", "retry_policy") as {
            readonly num_retries: number;
            readonly retry_back_off: object;
        };
        assert.ok(retries >= 3, `${retries}`);
        assert.deepEqual(between, { base_interval: "0.2s", max_interval: "2s" });
    });

    it("keeps the token to itself, and tells servers the subject in one header", () => {
        assert.equal(inside(provider, "forward"), undefined);
        assert.equal(inside(provider, "forward_payload_header"), undefined);
        assert.deepEqual(inside(provider, "claim_to_headers"), [
            { header_name: "x-meridian-caller", claim_path: [{ key: "sub" }] },
        ]);
    });

    it("opens its health to everyone, by the whole path, and closes all else", () => {
        assert.deepEqual(inside(filter, "rules"), [
            { match: { path: "/live" } },
            { match: { path: "/v2/health/ready" } },
            { match: { path: "/region" } },
            { match: { path: "/region/fallback" } },
            { match: { path: "/v2/health/live" } },
            { match: { prefix: "/" }, requires: { provider_name: "callers" } },
        ]);
        assert.equal(inside(filter, "bypass_cors_preflight"), undefined);
    });

    it("chooses the route again when it knows the claims, each of those that keep a subject as a header, once", () => {
        const sticking = clientFilters(inline, config => {
            const [model] = config.models as [Config["models"][number]];
            config.models = ["a", "b", "c"].map((name, i) => ({
                ...model,
                name,
                stickyBy: ["claim:patient.id", "claim:patient.id", "cookie:arm"][i],
            }));
        }).get("jwt_authn");
        assert.equal(inside(sticking, "providers", "callers", "clear_route_cache"), true);
        assert.deepEqual(inside(sticking, "providers", "callers", "claim_to_headers"), [
            { header_name: "x-meridian-caller", claim_path: [{ key: "sub" }] },
            { header_name: "x-meridian-claim-patient-2eid", claim_path: [{ key: "patient.id" }] },
        ]);
    });
});

describe("the auth of a gate", () => {
    it("asks who it is before whether they may, and both before it asks a server", () => {
        const order = [...clientFilters(inline).keys()].filter(name => [...ofAuth, "router"].includes(name));
        assert.deepEqual(order, ["jwt_authn", "rbac", "router"]);
    });

    it("comes after the gate's own health, which everyone may know", () => {
        const names = [...clientFilters(inline).keys()];
        assert.deepEqual(names.slice(0, 3), ["health_check.ready", "health_check.region", "jwt_authn"]);
    });

    it("tells servers the subject of the certificate, whatever a client says of itself", () => {
        assert.deepEqual(authFiltersOf("clients", certificates), ["header_mutation.caller"]);
        assert.deepEqual(inside(clientFilters(certificates).get("header_mutation.caller"), "mutations"), {
            request_mutations: [
                {
                    append: {
                        header: { key: "x-meridian-caller", value: "%DOWNSTREAM_PEER_SUBJECT%" },
                        append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
                    },
                },
            ],
        });
    });

    it("tells servers the subject of the token where both are asked for", () => {
        assert.deepEqual(authFiltersOf("clients", { ...inline, ...certificates }), ["jwt_authn", "rbac"]);
    });

    it("is nothing where everyone may ask", () => {
        assert.deepEqual(authFiltersOf("clients", {}), []);
    });

    it("is nothing to other gates, which have seen to it where the request came in", () => {
        for (const auth of [inline, published, certificates, { ...inline, ...certificates }]) {
            assert.deepEqual(authFiltersOf("gates", auth), []);
        }
    });
});

describe("a demand for claims", () => {
    const roleAndSite = { role: ["nurse", "clinician"], site: ["1"] };
    const principals = (said: Json) =>
        inside(said, "envoy.filters.http.rbac", "rbac", "rules", "policies", "callers", "principals");
    const oneOf = (claim: string, values: readonly string[]) => ({
        sourced_metadata: {
            metadata_matcher: {
                filter: "envoy.filters.http.jwt_authn",
                path: [{ key: "token" }, { key: claim }],
                value: {
                    or_match: {
                        value_matchers: [
                            ...values.map(exact => ({ string_match: { exact } })),
                            ...values.map(exact => ({ list_match: { one_of: { string_match: { exact } } } })),
                        ],
                    },
                },
            },
        },
    });

    it("is for each claim, with one of its values, by itself or in a list", () => {
        const said = demand([roleAndSite]);
        assert.deepEqual(Object.keys(said), ["envoy.filters.http.rbac"]);
        assert.deepEqual(principals(said), [
            { and_ids: { ids: [oneOf("role", ["nurse", "clinician"]), oneOf("site", ["1"])] } },
        ]);
    });

    it("allows who meets it everything there, and no one else anything", () => {
        const [rules] = valuesOf("rules", demand([roleAndSite]));
        assert.equal(inside(rules, "action"), "ALLOW");
        assert.deepEqual(Object.keys(inside(rules, "policies") as object), ["callers"]);
        assert.deepEqual(inside(rules, "policies", "callers", "permissions"), [{ any: true }]);
        assert.equal(valuesOf("shadow_rules", demand([roleAndSite])).length, 0);
    });

    it("is all of several together, of one claim too", () => {
        assert.deepEqual(principals(demand([{ role: ["nurse"] }, undefined, { role: ["tester"] }])), [
            { and_ids: { ids: [oneOf("role", ["nurse"]), oneOf("role", ["tester"])] } },
        ]);
    });

    it("is nothing to say where there is none", () => {
        assert.deepEqual(demand([undefined, undefined]), {});
    });

    it("reads the claims that the token filter keeps, with words that are divided by spaces as a list", () => {
        const provider = inside(clientFilters(inline).get("jwt_authn"), "providers", "callers");
        assert.equal(inside(provider, "payload_in_metadata"), "token");
        assert.deepEqual(inside(provider, "normalize_payload_in_metadata"), {
            space_delimited_claims: ["scope", "scp"],
        });
    });

    it("stands on no route of another gate, and of clients on those to the model that says so", () => {
        const { clientRoutes, gateRoutes } = gateWith(inline, config => {
            const [model] = config.models as [Config["models"][number]];
            config.models = [
                { ...model, name: "open" },
                { ...model, name: "closed", requires: { claims: { role: ["nurse"] } } },
            ];
        });
        assert.deepEqual(valuesOf("envoy.filters.http.rbac", gateRoutes), []);
        const routes = (valuesOf("routes", clientRoutes)[0] as readonly Json[]).filter(
            route => inside(route, "route") !== undefined,
        );
        const demanding = routes.filter(route => valuesOf("envoy.filters.http.rbac", route).length > 0);
        assert.deepEqual([...new Set(demanding.map(route => inside(route, "name")))], ["closed"]);
        assert.deepEqual(
            demanding,
            routes.filter(route => inside(route, "name") === "closed"),
        );
    });
});

describe("the keys of an issuer", () => {
    const clusterFor = (auth: AuthConfig, publicAuthorities?: string) => {
        const { serving, gate } = screeningGates(config => void (config.routing.auth = auth));
        const listen = gate(serving.region);
        const host: GateHost = {
            inbound: { kind: "mtls" },
            listen,
            certificate: someFiles,
            directory: "gate",
            subjectKey,
        };
        return keysClusters(serving.auth, publicAuthorities === undefined ? host : { ...host, publicAuthorities });
    };

    it("are fetched from their host alone, which DNS resolves, by a name that its certificate must have", () => {
        const [cluster, ...rest] = clusterFor(published, "/etc/ssl/cert.pem");
        assert.deepEqual(rest, []);
        assert.equal(cluster!.name, "keys");
        assert.equal(inside(cluster, "cluster_type", "name"), "envoy.cluster.dns");
        assert.deepEqual(valuesOf("socket_address", cluster!), [{ address: "keys.example", port_value: 8443 }]);
        assert.equal(inside(cluster, "transport_socket", "name"), "envoy.transport_sockets.tls");
        const tls = inside(cluster, "transport_socket", "typed_config");
        assert.equal(inside(tls, "sni"), "keys.example");
        assert.equal(inside(tls, "auto_sni_san_validation"), true);
    });

    it("are fetched from port 443 where none is said", () => {
        const auth = { jwt: { ...ours, jwksUri: "https://keys.example/jwks" } };
        assert.deepEqual(valuesOf("port_value", clusterFor(auth, "/etc/ssl/cert.pem")), [443]);
    });

    it("are fetched without the gate's own certificate, which is for its cell alone", () => {
        assert.deepEqual(
            valuesOf("tls_certificate_sds_secret_configs", clusterFor(published, "/etc/ssl/cert.pem")),
            [],
        );
    });

    it("are trusted by the public authorities, or by those of the config", () => {
        const trusted = (auth: AuthConfig, publicAuthorities?: string) =>
            valuesOf("trusted_ca", clusterFor(auth, publicAuthorities));
        assert.deepEqual(trusted(published, "/etc/ssl/cert.pem"), [{ filename: "/etc/ssl/cert.pem" }]);
        const own = { jwt: { ...published.jwt!, jwksAuthorities: someAuthority } };
        assert.deepEqual(trusted(own, "/etc/ssl/cert.pem"), [{ inline_string: someAuthority }]);
        assert.deepEqual(trusted(own), [{ inline_string: someAuthority }]);
    });

    it("are not fetched without a trusted issuer", () => {
        assert.throws(() => clusterFor(published), {
            message: "no public authorities are known here to check keys.example by; name its authorities",
        });
    });

    it("need no cluster where they stand in the config, or no token is asked for", () => {
        for (const auth of [inline, certificates, {}]) {
            assert.deepEqual(clusterFor(auth, "/etc/ssl/cert.pem"), []);
        }
        assert.ok(!textsIn(gateWith(inline).clusters).includes("keys"));
        assert.ok(textsIn(gateWith(published).clusters).includes("keys"));
    });
});
