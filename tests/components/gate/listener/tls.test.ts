import assert from "node:assert/strict";

import type { Json } from "../../../../components/gate/envoy";
import { tracesCluster } from "../../../../components/gate/observed/tracing";
import { someAuthority } from "../../../support/arbitraries";
import { inside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the TLS of a gate", () => {
    const { euWest } = screeningGates();
    const contexts = valuesOf("common_tls_context", [...euWest.listeners, ...euWest.clusters]);

    it("is nowhere older than 1.2: to clients, to gates, to servers", () => {
        assert.equal(contexts.length, 2 + 2 + 2);
        for (const context of contexts) {
            assert.deepEqual(inside(context, "tls_params"), {
                tls_minimum_protocol_version: "TLSv1_2",
                tls_maximum_protocol_version: "TLSv1_3",
            });
        }
    });

    it("is at every listener's way in, and at every cluster that has addresses", () => {
        const chains = euWest.listeners.flatMap(listener => listener.filter_chains as readonly Json[]);
        const clusters = euWest.clusters.filter(cluster => valuesOf("address", cluster).length > 0);
        assert.deepEqual(
            euWest.clusters.filter(cluster => "load_assignment" in cluster && !clusters.includes(cluster)),
            [tracesCluster],
        );
        for (const connection of [...chains, ...clusters]) {
            assert.equal(inside(connection, "transport_socket", "name"), "envoy.transport_sockets.tls");
        }
        assert.deepEqual(valuesOf("transport_socket_matches", [...euWest.clusters]), []);
    });

    it("takes no certificate without checking whose it is", () => {
        const checked = contexts.filter(context => inside(context, "combined_validation_context") !== undefined);
        assert.equal(checked.length, contexts.length - 1);
        for (const context of checked) {
            const validation = inside(context, "combined_validation_context");
            assert.equal(inside(validation, "validation_context_sds_secret_config", "name"), "authority");
            const names = inside(validation, "default_validation_context", "match_typed_subject_alt_names");
            assert.ok((names as readonly Json[]).length > 0);
        }
    });

    it("takes certificates of clients and of an issuer's host from those authorities alone that the config names", () => {
        const { listeners, clusters } = screeningGates(config => {
            config.routing.auth = {
                jwt: {
                    issuer: "issuer",
                    audience: ["meridian"],
                    jwksUri: "https://keys.example/jwks",
                    jwksAuthorities: someAuthority,
                },
                certificates: { authorities: someAuthority },
            };
        }).euWest;
        const all = valuesOf("common_tls_context", [...listeners, ...clusters]);
        assert.equal(all.length, contexts.length + 1);
        const plain = all.filter(context => inside(context, "combined_validation_context") === undefined);
        assert.deepEqual(
            plain.map(context => [inside(context, "validation_context"), inside(context, "tls_params")]),
            Array(2).fill([
                { trusted_ca: { inline_string: someAuthority } },
                { tls_minimum_protocol_version: "TLSv1_2", tls_maximum_protocol_version: "TLSv1_3" },
            ]),
        );
    });

    it("has certificate and authority watched", () => {
        const source = (file: string) => ({
            path_config_source: { path: `gate/${file}.json`, watched_directory: { path: "gate" } },
            resource_api_version: "V3",
        });
        for (const context of contexts) {
            assert.deepEqual(
                inside(context, "tls_certificate_sds_secret_configs", 0, "sds_config"),
                source("identity"),
            );
        }
        for (const secret of valuesOf("validation_context_sds_secret_config", contexts)) {
            assert.deepEqual(inside(secret, "sds_config"), source("authority"));
        }
    });
});
