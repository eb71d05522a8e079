import assert from "node:assert/strict";

import { externalCluster, externalTls } from "../../../../components/gate/upstreams/external";
import { someAuthority } from "../../../support/arbitraries";
import { inside, valuesOf } from "../inside";

const host = { publicAuthorities: "/etc/ssl/cert.pem" };

describe("TLS to a host outside the cell", () => {
    const tls = externalTls("models.example", someAuthority, host);
    const context = inside(tls, "typed_config");

    it("asks for the host by its name, and takes no certificate of another name", () => {
        assert.equal(inside(context, "sni"), "models.example");
        assert.equal(inside(context, "auto_sni_san_validation"), true);
        assert.deepEqual(valuesOf("trust_chain_verification", tls), []);
    });

    it("shows no certificate of the gate's: that is for its cell", () => {
        assert.deepEqual(valuesOf("tls_certificate_sds_secret_configs", tls), []);
        assert.deepEqual(valuesOf("tls_certificates", tls), []);
    });

    it("trusts the authorities that are named and no public one beside, else the public ones of the gate's host", () => {
        const trusted = (authorities?: string) =>
            valuesOf("trusted_ca", externalTls("models.example", authorities, host));
        assert.deepEqual(trusted(someAuthority), [{ inline_string: someAuthority }]);
        assert.deepEqual(trusted(), [{ filename: "/etc/ssl/cert.pem" }]);
    });

    it("is not created without a trusted authority", () => {
        assert.throws(
            () => externalTls("models.example", undefined, {}),
            /check models\.example by; name its authorities/,
        );
        assert.ok(externalTls("models.example", someAuthority, {}));
    });

    it("is never older than 1.2", () => {
        assert.equal(inside(context, "common_tls_context", "tls_params", "tls_minimum_protocol_version"), "TLSv1_2");
    });

    it("speaks HTTP/1.1, or HTTP/2 if configured", () => {
        const alpn = (protocol?: "h2") =>
            valuesOf("alpn_protocols", externalTls("a.example", someAuthority, host, protocol));
        assert.deepEqual([alpn(), alpn("h2")], [[["http/1.1"]], [["h2"]]]);
    });
});

describe("what a gate asks outside for itself", () => {
    const addressOf = (uri: string) => valuesOf("socket_address", externalCluster("keys", uri, someAuthority, host));

    it("is asked at the address of the URI, at port 443 where it says none", () => {
        assert.deepEqual(addressOf("https://keys.example:8443/jwks"), [{ address: "keys.example", port_value: 8443 }]);
        assert.deepEqual(addressOf("https://keys.example/jwks"), [{ address: "keys.example", port_value: 443 }]);
        assert.deepEqual(addressOf("https://keys.example:443/jwks"), [{ address: "keys.example", port_value: 443 }]);
    });

    it("is found by DNS where the URI has a name, and needs none for an address", () => {
        const byName = externalCluster("keys", "https://keys.example/", someAuthority, host);
        const byAddress = externalCluster("keys", "https://10.0.0.1/", someAuthority, host);
        assert.equal(inside(byName, "cluster_type", "name"), "envoy.cluster.dns");
        assert.deepEqual([byAddress.cluster_type, byAddress.type], [undefined, "STATIC"]);
    });

    it("is asked over TLS, under the name of the URI", () => {
        const cluster = externalCluster("keys", "https://keys.example:8443/", someAuthority, host);
        assert.deepEqual(cluster.transport_socket, externalTls("keys.example", someAuthority, host));
    });
});
