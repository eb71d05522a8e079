import type { Cell } from "../../plan/cells/cell";
import type { LimitsPlan } from "../../plan/serving/limits";
import { familyOf } from "../../plan/serving/protocols";
import type { ModelPlan, ReleasePlan, ServingPlan } from "../../plan/serving/serving";
import { demand, toFilters } from "../listener/auth";
import { direct } from "./direct-response";
import type { JsonObject } from "../envoy";
import { exposed } from "../observed/exposure";
import { anyVersion, grpcCall, statedCall } from "./grpc";
import { httpPrefix } from "./http";
import { betweenParts, isOpenai, openaiRequests, statedRequests } from "./openai";
import { clientHeaders, header, modelHeader, type Side, versionHeader } from "../headers";
import { deadline } from "../listener/limits";
import { releaseCluster, spillCluster } from "../names";
import { noSuchVersion } from "./replies";
import { inference, mirrored } from "./shadow";
import { saysRelease, shares, withCookie } from "./shares";

/**
 * A request that names a version gets it; one that names only the model gets a release by the shares. Of a model whose
 * servers only infer, nothing else is asked; over gRPC a request's path is that of its method, so that there is no way to them.
 */
export function modelRoutes(
    side: Side,
    model: ModelPlan,
    onlyInfers: boolean,
    { cell, limits }: Pick<ServingPlan, "cell" | "limits">,
): readonly JsonObject[] {
    return onceInCell(cell, JSON.stringify([side, model, onlyInfers, limits]), () => {
        switch (familyOf(model.releases[0] ?? {})) {
            case "oip":
                return protocolRoutes(side, model, onlyInfers, limits);
            case "openai":
                return side === "clients" ? requests(model, limits) : spilledRequests(model, limits);
            case "http":
                return httpRoutes(side, model, httpPrefix(model.name), limits);
        }
    });
}

function protocolRoutes(side: Side, model: ModelPlan, onlyInfers: boolean, limits: LimitsPlan): JsonObject[] {
    const http = httpRoutes(side, model, `/v2/models/${model.name}`, limits);
    return onlyInfers
        ? http.map(inferenceOnly)
        : [...http, ...(side === "clients" ? calls(model, limits) : spilledCalls(model, limits))];
}

/** Routes by what they are made of: a cell's gates have nearly all of them in common, and they are most of a gate. */
const made = new WeakMap<Cell, Map<string, readonly JsonObject[]>>();

function onceInCell(cell: Cell, key: string, make: () => readonly JsonObject[]): readonly JsonObject[] {
    const ofCell = made.get(cell) ?? new Map<string, readonly JsonObject[]>();
    made.set(cell, ofCell);
    const routes = ofCell.get(key) ?? make();
    ofCell.set(key, routes);
    return routes;
}

function httpRoutes(side: Side, model: ModelPlan, path: string, limits: LimitsPlan): JsonObject[] {
    const stated = side === "clients" ? clientHeaders.release : versionHeader;
    const stating = (matcher: JsonObject) => ({ path_separated_prefix: path, headers: [{ name: stated, ...matcher }] });
    return [
        ...model.releases.flatMap(release =>
            chosen(side, model, release, { path_separated_prefix: `${path}/versions/${release.version}` }, limits),
        ),
        direct({ path_separated_prefix: `${path}/versions` }, noSuchVersion(model.name, side)),
        ...model.releases.flatMap(release =>
            chosen(side, model, release, stating({ string_match: { exact: release.version } }), limits),
        ),
        direct(stating({ present_match: true }), noSuchVersion(model.name, side)),
        ...(side === "clients" ? compared(model, path, limits) : []),
        ...drawn(side, model, { path_separated_prefix: path }, limits),
    ].map(withoutDeadline);
}

/** Inferences of a model that has a shadow: drawn as all are, and some of them mirrored. */
function compared(model: ModelPlan, path: string, limits: LimitsPlan): JsonObject[] {
    const { shadow } = model;
    return shadow === undefined ? [] : drawn("clients", model, inference(path), limits, {}, mirrored(shadow));
}

/** Calls of clients over gRPC, in the same order, with the message in place of the path. */
function calls(model: ModelPlan, limits: LimitsPlan): JsonObject[] {
    const saysModel = { request_headers_to_add: [header(modelHeader, model.name)] };
    const stating = (matcher: JsonObject) => ({
        ...grpcCall(model.name),
        headers: [{ name: clientHeaders.release, ...matcher }],
    });
    return [
        ...model.releases.flatMap(release =>
            chosen("clients", model, release, grpcCall(model.name, release.version), limits, saysModel),
        ),
        direct(grpcCall(model.name, anyVersion), noSuchVersion(model.name, "clients")),
        ...model.releases.flatMap(release =>
            chosen("clients", model, release, stating({ string_match: { exact: release.version } }), limits, saysModel),
        ),
        direct(stating({ present_match: true }), noSuchVersion(model.name, "clients")),
        ...drawn("clients", model, grpcCall(model.name), limits, saysModel),
    ];
}

/** Calls whose message another gate has read; it states the model in a header. */
function spilledCalls(model: ModelPlan, limits: LimitsPlan): JsonObject[] {
    return [
        ...model.releases.flatMap(release =>
            chosen("gates", model, release, statedCall(model.name, release.version), limits),
        ),
        direct(statedCall(model.name), noSuchVersion(model.name, "gates")),
    ];
}

/** Requests of clients that name the model in their body. */
function requests(model: ModelPlan, limits: LimitsPlan): JsonObject[] {
    const saysModel = { request_headers_to_add: [header(modelHeader, model.name)] };
    const stating = (matcher: JsonObject) =>
        openaiRequests(model.name).map(match => ({ ...match, headers: [{ name: clientHeaders.release, ...matcher }] }));
    return [
        ...model.releases.flatMap(release =>
            stating({ string_match: { exact: release.version } }).flatMap(match =>
                chosen("clients", model, release, match, limits, saysModel),
            ),
        ),
        ...stating({ present_match: true }).map(match => direct(match, noSuchVersion(model.name, "clients"))),
        ...openaiRequests(model.name).flatMap(match => drawn("clients", model, match, limits, saysModel)),
    ].map(withoutCompression);
}

/** Requests whose body another gate has read; it states the model in a header. */
function spilledRequests(model: ModelPlan, limits: LimitsPlan): JsonObject[] {
    return [
        ...model.releases.flatMap(release =>
            statedRequests(model.name, release.version).flatMap(match =>
                chosen("gates", model, release, match, limits),
            ),
        ),
        ...statedRequests(model.name).map(match => direct(match, noSuchVersion(model.name, "gates"))),
    ].map(withoutCompression);
}

/** To the requested release. */
function chosen(
    side: Side,
    model: ModelPlan,
    release: ReleasePlan,
    match: JsonObject,
    limits: LimitsPlan,
    more: JsonObject = {},
): JsonObject[] {
    return byPriority(model, match, { cluster: clusterOf(side, model, release) }, limits, {
        ...merged(saysRelease(release), more),
        ...(side === "clients" ? toFilters(demand([model.requires, model.testers])) : {}),
    });
}

/** To a release by the shares. */
function drawn(
    side: Side,
    model: ModelPlan,
    match: JsonObject,
    limits: LimitsPlan,
    more: JsonObject = {},
    mirror: JsonObject = {},
): JsonObject[] {
    const action = { ...shares(model, release => clusterOf(side, model, release)), ...mirror };
    return withCookie(model, match).flatMap(({ match, rest }) =>
        byPriority(model, match, action, limits, {
            ...merged(rest, more),
            ...(side === "clients" ? toFilters({ ...demand([model.requires]), ...exposed(model) }) : {}),
        }),
    );
}

/** Requests of clients may be spilled; those of gates stay here. */
function clusterOf(side: Side, { name }: ModelPlan, { version }: ReleasePlan): string {
    return side === "clients" ? spillCluster(name, version) : releaseCluster(name, version);
}

/**
 * Batch requests have connections of their own, fewer of them (Envoy keeps a count for each of its two priorities), so
 * that interactive ones always find room.
 */
function byPriority(
    model: ModelPlan,
    match: JsonObject,
    action: JsonObject,
    limits: LimitsPlan,
    rest: JsonObject,
): JsonObject[] {
    const batch = { name: clientHeaders.priority, string_match: { exact: "batch" } };
    const headers = (match.headers ?? []) as readonly JsonObject[];
    const { name } = model;
    const end = isOpenai(model) ? betweenParts(limits) : deadline(limits.deadlineSeconds);
    const common = { ...action, ...end, auto_host_rewrite: true };
    return [
        { name, match: { ...match, headers: [...headers, batch] }, route: common, ...rest },
        { name, match, route: { ...common, priority: "HIGH" }, ...rest },
    ];
}

/** Both lists where both have one. */
function merged(one: JsonObject, other: JsonObject): JsonObject {
    const lists = Object.keys({ ...one, ...other }).map(key => [
        key,
        [...((one[key] ?? []) as readonly JsonObject[]), ...((other[key] ?? []) as readonly JsonObject[])],
    ]);
    return Object.fromEntries(lists) as JsonObject;
}

/** The header that carries a deadline to Envoy is gRPC's, and no other server's. */
function withoutDeadline(route: JsonObject): JsonObject {
    return route.route === undefined ? route : { ...route, request_headers_to_remove: ["grpc-timeout"] };
}

/** Nor do servers compress their answers: what they count in them could not be read. */
function withoutCompression(route: JsonObject): JsonObject {
    return route.route === undefined
        ? route
        : { ...route, request_headers_to_remove: ["grpc-timeout", "accept-encoding"] };
}

/** The same for inferences alone. */
function inferenceOnly(route: JsonObject): JsonObject {
    const { path_separated_prefix: prefix, ...match } = route.match as JsonObject & { path_separated_prefix?: string };
    return route.route === undefined || prefix === undefined
        ? route
        : { ...route, match: { ...match, path: `${prefix}/infer` } };
}
