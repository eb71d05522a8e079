import assert from "node:assert/strict";

import { spillBreakers } from "../../../../components/gate/upstreams/clusters";
import type { Json, JsonObject } from "../../../../components/gate/envoy";
import { gateConfiguration } from "../../../../components/gate/gate";
import type { Side } from "../../../../components/gate/headers";
import { localTableRetries, readRetries, writeRetries } from "../../../../components/gate/routes/retries";
import { parse } from "../../../../components/plan/config/parse";
import { storeSchema } from "../../../../components/plan/config/store";
import { someKey } from "../../../support/arbitraries";
import { sides } from "../connection";
import { inside, textInside, textsIn } from "../inside";
import { routeOf } from "../matching";
import { screeningGates } from "../screening-gates";

const withTables = (cells = ["eu"]) =>
    screeningGates(config => {
        config.store = parse(storeSchema, { tables: [{ name: "features", partitionKey: "subject", cells }] });
    });

const gates = withTables();
const { serving, euWest } = gates;
const item = "/v1/tables/features/patient-1";

describe("the tables of a cell, at a gate", () => {
    const hostsOf = (side: Side, { clientRoutes, gateRoutes } = euWest) =>
        inside((side === "clients" ? clientRoutes : gateRoutes)[0], "virtual_hosts") as readonly Json[];
    const routesAt = (side: Side, of = euWest) => inside(hostsOf(side, of)[0], "routes") as readonly JsonObject[];
    const routeFor = (side: Side, method: string, path = item, of = euWest) =>
        routeOf(
            // The first refuses deadlines that are none; no request here says one.
            routesAt(side, of).filter(({ match }) => inside(match, "headers", 0, "name") !== "x-request-timeout-ms"),
            { path, headers: { ":method": method } },
        );
    const cluster = (name: string) => euWest.clusters.find(cluster => cluster.name === name);
    const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];

    it("are found by clients of any region of the cell, here first and then in the others, nearest first", () => {
        for (const method of methods) {
            assert.equal(inside(routeFor("clients", method), "route", "cluster"), "spill/tables");
        }
        assert.deepEqual(inside(cluster("spill/tables"), "cluster_type", "typed_config", "clusters"), [
            "tables",
            "peer/local:eu-central",
            "peer/local:eu-north",
        ]);
    });

    it("are found by other gates here only, so that a spilled request can't loop", () => {
        for (const method of methods) {
            assert.equal(inside(routeFor("gates", method), "route", "cluster"), "tables");
        }
    });

    it("are asked again elsewhere by clients' reads, and by writes only where nothing was begun", () => {
        const retries = (side: Side, method: string) => inside(routeFor(side, method), "route", "retry_policy");
        for (const method of ["PUT", "DELETE"]) {
            assert.deepEqual(retries("clients", method), writeRetries(2));
        }
        for (const method of ["GET", "HEAD", "POST", "PUTS"]) {
            assert.deepEqual(retries("clients", method), readRetries(2));
        }
        for (const method of methods) {
            assert.deepEqual(retries("gates", method), localTableRetries);
        }
    });

    it("are the list, a table and what is below it, and no path that begins alike", () => {
        const leads = (path: string) => sides.map(side => inside(routeFor(side, "GET", path), "route") !== undefined);
        for (const path of ["/v1/tables", "/v1/tables?a=1", "/v1/tables/features/batch-get", `${item}/at`]) {
            assert.deepEqual(leads(path), [true, true], path);
        }
        for (const path of ["/v1/tablespoons", "/v1", "/v1/health/ready", "/v2/tables"]) {
            assert.deepEqual(leads(path), [false, false], path);
        }
    });

    it("are none in other characters, which a server would read as the same", () => {
        for (const path of [
            "/v1/tables/%66eatures/patient-1",
            "/v1/tables/features%2Fpatient-1",
            "/v1/tables/Features/x",
        ]) {
            for (const side of sides) {
                assert.deepEqual(inside(routeFor(side, "GET", path), "direct_response", "status"), 404, path);
            }
        }
    });

    it("ask clients for the claims that they require, and writers for theirs as well; gates have asked already", () => {
        const claims = (role: string[]) => ({ claims: { role } });
        const { euWest } = screeningGates(config => {
            config.store = parse(storeSchema, {
                tables: [
                    { name: "features", partitionKey: "subject" },
                    {
                        name: "visits",
                        partitionKey: "subject",
                        requires: claims(["nurse"]),
                        writers: claims(["doctor"]),
                    },
                ],
            });
            config.routing.auth = {
                jwt: { issuer: "https://issuer.example", audience: ["meridian"], jwks: { keys: [someKey] } },
            };
        });
        const asked = (side: Side, method: string, path: string) =>
            textsIn(routeFor(side, method, path, euWest)!.typed_per_filter_config ?? {}).filter(text =>
                ["nurse", "doctor"].includes(text),
            );
        const own = "/v1/tables/visits/patient-1";
        assert.deepEqual([...new Set(asked("clients", "GET", own))], ["nurse"]);
        assert.deepEqual([...new Set(asked("clients", "POST", "/v1/tables/visits/batch-get"))], ["nurse"]);
        for (const method of ["PUT", "DELETE"]) {
            assert.deepEqual([...new Set(asked("clients", method, own))], ["nurse", "doctor"]);
            assert.deepEqual(asked("clients", method, item), []);
        }
        for (const method of methods) assert.deepEqual(asked("gates", method, own), []);
    });

    it("are not available under another cell's name", () => {
        for (const side of sides) {
            assert.ok(!textsIn(hostsOf(side)[1]!).some(text => text.includes("tables")));
        }
    });

    it("are counted and logged under a name that no model can have", () => {
        for (const side of sides) {
            for (const method of methods) {
                assert.equal(routeFor(side, method)?.name, "/v1/tables");
            }
        }
    });

    it("have the deadline of a model's requests and come first to their server, which is called by its own name", () => {
        const ofModel = inside(routeFor("clients", "GET", "/v2/models/screening"), "route");
        for (const side of sides) {
            const found = routeFor(side, "PUT");
            for (const key of ["timeout", "max_stream_duration", "priority", "auto_host_rewrite"]) {
                assert.deepEqual(inside(found, "route", key), inside(ofModel, key), key);
            }
            assert.deepEqual(found?.request_headers_to_remove, ["grpc-timeout"]);
            // The default timeout limits an answer, or the client's own time if it sets one.
            assert.deepEqual(
                found.request_headers_to_add,
                ["%REQ(x-request-timeout-ms)%", "30000"].map(value => ({
                    header: { key: "x-meridian-timeout-ms", value },
                    append_action: "APPEND_IF_EXISTS_OR_ADD",
                })),
            );
        }
    });

    it("are served where it was said, by a process of the cell that is asked whether it reaches the store", () => {
        const name = `tables.${serving.host}`;
        assert.equal(name, "tables.eu-west.eu.screening.example");
        const { host, port } = gates.tables("local:eu-west");
        assert.deepEqual(inside(cluster("tables"), "load_assignment", "endpoints", 0, "lb_endpoints", 0, "endpoint"), {
            hostname: name,
            address: { socket_address: { address: host, port_value: port } },
        });
        const tls = inside(cluster("tables"), "transport_socket", "typed_config");
        assert.equal(textInside(tls, "sni"), name);
        const names = ["combined_validation_context", "default_validation_context", "match_typed_subject_alt_names"];
        assert.deepEqual(inside(tls, "common_tls_context", ...names), [{ san_type: "DNS", matcher: { exact: name } }]);
        const check = inside(cluster("tables"), "health_checks", 0, "http_health_check");
        assert.deepEqual([inside(check, "host"), inside(check, "path")], [name, "/v1/health/ready"]);
    });

    it("are asked again as much at a time as the limits of the plan let", () => {
        assert.deepEqual(cluster("spill/tables")?.circuit_breakers, spillBreakers(serving.limits));
    });

    it("without any have no route and no cluster, and need no server", () => {
        const without = withTables(["us"]);
        const links = without.links(without.serving);
        delete links.tables;
        const configuration = gateConfiguration(without.serving, without.host(without.serving), links);
        assert.deepEqual(configuration, without.euWest);
        assert.ok(!configuration.clusters.some(({ name }) => textsIn(name!).some(text => text.includes("tables"))));
        for (const side of sides) {
            assert.equal(inside(routeFor(side, "GET", item, configuration), "direct_response", "status"), 404);
        }
    });

    it("without a server are refused before a gate would send requests there", () => {
        const links = gates.links(serving);
        delete links.tables;
        assert.throws(() => gateConfiguration(serving, gates.host(serving), links), {
            message: "local:eu-west has tables and no table server; set its address",
        });
    });
});
