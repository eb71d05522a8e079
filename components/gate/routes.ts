import type { ModelPlan, ReleasePlan, ServingPlan } from "../plan/serving";
import { type JsonObject, seconds, typed } from "./envoy";
import { foreignCell, noSuchModel } from "./replies";

const json = "application/json";
const problem = "application/problem+json";

/** The header that a gate names its region in, on every answer. */
export const regionHeader = "x-meridian-region";
/** The header that a gate names the release in, on answers of a model. */
export const versionHeader = "x-meridian-version";

/** The cluster of a release's servers in this region. */
export function releaseCluster(model: string, version: string): string {
    return `release/${model}/${version}`;
}

/** The gate of another region. */
export function peerCluster(region: string): string {
    return `peer/${region}`;
}

/** A release's servers here, then the gates of the other regions. */
export function spillCluster(model: string, version: string): string {
    return `spill/${model}/${version}`;
}

/**
 * What clients get. They state the cell (`<cell>.<domain>`), and may be spilled: to gates of the same cell, which are told
 * the release that was chosen.
 */
export function clientRoutes(plan: ServingPlan): JsonObject {
    const toReleases: ToRelease = {
        cluster: (model, { version }) => spillCluster(model, version),
        policy: { ...upstreamPolicy, retry_policy: retries(3) },
        stated: [],
    };
    return {
        ...table("clients", plan, plan.cell.host, toReleases),
        // Only a gate says these of a request; what clients say under the same names is dropped.
        request_headers_to_remove: [regionHeader, versionHeader],
        // So that dropping comes first, and what this gate adds stays.
        most_specific_header_mutations_wins: true,
    };
}

/**
 * What the gates of the cell's other regions get. They state the region (`<region>.<cell>.<domain>`) and are never spilled
 * again: so a request takes one hop at most, and loops can't be. The release was chosen where the request came in.
 */
export function gateRoutes(plan: ServingPlan): JsonObject {
    return table("gates", plan, plan.host, {
        cluster: (model, { version }) => releaseCluster(model, version),
        // The gate that asked goes on to the next region by itself.
        policy: { ...upstreamPolicy, retry_policy: retries(1) },
        stated: [versionHeader],
    });
}

/** How requests reach releases, by the side that they come in on. */
interface ToRelease {
    cluster(model: string, release: ReleasePlan): string;
    readonly policy: JsonObject;
    /** Request headers that may name the release. */
    readonly stated: readonly string[];
}

/** Every other host name gets 421 (RFC 9110 §15.5.20), and is forwarded nowhere. */
function table(name: string, plan: ServingPlan, host: string, to: ToRelease): JsonObject {
    return {
        name,
        validate_clusters: false,
        virtual_hosts: [
            {
                name: host,
                domains: [host, `${host}:*`],
                response_headers_to_add: [answerHeader(regionHeader, plan.region)],
                routes: [
                    liveRoute,
                    direct({ path: "/v2/health/live" }, 200, '{"live":true}'),
                    direct({ path: "/v2" }, 200, serverMetadata),
                    ...plan.models.flatMap(model => modelRoutes(model, to)),
                    direct({ prefix: "/" }, 404, noSuchModel(plan.models.map(model => model.name))),
                ],
            },
            {
                name: "foreign",
                domains: ["*"],
                routes: [liveRoute, direct({ prefix: "/" }, 421, foreignCell(plan.cell), problem)],
            },
        ],
    };
}

const liveRoute = direct({ path: "/live" }, 200);

const serverMetadata = JSON.stringify({ name: "meridian", version: "2", extensions: [] });

/** A request that names a version gets it; one that names only the model gets a release by the shares. */
function modelRoutes(model: ModelPlan, to: ToRelease): JsonObject[] {
    const prefix = `/v2/models/${model.name}`;
    const one = (release: ReleasePlan, match: JsonObject): JsonObject => ({
        match,
        route: { cluster: to.cluster(model.name, release), ...to.policy },
        response_headers_to_add: [answerHeader(versionHeader, release.version)],
    });
    return [
        ...model.releases.map(release =>
            one(release, { path_separated_prefix: `${prefix}/versions/${release.version}` }),
        ),
        direct(
            { path_separated_prefix: `${prefix}/versions` },
            404,
            JSON.stringify({ error: `model ${model.name} has no such version here` }),
        ),
        ...to.stated.flatMap(name =>
            model.releases.map(release =>
                one(release, {
                    path_separated_prefix: prefix,
                    headers: [{ name, string_match: { exact: release.version } }],
                }),
            ),
        ),
        {
            match: { path_separated_prefix: prefix },
            route: { ...shares(model, to), ...to.policy },
        },
    ];
}

/**
 * The shares. A subject's hash has its place between 0 and the whole, releases lie there oldest first: while shares stay
 * no subject changes its release, and a growing newest release gives none back.
 */
function shares({ name, releases, stickyHeader }: ModelPlan, to: ToRelease): JsonObject {
    const clusters = releases.map(release => ({
        name: to.cluster(name, release),
        weight: release.weight,
        request_headers_to_add: [statedVersion(release.version)],
        response_headers_to_add: [answerHeader(versionHeader, release.version)],
    }));
    return stickyHeader === undefined
        ? { weighted_clusters: { clusters } }
        : {
              weighted_clusters: { clusters, use_hash_policy: true },
              hash_policy: [{ header: { header_name: stickyHeader } }],
          };
}

/** For the gate that a request may be spilled to: it must not draw again. */
function statedVersion(version: string): JsonObject {
    return { header: { key: versionHeader, value: version }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" };
}

/** A spilled answer already names the region and release that it came from. */
function answerHeader(key: string, value: string): JsonObject {
    return { header: { key, value }, append_action: "ADD_IF_ABSENT" };
}

const upstreamPolicy: JsonObject = { timeout: seconds(30), auto_host_rewrite: true };

/**
 * An inference changes nothing, so one whose connection broke is asked again, each time where it was not asked before. An
 * overloaded or unready server's 503 moves on the same way.
 */
function retries(num_retries: number): JsonObject {
    return {
        retry_on: "connect-failure,refused-stream,reset,retriable-status-codes",
        retriable_status_codes: [503],
        num_retries,
        retry_back_off: { base_interval: "0.005s", max_interval: "0.1s" },
        retry_host_predicate: [
            { name: "envoy.retry_host_predicates.previous_hosts", typed_config: typed("previousHosts") },
        ],
        host_selection_retry_max_attempts: 3,
        retry_priority: {
            name: "envoy.retry_priorities.previous_priorities",
            typed_config: typed("previousPriorities", { update_frequency: 1 }),
        },
    };
}

/** An answer of the gate itself. */
function direct(match: JsonObject, status: number, body?: string, contentType = json): JsonObject {
    if (body === undefined) {
        return { match, direct_response: { status } };
    }
    return {
        match,
        direct_response: { status, body: { inline_string: body } },
        response_headers_to_add: [
            { header: { key: "content-type", value: contentType }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" },
        ],
    };
}
