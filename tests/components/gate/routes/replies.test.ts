import assert from "node:assert/strict";

import type { Json } from "../../../../components/gate/envoy";
import type { Side } from "../../../../components/gate/headers";
import {
    badDeadline,
    drained,
    foreignCell,
    localReplies,
    noCertificate,
    noSuchModel,
    noSuchVersion,
    type Reply,
} from "../../../../components/gate/routes/replies";
import { type CellPlan, planConfig } from "../../../../components/plan/plan";
import { screening } from "../../plan/screening";
import { connectionOf, sides } from "../connection";
import { inside, textInside } from "../inside";
import { screeningGates } from "../screening-gates";

const [{ cell }] = planConfig(screening()).plan.cells as [CellPlan];
const region = "local:eu-west";

describe("what a gate answers in place of Envoy", () => {
    const mappersOf = (side: Side) => localReplies(side, cell, region).mappers as readonly Json[];
    const retryAfter = ["retry-after", "1"];
    const invalidToken = ["www-authenticate", 'Bearer error="invalid_token"'];

    /** The reason for an answer, as Envoy gives it, in a word. */
    function reasonFor(mapper: Json): string {
        const status = inside(mapper, "filter", "status_code_filter", "comparison");
        if (status !== undefined) {
            return `${textInside(status, "op")} ${JSON.stringify(inside(status, "value", "default_value"))}`;
        }
        const flags = inside(mapper, "filter", "response_flag_filter", "flags") as readonly string[] | undefined;
        return flags?.join() ?? textInside(mapper, "filter", "extension_filter", "typed_config", "expression");
    }

    function answerOf(mapper: Json) {
        const headers = (inside(mapper, "headers_to_add") ?? []) as readonly Json[];
        return {
            body: inside(mapper, "body_format_override", "json_format"),
            headers: headers.map(added => [inside(added, "header", "key"), inside(added, "header", "value")]),
        };
    }

    const problem = (status: number, title: string, reason?: string) => ({
        type: "about:blank",
        title,
        status,
        cell: "eu",
        ...(reason && { reason }),
    });
    const details = (part: string) => `response.code_details.contains("${part}")`;

    const answers: [what: string, why: string, body: object, ...headers: string[][]][] = [
        [
            "without a token",
            details("Jwt_is_missing"),
            problem(401, "a bearer token is needed", "missing"),
            ["www-authenticate", 'Bearer error="invalid_request"'],
        ],
        [
            "with a token that has expired",
            details("Jwt_is_expired"),
            problem(401, "the token has expired", "expired"),
            invalidToken,
        ],
        [
            "with a token for another audience",
            details("Audiences_in_Jwt"),
            problem(401, "the token is for another audience", "audience"),
            invalidToken,
        ],
        [
            "with a token that is wrong in any other way",
            details("jwt_authn_access_denied"),
            problem(401, "the token is not valid here", "invalid"),
            invalidToken,
        ],
        ["about its own health, without speaking for the cell", "LH", problem(503, `region ${region} is not ready`)],
        [
            "when it has more requests than it can take",
            "UO",
            problem(503, `region ${region} has more requests than it can take`, "overload"),
            retryAfter,
        ],
        [
            "when it would take more memory than it may",
            details("overload"),
            problem(503, `the gate of region ${region} is short of memory`, "overload"),
            retryAfter,
        ],
        [
            "to who shows no key of the cell's gates",
            details("lua_response"),
            problem(503, "only gates of the cell are answered by this name", "gate"),
        ],
        ["without a claim that is demanded", details("rbac_access_denied"), problem(403, "not allowed", "claims")],
        ["with nothing left to ask", "EQ 503", problem(503, "no healthy region in cell eu"), retryAfter],
        [
            "to a path that is none",
            details("path_normalization_failed"),
            problem(400, "a path has no encoded slash, no backslash and no NUL"),
        ],
        ["to a late request", "EQ 408", problem(408, "the request did not come in time")],
        ["when a server is too slow", "EQ 504", problem(504, "no region of cell eu answered in time")],
        ["beyond a rate", "EQ 429", problem(429, "too many requests", "rate")],
        ["beyond a body's size", "EQ 413", problem(413, "the request's body is too large")],
    ];
    for (const [i, [what, why, body, ...headers]] of answers.entries()) {
        it(`${what} is ${String((body as { status: number }).status)} of its cell, with the class of the reason`, () => {
            const mapper = mappersOf("clients")[i]!;
            assert.equal(reasonFor(mapper), why);
            assert.deepEqual(answerOf(mapper), { body, headers });
        });
    }

    it("is said by the first reason that fits, and for no others than these", () => {
        assert.equal(mappersOf("clients").length, answers.length);
    });

    it("is problem details, each with the status that Envoy gave, but for a refused token, which is always 401", () => {
        for (const side of sides) {
            for (const mapper of mappersOf(side)) {
                const body = inside(mapper, "body_format_override");
                assert.equal(inside(body, "content_type"), "application/problem+json");
                const token = inside(body, "json_format", "status") === 401;
                assert.equal(inside(mapper, "status_code"), token ? 401 : undefined);
            }
        }
    });

    it("shows nothing that Envoy would say of a failure, or a client of itself", () => {
        for (const mapper of mappersOf("clients")) {
            assert.doesNotMatch(JSON.stringify(inside(mapper, "body_format_override")), /%/);
        }
    });

    it("reports an overload to the gate that spilled here and to the comparer, so that they retry nowhere, and to no client", () => {
        const headersOf = (side: Side) => mappersOf(side).map(mapper => answerOf(mapper).headers);
        assert.doesNotMatch(JSON.stringify(headersOf("clients")), /x-envoy/);
        for (const side of ["gates", "shadows"] as const) {
            for (const [i, [what, , body]] of answers.entries()) {
                const overload = (body as { reason?: string }).reason === "overload";
                const expected = [...headersOf("clients")[i]!, ...(overload ? [["x-envoy-overloaded", "true"]] : [])];
                assert.deepEqual(headersOf(side)[i], expected, `${side}: ${what}`);
            }
        }
    });

    it("is the same at the gate's listener", () => {
        const { euWest } = screeningGates();
        for (const side of sides) {
            assert.deepEqual(
                inside(connectionOf(side, euWest), "local_reply_config"),
                localReplies(side, cell, region),
            );
        }
    });
});

describe("what a gate answers by itself", () => {
    const problems: [what: string, reply: Reply, problem: object][] = [
        [
            "to a host of another cell",
            foreignCell(cell),
            {
                title: "this gate serves another cell",
                status: 421,
                detail: "this gate answers for eu.screening.example only; nothing was forwarded",
            },
        ],
        [
            "without a certificate",
            noCertificate(cell),
            { title: "a client certificate is needed", status: 401, reason: "missing" },
        ],
        [
            "to a deadline that is none, in whole milliseconds",
            badDeadline(cell, 2.5),
            {
                title: "no such deadline",
                status: 400,
                detail: "x-request-timeout-ms is a whole number from 1 to 2500",
            },
        ],
        [
            "for a region out of traffic",
            drained(cell, region),
            { title: "region local:eu-west is taken out of traffic", status: 503 },
        ],
    ];
    for (const [what, { status, body, contentType }, problem] of problems) {
        it(`${what} is problem details of its cell`, () => {
            assert.deepEqual(JSON.parse(body!), { type: "about:blank", cell: "eu", ...problem });
            assert.equal(status, (problem as { status: number }).status);
            assert.equal(contentType, "application/problem+json");
        });
    }

    it("to what is not there is in the Open Inference Protocol's form", () => {
        assert.deepEqual(noSuchModel(["a", "b"]), {
            status: 404,
            body: '{"error":"no such model or path; models: a, b"}',
        });
        const body = '{"error":"model a has no such version here"}';
        assert.deepEqual(noSuchVersion("a", "clients"), { status: 404, body });
    });

    it("to another gate that asks for a version that is not here is that the next region may be asked", () => {
        assert.equal(noSuchVersion("a", "gates").status, 503);
    });
});
