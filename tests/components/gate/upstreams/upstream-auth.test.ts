import assert from "node:assert/strict";

import { rawBuffer } from "../../../../components/gate/upstreams/clusters";
import type { Json } from "../../../../components/gate/envoy";
import { externalTls } from "../../../../components/gate/upstreams/external";
import { clientTls } from "../../../../components/gate/listener/tls";
import type { Upstream, UpstreamAuth } from "../../../../components/gate/upstream";
import { secretsFor, tokenClusters, transportTo } from "../../../../components/gate/upstreams/upstream-auth";
import { someAuthority } from "../../../support/arbitraries";
import { inside, textInside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";
import { auths, externalKinds, upstreamWith } from "../upstreams";

const { host: hostOf, serving } = screeningGates();
const host = hostOf(serving);
const name = "hosted/screening/1.0.0";
const transport = (auth: UpstreamAuth, more: Partial<Upstream> = {}) =>
    transportTo(name, upstreamWith(auth, more), host);
const namesOf = (filters: readonly Json[]) =>
    filters.map(filter => textInside(filter, "name").replace("envoy.filters.http.", ""));

describe("the way to an upstream", () => {
    it("of the cell is mutual TLS by the cell's certificates", () => {
        assert.deepEqual(transport(auths.mtls).socket, clientTls(host.directory, "server.example", "http1"));
    });

    it("by proxies of the platform is plain text as far as the one beside the gate", () => {
        assert.deepEqual(transport(auths.platform).socket, rawBuffer);
    });

    for (const kind of externalKinds) {
        it(`by ${kind} is TLS to the name and authorities of the host, without the cell's certificates`, () => {
            for (const [protocol, alpn] of [
                ["http1", "http/1.1"],
                ["http2", "h2"],
            ] as const) {
                const { socket } = transport(auths[kind], { protocol });
                assert.deepEqual(socket, externalTls(auths[kind].serverName, someAuthority, host, alpn));
            }
        });
    }

    it("has for each kind of proof the one filter that gives it, where a filter of the way does", () => {
        const filters = Object.values(auths).map(auth => [auth.kind, namesOf(transport(auth).filters)]);
        assert.deepEqual(Object.fromEntries(filters), {
            mtls: [],
            platform: [],
            tls: [],
            "aws-sigv4": ["aws_request_signing"],
            "gcp-id-token": [],
            oauth2: ["credential_injector"],
            "api-key": ["credential_injector"],
        });
    });

    it("measures the request in full before it is proven, where the host takes less than the gate", () => {
        const { filters } = transport(auths["aws-sigv4"], { maxBodyKiB: 6 });
        assert.deepEqual(namesOf(filters), ["body_size_limit", "buffer", "aws_request_signing"]);
        assert.deepEqual(valuesOf("max_request_bytes", filters), [6144, 6144]);
    });
});

describe("a signature", () => {
    it("is for the service and region of the host", () => {
        const config = inside(transport(auths["aws-sigv4"]).filters[0], "typed_config");
        assert.deepEqual([inside(config, "service_name"), inside(config, "region")], ["sagemaker", "eu-west-1"]);
    });

    it("leaves out the headers that are changed on the way behind it", () => {
        const excluded = valuesOf(
            "match_excluded_headers",
            transport(auths["aws-sigv4"]).filters,
        )[0] as readonly Json[];
        const isLeftOut = (header: string) =>
            excluded.some(
                match =>
                    inside(match, "exact") === header ||
                    (typeof inside(match, "prefix") === "string" && header.startsWith(textInside(match, "prefix"))),
            );
        for (const header of [
            "x-request-id",
            "x-forwarded-proto",
            "x-envoy-attempt-count",
            "traceparent",
            "tracestate",
        ]) {
            assert.ok(isLeftOut(header), header);
        }
        for (const header of ["host", "content-type", "content-length"]) {
            assert.ok(!isLeftOut(header), header);
        }
    });
});

describe("an access token", () => {
    const injector = inside(transport(auths.oauth2).filters[0], "typed_config");
    const credential = inside(injector, "credential", "typed_config");

    it("comes from the authorization server, by the client's id and a secret that is named only", () => {
        const [cluster, ...rest] = tokenClusters(name, upstreamWith(auths.oauth2), host);
        assert.deepEqual(rest, []);
        assert.equal(inside(credential, "token_endpoint", "uri"), auths.oauth2.tokenUri);
        assert.equal(inside(credential, "token_endpoint", "cluster"), cluster!.name);
        assert.deepEqual(valuesOf("socket_address", cluster!), [{ address: "tokens.example", port_value: 8443 }]);
        assert.equal(inside(credential, "client_credentials", "client_id"), "meridian");
        assert.deepEqual(inside(credential, "client_credentials", "client_secret"), {
            name: secretsFor(name, upstreamWith(auths.oauth2))[0]!.name!,
        });
    });

    it("is for the scopes that are named, if any", () => {
        assert.equal(inside(credential, "scopes"), undefined);
        const scoped = transport({ ...auths.oauth2, scopes: ["infer", "read"] });
        assert.deepEqual(valuesOf("scopes", scoped.filters), [["infer", "read"]]);
    });

    it("takes the place of what a client says, and is there or nothing is asked", () => {
        assert.equal(inside(injector, "overwrite"), true);
        assert.equal(inside(injector, "allow_request_without_credential"), undefined);
    });
});

describe("a key", () => {
    it("is injected into its header, behind its prefix, in place of what a client says", () => {
        const [injector] = transport({ ...auths["api-key"], header: "authorization", prefix: "Bearer " }).filters;
        const credential = inside(injector, "typed_config", "credential", "typed_config");
        assert.equal(inside(credential, "header"), "authorization");
        assert.equal(inside(credential, "header_value_prefix"), "Bearer ");
        assert.equal(inside(injector, "typed_config", "overwrite"), true);
        const bare = inside(transport(auths["api-key"]).filters[0], "typed_config", "credential", "typed_config");
        assert.equal(inside(bare, "header_value_prefix"), undefined);
    });
});

describe("the secrets of a gate", () => {
    const secretsOf = (auth: UpstreamAuth) => secretsFor(name, upstreamWith(auth));

    it("are read from a file or the environment, and are never part of the configuration", () => {
        assert.deepEqual(valuesOf("secret", secretsOf(auths["api-key"])), [{ filename: "/run/secrets/key" }]);
        assert.deepEqual(valuesOf("secret", secretsOf(auths.oauth2)), [{ environment_variable: "CLIENT_SECRET" }]);
    });

    it("are called after the upstream, so that none is given to another", () => {
        const [one] = secretsOf(auths["api-key"]);
        const [other] = secretsFor("hosted/screening/2.0.0", upstreamWith(auths["api-key"]));
        assert.notEqual(one!.name, other!.name);
        assert.deepEqual(
            valuesOf("credential", transport(auths["api-key"]).filters).flatMap(at => valuesOf("credential", at)),
            [{ name: one!.name }],
        );
    });

    it("and token servers are nothing where the proof needs none", () => {
        for (const kind of ["mtls", "tls", "aws-sigv4", "gcp-id-token"] as const) {
            assert.deepEqual(secretsOf(auths[kind]), [], kind);
        }
        for (const kind of ["mtls", "tls", "aws-sigv4", "gcp-id-token", "api-key"] as const) {
            assert.deepEqual(tokenClusters(name, upstreamWith(auths[kind]), host), [], kind);
        }
    });
});
