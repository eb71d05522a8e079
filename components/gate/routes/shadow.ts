import type { Checks } from "../../plan/serving/checks";
import { type ModelPlan, type ReleasePlan, runningReleases, type ServingPlan } from "../../plan/serving/serving";
import { comparisonsAtOnce } from "../../plan/serving/shadow";
import { named, roomy, type Transport, upstreamCluster } from "../upstreams/clusters";
import { direct } from "./direct-response";
import type { JsonObject } from "../envoy";
import { callerHeader, header, headerIfAbsent, regionHeader, shadowHeader, versionHeader } from "../headers";
import { deadline } from "../listener/limits";
import { comparedCluster, comparerCluster } from "../names";
import { noSuchModel } from "./replies";
import { localRetries } from "./retries";
import { saysRelease } from "./shares";
import type { Upstream } from "../upstream";

/** Whether the region has a release that is only compared with what answers. */
export function hasShadow({ models }: ServingPlan): boolean {
    return models.some(({ shadow }) => shadow !== undefined);
}

/**
 * A percentage of a model's inferences also goes to the region's comparer, with the assigned release and the shadow. It never waits for
 * the copy, and the client never notices the result. The copy does not contain the caller's identity.
 */
export function mirrored({ version, weight }: ReleasePlan): JsonObject {
    const mutations = [
        ...["authorization", "cookie", callerHeader].map(remove => ({ remove })),
        { append: header(shadowHeader, version) },
    ];
    return {
        request_mirror_policies: [
            {
                cluster: comparerCluster,
                runtime_fraction: { default_value: { numerator: weight, denominator: "TEN_THOUSAND" } },
                trace_sampled: false,
                disable_shadow_host_suffix_append: true,
                request_headers_mutations: mutations,
            },
        ],
    };
}

/** What is mirrored. Of everything else nothing could be compared. */
export function inference(path: string): JsonObject {
    return { path: `${path}/infer`, headers: [{ name: ":method", string_match: { exact: "POST" } }] };
}

/** Requests for the comparer only: inferences of models with a shadow, by the release that it names. */
export function shadowRoutes(plan: ServingPlan): JsonObject {
    const models = plan.models.filter(({ shadow }) => shadow !== undefined);
    return {
        name: "shadows",
        virtual_hosts: [
            {
                name: plan.host,
                domains: ["*"],
                retry_policy: localRetries,
                response_headers_to_add: [headerIfAbsent(regionHeader, plan.region)],
                routes: [
                    ...models.flatMap(model => runningReleases(model).map(release => toRelease(model, release, plan))),
                    direct({ prefix: "/" }, noSuchModel(models.map(({ name }) => name))),
                ],
            },
        ],
    };
}

function toRelease({ name }: ModelPlan, release: ReleasePlan, { limits }: ServingPlan): JsonObject {
    const { headers, ...match } = inference(`/v2/models/${name}`);
    const stated = { name: versionHeader, string_match: { exact: release.version } };
    return {
        name,
        match: { ...match, headers: [...(headers as JsonObject[]), stated] },
        route: {
            cluster: comparedCluster(name, release.version),
            ...deadline(limits.deadlineSeconds),
            auto_host_rewrite: true,
        },
        ...saysRelease(release),
    };
}

/** A release's servers as the comparer calls them, with limits of their own, so that comparisons take no capacity from clients. */
export function compared(model: string, version: string, servers: JsonObject): JsonObject {
    const name = comparedCluster(model, version);
    return { ...servers, ...named(name, servers), circuit_breakers: few(comparisonsAtOnce) };
}

/** Concurrent copies: a copy ends once the shadow has read it. More are dropped, as they are while the shadow is unhealthy. */
const mostCopies = 16;

/** The process that compares. If it hangs, copies still end soon, by a short deadline. */
export function comparer(upstream: Upstream, checks: Checks, transport: Transport): JsonObject {
    return {
        ...upstreamCluster(comparerCluster, upstream, checks, { ...transport, longestSeconds: 5 }),
        circuit_breakers: few(mostCopies),
    };
}

function few(most: number): JsonObject {
    const bounded = { ...roomy, max_connections: most, max_requests: most, max_pending_requests: most };
    return { thresholds: [bounded, { ...bounded, priority: "HIGH" }] };
}
