import assert from "node:assert/strict";

import type { Json } from "../../../components/gate/envoy";
import type { Config } from "../../../components/plan/config";
import { inside, textInside, valuesOf } from "./inside";
import { screeningGates } from "./screening-gates";

describe("the routes of a gate", () => {
    type Side = "clients" | "gates";
    const sides = ["clients", "gates"] as const;
    const tableOf = (side: Side, change?: (config: Config) => void) => {
        const { clientRoutes, gateRoutes } = screeningGates(change).euWest;
        return (side === "clients" ? clientRoutes : gateRoutes)[0]!;
    };
    const hostsOf = (side: Side, table = tableOf(side)) => table.virtual_hosts as readonly Json[];
    const routesAt = (side: Side, table = tableOf(side)) =>
        inside(hostsOf(side, table)[0], "routes") as readonly Json[];
    const foreignAt = (side: Side) => inside(hostsOf(side)[1], "routes") as readonly Json[];
    const clustersIn = (routes: readonly Json[]) => [
        ...valuesOf("cluster", routes),
        ...valuesOf("clusters", routes).flatMap(clusters => valuesOf("name", clusters)),
    ];
    /** What leads to a release, by where it stands in the table: versions, stated versions, the model. */
    const forwarded = (side: Side) => routesAt(side).filter(route => inside(route, "route") !== undefined);

    it("answer clients by the cell's host and gates by the region's, with any port, and refuse every other", () => {
        assert.deepEqual(
            sides.map(side => hostsOf(side).map(host => [inside(host, "name"), inside(host, "domains")])),
            [
                [
                    ["eu.screening.example", ["eu.screening.example", "eu.screening.example:*"]],
                    ["foreign", ["*"]],
                ],
                [
                    [
                        "eu-west.eu.screening.example",
                        ["eu-west.eu.screening.example", "eu-west.eu.screening.example:*"],
                    ],
                    ["foreign", ["*"]],
                ],
            ],
        );
    });

    it("send what states the cell to clusters that spill", () => {
        assert.deepEqual(
            new Set(clustersIn(routesAt("clients"))),
            new Set(["spill/screening/1.0.0", "spill/screening/2.0.0"]),
        );
    });

    it("send what states the region to its own servers only, so that a spilled request can't loop", () => {
        assert.deepEqual(
            new Set(clustersIn(routesAt("gates"))),
            new Set(["release/screening/1.0.0", "release/screening/2.0.0"]),
        );
    });

    it("forward nothing of a foreign cell: they answer 421, and whether the process lives", () => {
        assert.deepEqual(foreignAt("gates"), foreignAt("clients"));
        assert.deepEqual(clustersIn(foreignAt("clients")), []);
        assert.deepEqual(valuesOf("redirect", foreignAt("clients")), []);
        const [live, refusal, ...rest] = foreignAt("clients");
        assert.deepEqual(live, { match: { path: "/live" }, direct_response: { status: 200 } });
        assert.deepEqual(inside(refusal, "match"), { prefix: "/" });
        assert.equal(inside(refusal, "direct_response", "status"), 421);
        assert.deepEqual(JSON.parse(inside(refusal, "direct_response", "body", "inline_string") as string), {
            type: "about:blank",
            title: "this gate serves another cell",
            status: 421,
            detail: "this gate answers for eu.screening.example only; nothing was forwarded",
            cell: "eu",
        });
        assert.deepEqual(contentType(refusal), ["application/problem+json"]);
        assert.deepEqual(rest, []);
    });

    it("take the most particular path first: health, a version, no such version, the model, no such model", () => {
        const first = [
            { path: "/live" },
            { path: "/v2/health/live" },
            { path: "/v2" },
            { path_separated_prefix: "/v2/models/screening/versions/1.0.0" },
            { path_separated_prefix: "/v2/models/screening/versions/2.0.0" },
            { path_separated_prefix: "/v2/models/screening/versions" },
        ];
        const last = [{ path_separated_prefix: "/v2/models/screening" }, { prefix: "/" }];
        const stated = ["1.0.0", "2.0.0"].map(version => ({
            path_separated_prefix: "/v2/models/screening",
            headers: [{ name: "x-meridian-version", string_match: { exact: version } }],
        }));
        const matches = (side: Side) => routesAt(side).map(route => inside(route, "match"));
        assert.deepEqual(matches("clients"), [...first, ...last]);
        assert.deepEqual(matches("gates"), [...first, ...stated, ...last]);
    });

    it("take a gate's word for the release that was chosen where the request came in", () => {
        for (const [i, version] of ["1.0.0", "2.0.0"].entries()) {
            const route = routesAt("gates")[6 + i];
            assert.equal(inside(route, "route", "cluster"), `release/screening/${version}`);
            const chosen = inside(routesAt("clients")[6], "route", "weighted_clusters", "clusters", i);
            assert.deepEqual(inside(chosen, "request_headers_to_add"), [stated(version)]);
        }
    });

    it("answer themselves about health, the server, and what is not there, in the Open Inference Protocol's form", () => {
        for (const side of sides) {
            const answers = routesAt(side).filter(route => inside(route, "direct_response") !== undefined);
            assert.deepEqual(
                answers.map(route => [
                    inside(route, "direct_response", "status"),
                    inside(route, "direct_response", "body", "inline_string"),
                    ...contentType(route),
                ]),
                [
                    [200, undefined],
                    [200, '{"live":true}', "application/json"],
                    [200, '{"name":"meridian","version":"2","extensions":[]}', "application/json"],
                    [404, '{"error":"model screening has no such version here"}', "application/json"],
                    [404, '{"error":"no such model or path; models: screening"}', "application/json"],
                ],
            );
        }
    });

    it("send a request that names a version to that version, and say so in the answer", () => {
        for (const [i, version] of ["1.0.0", "2.0.0"].entries()) {
            const route = routesAt("clients")[3 + i];
            assert.equal(inside(route, "route", "cluster"), `spill/screening/${version}`);
            assert.deepEqual(inside(route, "response_headers_to_add"), [ifAbsent("x-meridian-version", version)]);
        }
    });

    it("send a request that names only the model to a release by share, oldest first", () => {
        for (const [name, kind] of [
            ["clients", "spill"],
            ["gates", "release"],
        ] as const) {
            assert.deepEqual(inside(forwarded(name).at(-1), "route", "weighted_clusters", "clusters"), [
                {
                    name: `${kind}/screening/1.0.0`,
                    weight: 9000,
                    request_headers_to_add: [stated("1.0.0")],
                    response_headers_to_add: [ifAbsent("x-meridian-version", "1.0.0")],
                },
                {
                    name: `${kind}/screening/2.0.0`,
                    weight: 1000,
                    request_headers_to_add: [stated("2.0.0")],
                    response_headers_to_add: [ifAbsent("x-meridian-version", "2.0.0")],
                },
            ]);
        }
    });

    it("keep a release with no share reachable by its version", () => {
        const table = tableOf("clients", config => {
            config.models[0]!.traffic = [
                { version: "1.0.0", percent: 100 },
                { version: "2.0.0", percent: 0 },
            ];
        });
        assert.equal(inside(routesAt("clients", table)[4], "route", "cluster"), "spill/screening/2.0.0");
        assert.deepEqual(
            valuesOf("weight", inside(routesAt("clients", table)[6], "route", "weighted_clusters") ?? null),
            [10_000, 0],
        );
    });

    it("hash the stickiness header, alone, where one is named", () => {
        for (const side of sides) {
            const route = inside(forwarded(side).at(-1), "route");
            assert.deepEqual(inside(route, "hash_policy"), [{ header: { header_name: "x-subject" } }]);
            assert.equal(inside(route, "weighted_clusters", "use_hash_policy"), true);
        }
    });

    it("hash nothing where none is named", () => {
        const drawn = tableOf("clients", config => {
            delete config.models[0]!.stickyBy;
        });
        assert.deepEqual(valuesOf("hash_policy", drawn), []);
        assert.deepEqual(valuesOf("use_hash_policy", drawn), []);
    });

    it("name the region on every answer of the gate's own hosts, unless a spilled one names it already", () => {
        for (const side of sides) {
            const [own, foreign] = hostsOf(side);
            assert.deepEqual(inside(own, "response_headers_to_add"), [ifAbsent("x-meridian-region", "local:eu-west")]);
            assert.equal(inside(foreign, "response_headers_to_add"), undefined);
        }
    });

    it("let no client state the region or release", () => {
        const table = tableOf("clients");
        assert.deepEqual(table.request_headers_to_remove, ["x-meridian-region", "x-meridian-version"]);
        // Else the gate's own word, which is more specific, would be dropped after it was added.
        assert.equal(table.most_specific_header_mutations_wins, true);
    });

    it("ask again, elsewhere first, when a connection broke or a server is not ready; never for another answer", () => {
        for (const route of sides.flatMap(forwarded)) {
            const retry = inside(route, "route", "retry_policy");
            assert.equal(inside(retry, "retry_on"), "connect-failure,refused-stream,reset,retriable-status-codes");
            assert.deepEqual(inside(retry, "retriable_status_codes"), [503]);
            assert.match(textInside(retry, "retry_priority", "name"), /previous_priorities$/);
            assert.match(textInside(retry, "retry_host_predicate", 0, "name"), /previous_hosts$/);
        }
    });

    it("go on to other regions from where the request came in only", () => {
        const tries = (side: Side) =>
            forwarded(side).map(route => inside(route, "route", "retry_policy", "num_retries"));
        assert.deepEqual(tries("clients"), [3, 3, 3]);
        assert.deepEqual(tries("gates"), [1, 1, 1, 1, 1]);
    });

    it("call each server and gate by its own name, by which a peer knows not to spill again", () => {
        for (const route of forwarded("clients")) {
            assert.equal(inside(route, "route", "auto_host_rewrite"), true);
        }
    });

    it("keep models apart, in order of name", () => {
        const table = tableOf("clients", config => {
            config.models.push({ ...config.models[0]!, name: "grading" });
        });
        const prefixes = routesAt("clients", table).map(route => inside(route, "match", "path_separated_prefix"));
        assert.deepEqual(
            prefixes.filter(prefix => typeof prefix === "string" && /models\/\w+$/.test(prefix)),
            ["/v2/models/grading", "/v2/models/screening"],
        );
        const last = textInside(routesAt("clients", table).at(-1), "direct_response", "body", "inline_string");
        assert.match(last, /models: grading, screening/);
    });
});

function stated(version: string) {
    return {
        header: { key: "x-meridian-version", value: version },
        append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
    };
}

function ifAbsent(key: string, value: string) {
    return { header: { key, value }, append_action: "ADD_IF_ABSENT" };
}

function contentType(route: Json | undefined): string[] {
    const added = inside(route, "response_headers_to_add") as readonly Json[] | undefined;
    return (added ?? []).flatMap(header =>
        inside(header, "header", "key") === "content-type" ? textInside(header, "header", "value") : [],
    );
}
