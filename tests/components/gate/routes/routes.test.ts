import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import { demand } from "../../../../components/gate/listener/auth";
import type { Json, JsonObject } from "../../../../components/gate/envoy";
import type { Side } from "../../../../components/gate/headers";
import { noDeadline } from "../../../../components/gate/listener/limits";
import type { Config } from "../../../../components/plan/config/config";
import { someAuthority, someKey } from "../../../support/arbitraries";
import { sides } from "../connection";
import { inside, textInside, valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";

describe("the routes of a gate", () => {
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
    /** What leads to a release, for all but batch requests. */
    const forwardedAt = (side: Side, table?: JsonObject) =>
        routesAt(side, table).filter(route => leadsOn(route) && !isBatch(route));
    /** What is said over HTTP, and not in a batch. */
    const plain = (side: Side, table?: JsonObject) =>
        routesAt(side, table).filter(route => !isBatch(route) && !isCall(route) && !isTunnel(route));
    const one = (side: Side, table: JsonObject | undefined, holds: (route: Json) => boolean) => {
        const [found, ...rest] = plain(side, table).filter(route => leadsOn(route) && holds(route));
        assert.ok(found !== undefined && rest.length === 0);
        return found;
    };
    const drawn = (side: Side, table?: JsonObject) => one(side, table, isDrawn);
    const naming = (side: Side, version: string, table?: JsonObject) =>
        one(side, table, route => textInside(route, "match", "path_separated_prefix").endsWith(`/versions/${version}`));
    const stating = (side: Side, header: string, version: string, table?: JsonObject) =>
        one(
            side,
            table,
            route =>
                inside(route, "match", "headers", 0, "name") === header &&
                inside(route, "match", "headers", 0, "string_match", "exact") === version,
        );

    it("answer clients by the cell's host and gates by the region's, with any port and, of clients, with the dot of the root, and refuse every other", () => {
        assert.deepEqual(
            sides.map(side => hostsOf(side).map(host => [inside(host, "name"), inside(host, "domains")])),
            [
                [
                    ["eu.screening.example", ["", ":*", ".", ".:*"].map(end => `eu.screening.example${end}`)],
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
        assert.ok(rest.length === 1 && rest.every(isTunnel));
    });

    it("refuse tunnels on both sides, before what would go through one is read", () => {
        for (const side of sides) {
            for (const routes of [routesAt(side), foreignAt(side)]) {
                const [tunnel, ...more] = routes.filter(isTunnel);
                assert.deepEqual(more, []);
                assert.equal(inside(tunnel, "direct_response", "status"), 403);
                assert.equal(inside(tunnel, "typed_per_filter_config", "envoy.filters.http.buffer", "disabled"), true);
            }
        }
    });

    it("take the most particular path first: health, a version, a stated version, the model, no such model", () => {
        const screened = { path_separated_prefix: "/v2/models/screening" };
        const stated = (name: string) => [
            ...["1.0.0", "2.0.0"].map(exact => ({ ...screened, headers: [{ name, string_match: { exact } }] })),
            { ...screened, headers: [{ name, present_match: true }] },
        ];
        const expected = (side: Side) => [
            { path: "/live" },
            { path: "/v2/health/live" },
            ...(side === "clients" ? [noDeadline(30)] : []),
            { path: "/v2" },
            { path_separated_prefix: "/v2/models/screening/versions/1.0.0" },
            { path_separated_prefix: "/v2/models/screening/versions/2.0.0" },
            { path_separated_prefix: "/v2/models/screening/versions" },
            ...stated(side === "clients" ? "x-release" : "x-meridian-version"),
            screened,
            { prefix: "/" },
        ];
        for (const side of sides) {
            assert.deepEqual(
                plain(side).map(route => inside(route, "match")),
                expected(side),
            );
        }
    });

    it("stand twice where they lead to a release: for batch requests, and for all others, which come first to servers", () => {
        for (const side of sides) {
            const all = routesAt(side);
            const batches = all.filter(isBatch);
            assert.equal(batches.length, forwardedAt(side).length);
            for (const batch of batches) {
                const other = all[all.indexOf(batch) + 1];
                assert.equal(inside(batch, "route", "priority"), undefined);
                assert.equal(inside(other, "route", "priority"), "HIGH");
                assert.deepEqual(withoutPriority(batch), withoutPriority(other));
            }
        }
    });

    it("take for a batch request what says so, and nothing else", () => {
        const [batch] = routesAt("clients").filter(isBatch);
        assert.deepEqual(inside(batch, "match"), {
            path_separated_prefix: "/v2/models/screening/versions/1.0.0",
            headers: [{ name: "x-priority", string_match: { exact: "batch" } }],
        });
    });

    it("are called after their model where they lead to a release, and only there", () => {
        for (const side of sides) {
            for (const route of routesAt(side)) {
                assert.equal(
                    inside(route, "name"),
                    inside(route, "route") === undefined ? undefined : "screening",
                    JSON.stringify(inside(route, "match")),
                );
            }
        }
    });

    it("take a gate's word for the release that was chosen where the request came in", () => {
        for (const [i, version] of ["1.0.0", "2.0.0"].entries()) {
            const route = stating("gates", "x-meridian-version", version);
            assert.equal(inside(route, "route", "cluster"), `release/screening/${version}`);
            const chosen = inside(drawn("clients"), "route", "weighted_clusters", "clusters", i);
            assert.deepEqual(inside(chosen, "request_headers_to_add"), [stated(version)]);
        }
    });

    it("take a tester's word for the release, and pass it on as the gate's own", () => {
        for (const version of ["1.0.0", "2.0.0"]) {
            const route = stating("clients", "x-release", version);
            assert.equal(inside(route, "route", "cluster"), `spill/screening/${version}`);
            assert.deepEqual(inside(route, "request_headers_to_add"), [stated(version)]);
            assert.deepEqual(inside(route, "response_headers_to_add"), [ifAbsent("x-meridian-version", version)]);
        }
    });

    it("answer themselves about health, the server, and what is not there, in the Open Inference Protocol's form", () => {
        for (const side of sides) {
            // What another gate has drawn may be in the next region.
            const status = side === "clients" ? 404 : 503;
            const noVersion = [status, '{"error":"model screening has no such version here"}', "application/json"];
            const answers = plain(side).filter(route => inside(route, "direct_response") !== undefined);
            assert.deepEqual(
                answers
                    .map(route => [
                        inside(route, "direct_response", "status"),
                        inside(route, "direct_response", "body", "inline_string"),
                        ...contentType(route),
                    ])
                    .filter(([status]) => status !== 400),
                [
                    [200, undefined],
                    [200, '{"live":true}', "application/json"],
                    [200, '{"name":"meridian","version":"2","extensions":[]}', "application/json"],
                    noVersion,
                    noVersion,
                    [404, '{"error":"no such model or path; models: screening"}', "application/json"],
                ],
            );
        }
    });

    it("refuse a deadline that is none with the limit of the plan", () => {
        const table = tableOf("clients", config => void (config.routing.limits.deadlineSeconds = 2));
        const refusals = routesAt("clients", table).filter(route => inside(route, "direct_response", "status") === 400);
        assert.deepEqual(
            refusals.map(route => [inside(route, "match"), ...contentType(route)]),
            [[noDeadline(2), "application/problem+json"]],
        );
        const said = textInside(refusals[0], "direct_response", "body", "inline_string");
        assert.match(said, /whole number from 1 to 2000/);
    });

    const certificates = { authorities: someAuthority };
    const jwt = { issuer: "https://issuer.example", audience: ["meridian"], jwks: { keys: [someKey] } };
    for (const [what, auth] of [
        ["a certificate is required", { certificates }],
        ["a certificate and a token are required", { certificates, jwt }],
    ] as const) {
        it(`refuse a request without a certificate where ${what}, after the health that everyone may know`, () => {
            const table = (side: Side) =>
                tableOf(side, config => {
                    config.routing.auth = auth;
                    config.routing.drain = ["local:eu-west"];
                });
            const [live, serverLive, region, fallback, refusal] = routesAt("clients", table("clients"));
            assert.deepEqual(
                [live, serverLive, region, fallback].map(route => inside(route, "match")),
                ["/live", "/v2/health/live", "/region", "/region/fallback"].map(path => ({ path })),
            );
            assert.deepEqual(inside(refusal, "match"), { prefix: "/", tls_context: { presented: false } });
            assert.equal(inside(refusal, "direct_response", "status"), 401);
            assert.deepEqual(contentType(refusal), ["application/problem+json"]);
            assert.deepEqual(valuesOf("tls_context", table("gates")), []);
            assert.deepEqual(valuesOf("tls_context", tableOf("clients")), []);
        });
    }

    it("send a request that names a version to that version, and say so in the answer", () => {
        for (const version of ["1.0.0", "2.0.0"]) {
            const route = naming("clients", version);
            assert.equal(inside(route, "route", "cluster"), `spill/screening/${version}`);
            assert.deepEqual(inside(route, "response_headers_to_add"), [ifAbsent("x-meridian-version", version)]);
        }
    });

    it("send a request that names only the model to a release by share, oldest first", () => {
        for (const [side, kind] of [
            ["clients", "spill"],
            ["gates", "release"],
        ] as const) {
            assert.deepEqual(inside(drawn(side), "route", "weighted_clusters", "clusters"), [
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
        for (const route of [naming("clients", "2.0.0", table), stating("clients", "x-release", "2.0.0", table)]) {
            assert.equal(inside(route, "route", "cluster"), "spill/screening/2.0.0");
        }
        assert.deepEqual(
            valuesOf("weight", inside(drawn("clients", table), "route", "weighted_clusters") ?? null),
            [10_000, 0],
        );
    });

    describe("keep a subject on a release", () => {
        const sticking = (side: Side, stickyBy: string) =>
            tableOf(side, config => {
                const jwks = { keys: [{ ...someKey }] };
                config.routing.auth = { jwt: { issuer: "issuer", audience: ["meridian"], jwks } };
                config.models[0]!.stickyBy = stickyBy;
            });

        for (const [stickyBy, ...hashed] of [
            ["header:x-subject", { header: { header_name: "x-subject" }, terminal: true }],
            ["claim:patient.id", { header: { header_name: "x-meridian-claim-patient-2eid" }, terminal: true }],
            ["cookie:arm", { cookie: { name: "arm" }, terminal: true }],
        ] as const) {
            it(`by the hash of ${stickyBy}`, () => {
                for (const side of sides) {
                    const routes = plain(side, sticking(side, stickyBy)).filter(isDrawn);
                    assert.ok(routes.length > 0);
                    for (const route of routes) {
                        // And by the request's own id, where it has no subject.
                        const byRequest = { header: { header_name: "x-request-id" } };
                        assert.deepEqual(inside(route, "route", "hash_policy"), [...hashed, byRequest]);
                        assert.equal(inside(route, "route", "weighted_clusters", "use_hash_policy"), true);
                    }
                }
            });
        }

        it("by a cookie that the first answer sets, for thirty days, for TLS and the server only", () => {
            for (const side of sides) {
                const [kept, ...setting] = plain(side, sticking(side, "cookie:arm")).filter(isDrawn);
                assert.deepEqual(inside(kept, "match", "cookies"), [
                    { name: "arm", string_match: { safe_regex: { regex: ".+" } } },
                ]);
                assert.equal(inside(kept, "response_headers_to_add"), undefined);
                assert.equal(setting.length, 1);
                assert.equal(inside(setting[0], "match", "cookies"), undefined);
                assert.deepEqual(inside(setting[0], "response_headers_to_add"), [
                    {
                        header: {
                            key: "set-cookie",
                            value: "arm=%REQ(x-request-id)%; Max-Age=2592000; Path=/; Secure; HttpOnly; SameSite=Lax",
                        },
                        append_action: "APPEND_IF_EXISTS_OR_ADD",
                    },
                ]);
                assert.deepEqual(inside(kept, "route"), inside(setting[0], "route"));
            }
        });

        it("by the request's own id without a named one", () => {
            const table = tableOf("clients", config => {
                delete config.models[0]!.stickyBy;
            });
            for (const hashed of valuesOf("hash_policy", table)) {
                assert.deepEqual(hashed, [{ header: { header_name: "x-request-id" } }]);
            }
        });

        it("by no cookie or hash where the request names its release", () => {
            const table = sticking("clients", "cookie:arm");
            for (const route of [naming("clients", "1.0.0", table), stating("clients", "x-release", "1.0.0", table)]) {
                assert.equal(inside(route, "route", "hash_policy"), undefined);
                assert.equal(inside(route, "match", "cookies"), undefined);
                assert.deepEqual(inside(route, "response_headers_to_add"), [ifAbsent("x-meridian-version", "1.0.0")]);
            }
        });
    });

    describe("of a model that demands claims", () => {
        const requires = { role: ["nurse", "clinician"] };
        const testers = { role: ["tester"] };
        const demanding = (side: Side) =>
            tableOf(side, config => {
                const jwks = { keys: [{ ...someKey }] };
                config.routing.auth = { jwt: { issuer: "issuer", audience: ["meridian"], jwks } };
                Object.assign(config.models[0]!, { requires: { claims: requires }, testers: { claims: testers } });
            });
        const demandOf = (route: Json | undefined) => {
            const said = Object.entries((inside(route, "typed_per_filter_config") ?? {}) as Record<string, Json>);
            return Object.fromEntries(said.filter(([filter]) => filter.endsWith(".rbac")));
        };

        it("let callers with the claims get the release that is drawn", () => {
            assert.deepEqual(demandOf(drawn("clients", demanding("clients"))), demand([requires]));
        });

        it("let of them only testers name a release", () => {
            const table = demanding("clients");
            for (const route of [naming("clients", "1.0.0", table), stating("clients", "x-release", "1.0.0", table)]) {
                assert.deepEqual(demandOf(route), demand([requires, testers]));
            }
        });

        it("demand the same for batch requests and over gRPC: there is no way to a release past them", () => {
            const forwarded = routesAt("clients", demanding("clients")).filter(leadsOn);
            assert.ok(forwarded.some(isBatch) && forwarded.some(isCall));
            for (const route of forwarded) {
                const drawn = inside(route, "route", "weighted_clusters") !== undefined;
                assert.deepEqual(demandOf(route), demand(drawn ? [requires] : [requires, testers]));
            }
        });

        it("demand nothing of other gates, which have seen to it", () => {
            assert.deepEqual(demanding("gates"), tableOf("gates"));
        });
    });

    it("name the region on every answer of the gate's own hosts, unless a spilled one names it already", () => {
        for (const side of sides) {
            const [own, foreign] = hostsOf(side);
            assert.deepEqual(inside(own, "response_headers_to_add"), [ifAbsent("x-meridian-region", "local:eu-west")]);
            assert.equal(inside(foreign, "response_headers_to_add"), undefined);
        }
    });

    it("pass on none of the headers that have done their work, nor where a caller is", () => {
        const dropped = ["x-release", "x-request-timeout-ms", "x-forwarded-for", "x-envoy-external-address"];
        for (const side of sides) {
            assert.deepEqual(inside(hostsOf(side)[0], "request_headers_to_remove"), dropped);
            for (const route of forwardedAt(side).filter(route => !isCall(route))) {
                assert.deepEqual(inside(route, "request_headers_to_remove"), ["grpc-timeout"]);
            }
        }
        const table = tableOf("clients", config => {
            const jwks = { keys: [{ ...someKey }] };
            config.routing.auth = { jwt: { issuer: "issuer", audience: ["meridian"], jwks } };
            config.models = ["a", "b"].map(name => ({ ...config.models[0]!, name, stickyBy: "claim:patient.id" }));
        });
        assert.deepEqual(inside(hostsOf("clients", table)[0], "request_headers_to_remove"), [
            ...dropped,
            "x-meridian-claim-patient-2eid",
        ]);
    });

    it("pass on none of the claims where models are sticky by different ones", () => {
        for (const side of sides) {
            const table = tableOf(side, config => {
                const jwks = { keys: [{ ...someKey }] };
                config.routing.auth = { jwt: { issuer: "issuer", audience: ["meridian"], jwks } };
                config.models = ["patient", "tenant"].map(name => ({
                    ...{ ...config.models[0]!, name },
                    stickyBy: `claim:${name}`,
                }));
            });
            const dropped = inside(hostsOf(side, table)[0], "request_headers_to_remove") as readonly string[];
            for (const claim of ["x-meridian-claim-patient", "x-meridian-claim-tenant"])
                assert.ok(dropped.includes(claim), `${side}: ${claim}`);
        }
    });

    it("tell clients nothing of what gates tell each other about an overload", () => {
        assert.deepEqual(inside(hostsOf("clients")[0], "response_headers_to_remove"), ["x-envoy-overloaded"]);
        assert.equal(inside(hostsOf("gates")[0], "response_headers_to_remove"), undefined);
    });

    it("call each server and gate by its own name, by which a peer knows not to spill again", () => {
        for (const route of sides.flatMap(side => routesAt(side).filter(leadsOn))) {
            assert.equal(inside(route, "route", "auto_host_rewrite"), true);
        }
    });

    it("keep models apart, in order of name", () => {
        const table = tableOf("clients", config => {
            config.models.push({ ...config.models[0]!, name: "grading" });
        });
        assert.deepEqual(
            plain("clients", table)
                .filter(isDrawn)
                .map(route => [inside(route, "match", "path_separated_prefix"), inside(route, "name")]),
            [
                ["/v2/models/grading", "grading"],
                ["/v2/models/screening", "screening"],
            ],
        );
        const last = textInside(plain("clients", table).at(-1), "direct_response", "body", "inline_string");
        assert.match(last, /models: grading, screening/);
    });
});

const isTunnel = (route: Json) => inside(route, "match", "connect_matcher") !== undefined;
const batchHeader = { name: "x-priority", string_match: { exact: "batch" } };

function isBatch(route: Json): boolean {
    const headers = (inside(route, "match", "headers") ?? []) as readonly Json[];
    return headers.some(header => isDeepStrictEqual(header, batchHeader));
}

/** Over gRPC. */
function isCall(route: Json): boolean {
    return inside(route, "match", "grpc") !== undefined;
}

function leadsOn(route: Json): boolean {
    return inside(route, "route") !== undefined;
}

function isDrawn(route: Json): boolean {
    return inside(route, "route", "weighted_clusters") !== undefined;
}

/** What is the same of a route for batch requests and of that for others. */
function withoutPriority(route: Json | undefined) {
    const { match, route: action, ...rest } = route as Readonly<Record<"match" | "route", JsonObject>>;
    const { priority: _, ...others } = action;
    const headers = ((match.headers ?? []) as readonly Json[]).filter(
        header => !isDeepStrictEqual(header, batchHeader),
    );
    return { ...rest, match: { ...match, headers }, route: others };
}

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
