import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../../components/gate/envoy";
import type { Side } from "../../../../components/gate/headers";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import type { Config } from "../../../../components/plan/config/config";
import { someAuthority, someKey } from "../../../support/arbitraries";
import { filtersOf } from "../connection";
import { inside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the listener of a gate", () => {
    const listenerOf = (change?: (config: Config) => void) => screeningGates(change).euWest.listeners[0]!;
    const listener = listenerOf();
    const chain = (name: Side, of = listener) =>
        (of.filter_chains as readonly Json[]).find(chain => inside(chain, "name") === name);
    const http = (name: Side, of = listener) => inside(chain(name, of), "filters", 0, "typed_config");

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

    it("admits the gates of regions out of traffic, which send their current requests", () => {
        const drained = listenerOf(config => void (config.routing.drain = ["local:eu-north"]));
        const names = (of: JsonObject) => valuesOf("match_typed_subject_alt_names", inside(chain("gates", of)) ?? null);
        assert.equal(names(listener).length, 1);
        assert.deepEqual(names(drained), names(listener));
    });

    it("requires no certificate of clients without an authority", () => {
        const tls = inside(chain("clients"), "transport_socket", "typed_config");
        assert.equal(inside(tls, "require_client_certificate"), false);
        for (const validation of ["combined_validation_context", "validation_context"]) {
            assert.deepEqual(valuesOf(validation, tls ?? null), [], validation);
        }
    });

    it("takes certificates of clients from the authorities of the config alone, and leaves it to routes to miss one", () => {
        const asking = listenerOf(config => {
            config.routing.auth = { certificates: { authorities: someAuthority } };
        });
        const tls = inside(chain("clients", asking), "transport_socket", "typed_config");
        assert.equal(inside(tls, "require_client_certificate"), false);
        assert.deepEqual(inside(tls, "common_tls_context", "validation_context"), {
            trusted_ca: { inline_string: someAuthority },
        });
        assert.deepEqual(valuesOf("combined_validation_context", tls ?? null), []);
        assert.deepEqual(chain("gates", asking), chain("gates"));
    });

    it("shows the gate's own certificate at both, and speaks HTTP/2 and HTTP/1.1", () => {
        for (const name of ["clients", "gates"] as const) {
            const tls = inside(chain(name), "transport_socket", "typed_config", "common_tls_context");
            assert.equal(inside(tls, "tls_certificate_sds_secret_configs", 0, "name"), "identity");
            assert.deepEqual(inside(tls, "alpn_protocols"), ["h2", "http/1.1"]);
        }
    });

    it("does the same with requests, whichever way they came in, but for what only clients need", () => {
        const { rds: _clients, stat_prefix: _one, ...clients } = http("clients") as JsonObject;
        const { rds: _gates, stat_prefix: _other, ...gates } = http("gates") as JsonObject;
        const differing = Object.keys({ ...clients, ...gates }).filter(
            key => JSON.stringify(clients[key]) !== JSON.stringify(gates[key]),
        );
        assert.deepEqual(differing.sort(), [
            "access_log",
            "common_http_protocol_options",
            "early_header_mutation_extensions",
            "http_filters",
            "local_reply_config",
            "max_request_headers_kb",
            "use_remote_address",
        ]);
        assert.deepEqual(
            [_clients, _gates].map(rds => inside(rds, "route_config_name")),
            ["clients", "gates"],
        );
    });

    it("learns who and how much, reads which model, and only then asks whether they may", () => {
        const { euWest } = screeningGates(config => {
            config.routing.auth = {
                jwt: { issuer: "issuer", audience: ["meridian"], jwks: { keys: [someKey] } },
                certificates: { authorities: someAuthority },
            };
            config.routing.limits.rate = { perCaller: { perSecond: 1 }, cell: { perSecond: 1 } };
        });
        assert.deepEqual(
            [...filtersOf("clients", euWest).keys()],
            [
                "health_check.ready",
                "health_check.region",
                "jwt_authn",
                "body_size_limit",
                "buffer",
                "local_ratelimit.region",
                "local_ratelimit.caller",
                "grpc_field_extraction",
                "set_filter_state.grpc",
                "rbac",
                "lua.exposure",
                "router",
            ],
        );
    });

    it("asks nothing of other gates, and forwards what they send", () => {
        const { euWest } = screeningGates();
        assert.deepEqual(
            [...filtersOf("gates", euWest).keys()],
            ["health_check.ready", "health_check.region", "router"],
        );
    });

    it("has each answer of a region out of traffic end its client's connection, so that the next goes elsewhere", () => {
        const most = (side: Side, drain: RegionRef[]) => {
            const drained = listenerOf(config => void (config.routing.drain = drain));
            return inside(http(side, drained), "common_http_protocol_options", "max_requests_per_connection");
        };
        assert.equal(most("clients", ["local:eu-west"]), 1);
        assert.equal(most("gates", ["local:eu-west"]), undefined);
        assert.equal(most("clients", ["local:eu-central"]), undefined);
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
    });

    it("believes no client that says it speaks for another", () => {
        assert.equal(inside(http("clients"), "use_remote_address"), true);
        assert.equal(inside(http("gates"), "use_remote_address"), undefined);
        assert.deepEqual(valuesOf("xff_num_trusted_hops", listener), []);
    });
});
