import assert from "node:assert/strict";

import type { Json } from "../../../../components/gate/envoy";
import type { Side } from "../../../../components/gate/headers";
import { modelRoutes } from "../../../../components/gate/routes/model-routes";
import type { Config } from "../../../../components/plan/config/config";
import { someKey } from "../../../support/arbitraries";
import { sides } from "../connection";
import { inside, valuesOf } from "../inside";
import { called, type Request, routeOf } from "../matching";
import { screeningGates } from "../screening-gates";

/** The routes of a model with releases 1.0.0 and 2.0.0. */
function routesFor(side: Side, onlyInfers = false, change: (config: Config) => void = () => undefined) {
    const { serving } = screeningGates(change);
    return modelRoutes(side, serving.models[0]!, onlyInfers, serving);
}

/** Where a request ends up: at a release, at one by the shares, at a refusal; or on its way past this model. */
function endOf(routes: ReturnType<typeof routesFor>, request: Request): string {
    const route = routeOf(routes, request);
    const cluster = inside(route, "route", "cluster");
    const status = inside(route, "direct_response", "status");
    return typeof cluster === "string" ? cluster : typeof status === "number" ? `${status}` : route ? "drawn" : "past";
}

const model = "/v2/models/screening";
const batch = { "x-priority": "batch" };

describe("the routes of a model", () => {
    const cases: [what: string, side: Side, request: Request, end: string][] = [
        ["what names only the model", "clients", { path: `${model}/infer` }, "drawn"],
        ["the model itself", "clients", { path: model }, "drawn"],
        ["the model itself, with a query", "clients", { path: `${model}?a=1` }, "drawn"],
        ["a model whose name begins alike", "clients", { path: `${model}-2/infer` }, "past"],
        ["what names a version", "clients", { path: `${model}/versions/2.0.0/infer` }, "spill/screening/2.0.0"],
        ["a version that begins alike", "clients", { path: `${model}/versions/2.0.00/infer` }, "404"],
        ["a version that is not there", "clients", { path: `${model}/versions/9.0.0/infer` }, "404"],
        ["no version", "clients", { path: `${model}/versions` }, "404"],
        ["a tester", "clients", { path: model, headers: { "x-release": "1.0.0" } }, "spill/screening/1.0.0"],
        ["a tester of nothing", "clients", { path: model, headers: { "x-release": "9.0.0" } }, "404"],
        [
            "a tester whose path names another version",
            "clients",
            { path: `${model}/versions/2.0.0`, headers: { "x-release": "1.0.0" } },
            "spill/screening/2.0.0",
        ],
        [
            "a client that speaks as a gate",
            "clients",
            { path: model, headers: { "x-meridian-version": "1.0.0" } },
            "drawn",
        ],
        ["a gate", "gates", { path: model, headers: { "x-meridian-version": "1.0.0" } }, "release/screening/1.0.0"],
        [
            "a gate that names a release that is not here",
            "gates",
            { path: model, headers: { "x-meridian-version": "9.0.0" } },
            "503",
        ],
        ["a gate that passes on a tester", "gates", { path: model, headers: { "x-release": "1.0.0" } }, "drawn"],
        ["a call that names only the model", "clients", called("screening"), "drawn"],
        ["a call that names a version", "clients", called("screening", "2.0.0"), "spill/screening/2.0.0"],
        ["a call for a version that is not there", "clients", called("screening", "9.0.0"), "404"],
        ["a call for another model", "clients", called("grading"), "past"],
        ["a call of a tester", "clients", called("screening", "", { "x-release": "2.0.0" }), "spill/screening/2.0.0"],
        ["a call of a tester of nothing", "clients", called("screening", "", { "x-release": "9.0.0" }), "404"],
        [
            "a call of a tester whose message names another version",
            "clients",
            called("screening", "2.0.0", { "x-release": "1.0.0" }),
            "spill/screening/2.0.0",
        ],
        ["a call that is not read yet", "clients", { path: "/inference.GRPCInferenceService/ModelInfer" }, "past"],
        [
            "a call that another gate has read",
            "gates",
            called("", "", { "x-meridian-model": "screening", "x-meridian-version": "2.0.0" }),
            "release/screening/2.0.0",
        ],
        ["a call that another gate says nothing of", "gates", called("screening", "2.0.0"), "past"],
    ];
    for (const [what, side, request, end] of cases) {
        it(`lead ${what} (${side}) ${end}`, () => {
            for (const priority of [{}, batch]) {
                const headers = { ...request.headers, ...priority };
                assert.equal(endOf(routesFor(side), { ...request, headers }), end);
            }
        });
    }

    it("give each request the priority that it says it has, and no other", () => {
        for (const side of sides) {
            const routes = routesFor(side);
            const priority = (said: string) =>
                inside(routeOf(routes, { path: model, headers: { "x-priority": said } }), "route", "priority");
            assert.deepEqual(
                [priority("batch"), priority("interactive"), priority("BATCH")],
                [undefined, "HIGH", "HIGH"],
            );
        }
    });

    it("tell another gate of a call which model it is for, over HTTP the path does", () => {
        const reported = (request: Request) =>
            valuesOf("key", inside(routeOf(routesFor("clients"), request), "request_headers_to_add") ?? null);
        assert.ok(reported(called("screening", "2.0.0")).includes("x-meridian-model"));
        assert.ok(reported(called("screening")).includes("x-meridian-model"));
        assert.ok(!reported({ path: `${model}/versions/2.0.0` }).includes("x-meridian-model"));
    });

    it("are the same for what a cookie keeps on a release and for what gets its cookie", () => {
        const routes = routesFor("clients", false, config => void (config.models[0]!.stickyBy = "cookie:arm"));
        for (const request of [{ path: model }, called("screening")]) {
            const setsCookie = (cookies: Record<string, string>) =>
                valuesOf("key", routeOf(routes, { ...request, cookies })?.response_headers_to_add ?? null).includes(
                    "set-cookie",
                );
            assert.equal(endOf(routes, request), "drawn");
            assert.equal(endOf(routes, { ...request, cookies: { arm: "1" } }), "drawn");
            assert.deepEqual([setsCookie({}), setsCookie({ arm: "" }), setsCookie({ arm: "1" })], [true, true, false]);
        }
    });
});

describe("the routes of a model whose servers only infer", () => {
    for (const [side, release] of [
        ["clients", "spill/screening/2.0.0"],
        ["gates", "release/screening/2.0.0"],
    ] as const) {
        it(`lead ${side} to an inference, and to nothing else of it`, () => {
            const end = (path: string, headers = {}) => endOf(routesFor(side, true), { path, headers });
            assert.equal(end(`${model}/infer`), "drawn");
            assert.equal(end(`${model}/versions/2.0.0/infer`), release);
            const stated = { [side === "clients" ? "x-release" : "x-meridian-version"]: "2.0.0" };
            assert.equal(end(`${model}/infer`, stated), release);
            for (const path of [model, `${model}/ready`, `${model}/infer/more`, `${model}/inference`]) {
                assert.equal(end(path), "past", path);
            }
            assert.equal(end(`${model}/versions/2.0.0`), side === "clients" ? "404" : "503");
        });
    }

    it("lead nowhere over gRPC, whose paths those servers don't know", () => {
        const stated = { "x-meridian-model": "screening", "x-meridian-version": "2.0.0" };
        assert.equal(endOf(routesFor("clients", true), called("screening", "2.0.0")), "past");
        assert.equal(endOf(routesFor("clients", true), called("screening")), "past");
        assert.equal(endOf(routesFor("gates", true), called("screening", "2.0.0", stated)), "past");
    });

    it("demand of callers what they would of any model", () => {
        const claims = { role: ["nurse"] };
        const demanding = (onlyInfers: boolean) =>
            routesFor("clients", onlyInfers, config => {
                const jwks = { keys: [{ ...someKey }] };
                config.routing.auth = { jwt: { issuer: "issuer", audience: ["meridian"], jwks } };
                config.models[0]!.requires = { claims };
            }).filter(route => inside(route, "route") !== undefined);
        const demandOf = (route: Json) => inside(route, "typed_per_filter_config", "envoy.filters.http.rbac");
        const routes = demanding(true);
        assert.ok(routes.length > 0);
        for (const route of routes) {
            assert.notEqual(demandOf(route), undefined);
            assert.deepEqual(demandOf(route), demandOf(demanding(false)[0]!));
        }
    });
});
