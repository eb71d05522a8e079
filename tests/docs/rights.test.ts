import assert from "node:assert/strict";

import { gateRights } from "../../tools/docs/rights/gate";
import { roleOf } from "../../tools/docs/rights/right";
import { rowsOf } from "../../tools/docs/rights/rows";

const exact = (name: string, value: string) => ({ name, string_match: { exact: value } });

/** A gate of two regions' cell, whose chain for gates admits these names by these rules. */
function gate(names: readonly string[], isRequired = true, region = "eu-west") {
    const known = { match_typed_subject_alt_names: names.map(exact => ({ matcher: { exact } })) };
    const routes = [
        { match: { path: "/v2/health/ready", headers: [exact(":method", "GET")] }, route: {} },
        { match: { path_separated_prefix: "/v2/models", headers: [] }, direct_response: { status: 200 } },
        { match: { prefix: "/" }, direct_response: { status: 404 } },
    ];
    const chain = {
        name: "gates",
        transport_socket: {
            typed_config: {
                require_client_certificate: isRequired,
                common_tls_context: { combined_validation_context: { default_validation_context: known } },
            },
        },
        filters: [{ typed_config: { http_filters: [], route_config: { virtual_hosts: [{ routes }] } } }],
    };
    const configuration = {
        node: { id: `gate.${region}.eu.example` },
        listeners: [
            { name: "gate", filter_chains: [{ name: "clients" }, chain] },
            { name: "edge", filter_chains: [{ name: "clients" }] },
        ],
        gateRoutes: [],
    };
    const inputs = { configuration: JSON.stringify(configuration) };
    return { type: "meridian:local:EnvoyFiles", name: region, inputs };
}
const [own, other] = ["eu-west.eu.example", "eu-central.eu.example"];

describe("the rights of roles", () => {
    it("are, at a gate, what its routes answer to the names that its chain admits", () => {
        assert.deepEqual(
            gateRights([gate([other])]).map(({ name, place, request, allowed }) => [name, place, request, allowed]),
            [
                [other, "eu-west", "GET /v2/health/ready", true],
                [other, "eu-west", "any method /v2/models/**", true],
            ],
        );
    });

    it("reach any region where a name is of another one, and else their own", () => {
        const reachOf = (name: string) => rowsOf([gate([name])]).map(({ reach }) => reach);
        assert.deepEqual(reachOf(other), [{ gate: "any region" }, { gate: "any region" }]);
        assert.deepEqual(reachOf(own), [{ gate: "own region" }, { gate: "own region" }]);
    });

    it("can't be listed of a chain that requires no certificate, or no name in it: it admits anyone", () => {
        for (const made of [gate([other], false), gate([])]) {
            assert.throws(() => gateRights([made]), /gates of a gate admits anyone/);
        }
    });

    it("can't be listed of a name without a role", () => {
        assert.equal(roleOf("tables.eu-west.eu.example"), "table server");
        assert.throws(() => roleOf("exporter.eu-west.eu.example"), /no role has a certificate for exporter/);
    });
});
