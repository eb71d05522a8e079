import assert from "node:assert/strict";

import type { Json } from "../../../components/gate/envoy";
import type { Config } from "../../../components/plan/config";
import { inside, textInside, valuesOf } from "./inside";
import { screeningGates } from "./screening-gates";

describe("the routes of a gate", () => {
    const routesOf = (change?: (config: Config) => void) => screeningGates(change).euWest.routes[0]!;
    const hostsOf = (routes = routesOf()) => routes.virtual_hosts as readonly Json[];
    const host = (name: "cell" | "region" | "foreign", routes = routesOf()) =>
        hostsOf(routes).find(host => inside(host, "name") === name);
    const routesAt = (name: "cell" | "region" | "foreign", routes = routesOf()) =>
        inside(host(name, routes), "routes") as readonly Json[];
    const clustersAt = (name: "cell" | "region" | "foreign") => [
        ...valuesOf("cluster", routesAt(name)),
        ...valuesOf("clusters", routesAt(name)).flatMap(clusters => valuesOf("name", clusters)),
    ];

    it("answer to the cell's host, to the region's, and refuse every other, with any port", () => {
        assert.deepEqual(
            hostsOf().map(host => [inside(host, "name"), inside(host, "domains")]),
            [
                ["cell", ["eu.screening.example", "eu.screening.example:*"]],
                ["region", ["eu-west.eu.screening.example", "eu-west.eu.screening.example:*"]],
                ["foreign", ["*"]],
            ],
        );
    });

    it("send what states the cell to clusters that spill", () => {
        assert.deepEqual(new Set(clustersAt("cell")), new Set(["spill/screening/1.0.0", "spill/screening/2.0.0"]));
    });

    it("send what states the region to its own servers only, so that a spilled request can't loop", () => {
        assert.deepEqual(
            new Set(clustersAt("region")),
            new Set(["release/screening/1.0.0", "release/screening/2.0.0"]),
        );
    });

    it("forward nothing of a foreign cell: they answer 421, and whether the process lives", () => {
        assert.deepEqual(clustersAt("foreign"), []);
        assert.deepEqual(valuesOf("redirect", routesAt("foreign")), []);
        const [live, refusal, ...rest] = routesAt("foreign");
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
        for (const name of ["cell", "region"] as const) {
            assert.deepEqual(
                routesAt(name).map(route => inside(route, "match")),
                [
                    { path: "/live" },
                    { path: "/v2/health/live" },
                    { path: "/v2" },
                    { path_separated_prefix: "/v2/models/screening/versions/1.0.0" },
                    { path_separated_prefix: "/v2/models/screening/versions/2.0.0" },
                    { path_separated_prefix: "/v2/models/screening/versions" },
                    { path_separated_prefix: "/v2/models/screening" },
                    { prefix: "/" },
                ],
            );
        }
    });

    it("answer themselves about health, the server, and what is not there, in the Open Inference Protocol's form", () => {
        for (const name of ["cell", "region"] as const) {
            const answers = [0, 1, 2, 5, 7].map(i => routesAt(name)[i]);
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
            const route = routesAt("cell")[3 + i];
            assert.equal(inside(route, "route", "cluster"), `spill/screening/${version}`);
            assert.deepEqual(inside(route, "response_headers_to_add"), [ifAbsent("x-meridian-version", version)]);
        }
    });

    it("send a request that names only the model to a release by share, oldest first", () => {
        for (const [name, kind] of [
            ["cell", "spill"],
            ["region", "release"],
        ] as const) {
            assert.deepEqual(inside(routesAt(name)[6], "route", "weighted_clusters", "clusters"), [
                {
                    name: `${kind}/screening/1.0.0`,
                    weight: 9000,
                    response_headers_to_add: [ifAbsent("x-meridian-version", "1.0.0")],
                },
                {
                    name: `${kind}/screening/2.0.0`,
                    weight: 1000,
                    response_headers_to_add: [ifAbsent("x-meridian-version", "2.0.0")],
                },
            ]);
        }
    });

    it("keep a release with no share reachable by its version", () => {
        const routes = routesOf(config => {
            config.models[0]!.traffic = [
                { version: "1.0.0", percent: 100 },
                { version: "2.0.0", percent: 0 },
            ];
        });
        assert.equal(inside(routesAt("cell", routes)[4], "route", "cluster"), "spill/screening/2.0.0");
        assert.deepEqual(
            valuesOf("weight", inside(routesAt("cell", routes)[6], "route", "weighted_clusters") ?? null),
            [10_000, 0],
        );
    });

    it("hash the stickiness header, alone, where one is named", () => {
        for (const name of ["cell", "region"] as const) {
            const route = inside(routesAt(name)[6], "route");
            assert.deepEqual(inside(route, "hash_policy"), [{ header: { header_name: "x-subject" } }]);
            assert.equal(inside(route, "weighted_clusters", "use_hash_policy"), true);
        }
    });

    it("hash nothing where none is named", () => {
        const drawn = routesOf(config => {
            delete config.models[0]!.stickyBy;
        });
        assert.deepEqual(valuesOf("hash_policy", drawn), []);
        assert.deepEqual(valuesOf("use_hash_policy", drawn), []);
    });

    it("name the region on every answer of the gate's own hosts, unless a spilled one names it already", () => {
        for (const name of ["cell", "region"] as const) {
            assert.deepEqual(inside(host(name), "response_headers_to_add"), [
                ifAbsent("x-meridian-region", "local:eu-west"),
            ]);
        }
        assert.equal(inside(host("foreign"), "response_headers_to_add"), undefined);
    });

    it("let no client state the region or release", () => {
        assert.deepEqual(routesOf().request_headers_to_remove, ["x-meridian-region", "x-meridian-version"]);
    });

    it("ask again, elsewhere first, when a connection broke or a server is not ready; never for another answer", () => {
        const forwarded = [3, 4, 6].flatMap(i => [routesAt("cell")[i], routesAt("region")[i]]);
        for (const route of forwarded) {
            const retry = inside(route, "route", "retry_policy");
            assert.equal(inside(retry, "retry_on"), "connect-failure,refused-stream,reset,retriable-status-codes");
            assert.deepEqual(inside(retry, "retriable_status_codes"), [503]);
            assert.match(textInside(retry, "retry_priority", "name"), /previous_priorities$/);
            assert.match(textInside(retry, "retry_host_predicate", 0, "name"), /previous_hosts$/);
        }
    });

    it("call each server and gate by its own name, by which a peer knows not to spill again", () => {
        for (const route of [3, 4, 6].map(i => routesAt("cell")[i])) {
            assert.equal(inside(route, "route", "auto_host_rewrite"), true);
        }
    });

    it("keep models apart, in order of name", () => {
        const routes = routesOf(config => {
            config.models.push({ ...config.models[0]!, name: "grading" });
        });
        const prefixes = routesAt("cell", routes).map(route => inside(route, "match", "path_separated_prefix"));
        assert.deepEqual(
            prefixes.filter(prefix => typeof prefix === "string" && /models\/\w+$/.test(prefix)),
            ["/v2/models/grading", "/v2/models/screening"],
        );
        const last = textInside(routesAt("cell", routes).at(-1), "direct_response", "body", "inline_string");
        assert.match(last, /models: grading, screening/);
    });
});

function ifAbsent(key: string, value: string) {
    return { header: { key, value }, append_action: "ADD_IF_ABSENT" };
}

function contentType(route: Json | undefined): string[] {
    const added = inside(route, "response_headers_to_add") as readonly Json[] | undefined;
    return (added ?? []).flatMap(header =>
        inside(header, "header", "key") === "content-type" ? textInside(header, "header", "value") : [],
    );
}
