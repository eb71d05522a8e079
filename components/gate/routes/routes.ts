import { familyOf } from "../../plan/serving/protocols";
import type { ModelPlan, ServingPlan } from "../../plan/serving/serving";
import { direct } from "./direct-response";
import type { Json, JsonObject } from "../envoy";
import { unreadCall } from "./grpc";
import { claimHeader, clientHeaders, headerIfAbsent, overloadedHeader, regionHeader, type Side } from "../headers";
import { healthPaths, serverLivePath } from "../health/health";
import { asItComes, noDeadline, uncounted } from "../listener/limits";
import { modelRoutes } from "./model-routes";
import { openaiPaths, openaiRoutes } from "./openai";
import { badDeadline, drained, foreignCell, noCertificate, noSuchModel } from "./replies";
import { localRetries, repeatingExactly, spillRetries } from "./retries";
import { tablesRoutes } from "./tables";
import type { Servers } from "../upstream";

/**
 * The routes for clients. They name the cell (`<cell>.<domain>`), and may be spilled: to gates of the same cell, which receive the chosen
 * release.
 */
export function clientRoutes(plan: ServingPlan, servers: readonly Servers[]): JsonObject {
    const { auth, cell, limits, peers } = plan;
    return table("clients", plan, servers, cell.host, spillRetries(peers.length), [
        ...(auth.certificates === undefined
            ? []
            : [
                  {
                      ...direct({ prefix: "/", tls_context: { presented: false } }, noCertificate(cell)),
                      typed_per_filter_config: uncounted,
                  },
              ]),
        direct(noDeadline(limits.deadlineSeconds), badDeadline(cell, limits.deadlineSeconds)),
    ]);
}

/**
 * The routes for the cell's other regions. Their gates name the region (`<region>.<cell>.<domain>`), and these requests are never spilled
 * again: so a request takes one hop at most, and there are no loops. The caller and the release were decided where the request came in.
 */
export function gateRoutes(plan: ServingPlan, servers: readonly Servers[]): JsonObject {
    return table("gates", plan, servers, plan.host, localRetries, []);
}

/** CONNECT, which no path matches, refused before what follows it is read, which has no end: a gate is no proxy. */
const tunnel: JsonObject = { ...direct({ connect_matcher: {} }, { status: 403 }), typed_per_filter_config: asItComes };

/** Every other host name gets 421 (RFC 9110 §15.5.20), and is forwarded nowhere. */
function table(
    side: Side,
    plan: ServingPlan,
    servers: readonly Servers[],
    host: string,
    retry_policy: JsonObject,
    first: readonly JsonObject[],
): JsonObject {
    const noModel = noSuchModel(plan.models.map(model => model.name));
    // Clients may write a name with the root's dot (RFC 3986 §3.2.2), which TLS never has (RFC 6066 §3).
    const names = side === "clients" ? [host, `${host}.`] : [host];
    return {
        name: side,
        validate_clusters: false,
        virtual_hosts: [
            {
                name: host,
                domains: names.flatMap(name => [name, `${name}:*`]),
                retry_policy: hasOtherPaths(plan) ? repeatingExactly(retry_policy, openaiPaths) : retry_policy,
                request_headers_to_remove: droppedHeaders(plan),
                response_headers_to_add: [headerIfAbsent(regionHeader, plan.region)],
                ...(side === "clients" ? { response_headers_to_remove: [overloadedHeader] } : {}),
                routes: [
                    liveRoute,
                    direct({ path: serverLivePath }, { status: 200, body: '{"live":true}' }),
                    ...(plan.drained
                        ? [healthPaths.region, healthPaths.fallback].map(path =>
                              direct({ path }, drained(plan.cell, plan.region)),
                          )
                        : []),
                    ...first,
                    direct({ path: "/v2" }, { status: 200, body: serverMetadata }),
                    ...plan.models.flatMap(model => modelRoutes(side, model, onlyInfers(model, servers), plan)),
                    ...openaiRoutes(side, plan),
                    ...tablesRoutes(side, plan),
                    ...(side === "clients" ? [{ ...direct({}, noModel), ...unreadCall }] : []),
                    direct({ prefix: "/" }, noModel),
                    tunnel,
                ],
            },
            {
                name: "foreign",
                domains: ["*"],
                // Answered before it is read, which over HTTP/1.1 ends the connection: who takes this gate for another's, or
                // names two hosts at once, has no more to say on it.
                ...(side === "clients" ? { typed_per_filter_config: asItComes } : {}),
                routes: [liveRoute, direct({ prefix: "/" }, foreignCell(plan.cell)), tunnel],
            },
        ],
    };
}

/** Whether there are models with other paths than those of the Open Inference Protocol. */
function hasOtherPaths({ models }: ServingPlan): boolean {
    return models.some(({ releases }) => releases.some(release => familyOf(release) !== "oip"));
}

/** Whether servers of the model have one path for everything, so that only inferences may be sent there. */
function onlyInfers({ name, releases }: ModelPlan, servers: readonly Servers[]): boolean {
    return servers.some(
        ({ model, version, upstream }) =>
            model === name && upstream.rewrite !== undefined && releases.some(release => release.version === version),
    );
}

/** What has done its work in the gate, and is none of the servers' business. */
function droppedHeaders({ models }: ServingPlan): Json {
    const claims = models.flatMap(({ sticky }) => (sticky?.kind === "claim" ? [claimHeader(sticky.name)] : []));
    return [...new Set([clientHeaders.release, clientHeaders.timeout, ...addressHeaders, ...claims])];
}

/** Where a caller is, is personal data that no model needs. */
const addressHeaders = ["x-forwarded-for", "x-envoy-external-address"];

const liveRoute = direct({ path: healthPaths.live }, { status: 200 });

const serverMetadata = JSON.stringify({ name: "meridian", version: "2", extensions: [] });
