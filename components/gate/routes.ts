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
 * The gate's routes by host name. Clients state the cell (`<cell>.<domain>`) and may be spilled; gates state the region
 * (`<region>.<cell>.<domain>`) and never are: so a request takes one hop at most, and loops can't be.
 */
export function gateRoutes(plan: ServingPlan): JsonObject {
    return {
        name: "gate",
        validate_clusters: false,
        // Only a gate says which region and release answered; what an upstream says of itself, a spilled answer's gate included, stays.
        request_headers_to_remove: [regionHeader, versionHeader],
        virtual_hosts: [
            virtualHost("cell", [plan.cell.host], plan, spillCluster),
            virtualHost("region", [plan.host], plan, releaseCluster),
            {
                name: "foreign",
                domains: ["*"],
                routes: [liveRoute, direct({ prefix: "/" }, 421, foreignCell(plan.cell), problem)],
            },
        ],
    };
}

type ClusterOf = (model: string, version: string) => string;

function virtualHost(name: string, hosts: readonly string[], plan: ServingPlan, clusterOf: ClusterOf): JsonObject {
    return {
        name,
        domains: hosts.flatMap(host => [host, `${host}:*`]),
        response_headers_to_add: [answerHeader(regionHeader, plan.region)],
        routes: [
            liveRoute,
            direct({ path: "/v2/health/live" }, 200, '{"live":true}'),
            direct({ path: "/v2" }, 200, serverMetadata),
            ...plan.models.flatMap(model => modelRoutes(model, clusterOf)),
            direct({ prefix: "/" }, 404, noSuchModel(plan.models.map(model => model.name))),
        ],
    };
}

const liveRoute = direct({ path: "/live" }, 200);

const serverMetadata = JSON.stringify({ name: "meridian", version: "2", extensions: [] });

/** A request that names a version gets it; one that names only the model gets a release by the shares. */
function modelRoutes(model: ModelPlan, clusterOf: ClusterOf): JsonObject[] {
    const prefix = `/v2/models/${model.name}`;
    return [
        ...model.releases.map(release => ({
            match: { path_separated_prefix: `${prefix}/versions/${release.version}` },
            route: { cluster: clusterOf(model.name, release.version), ...upstreamPolicy },
            response_headers_to_add: [answerHeader(versionHeader, release.version)],
        })),
        direct(
            { path_separated_prefix: `${prefix}/versions` },
            404,
            JSON.stringify({ error: `model ${model.name} has no such version here` }),
        ),
        {
            match: { path_separated_prefix: prefix },
            route: { ...shares(model, clusterOf), ...upstreamPolicy },
        },
    ];
}

/**
 * The shares. A subject's hash has its place between 0 and the whole, releases lie there oldest first: while shares stay
 * no subject changes its release, and a growing newest release gives none back.
 */
function shares({ name, releases, stickyHeader }: ModelPlan, clusterOf: ClusterOf): JsonObject {
    const weighted = releases.map(release => weightedCluster(name, release, clusterOf));
    return stickyHeader === undefined
        ? { weighted_clusters: { clusters: weighted } }
        : {
              weighted_clusters: { clusters: weighted, use_hash_policy: true },
              hash_policy: [{ header: { header_name: stickyHeader } }],
          };
}

function weightedCluster(model: string, { version, weight }: ReleasePlan, clusterOf: ClusterOf): JsonObject {
    return {
        name: clusterOf(model, version),
        weight,
        response_headers_to_add: [answerHeader(versionHeader, version)],
    };
}

/** A spilled answer already names the region and release that it came from. */
function answerHeader(key: string, value: string): JsonObject {
    return { header: { key, value }, append_action: "ADD_IF_ABSENT" };
}

/**
 * Retries: an inference changes nothing, so one whose connection broke is asked again, each time where it was not asked
 * before. An overloaded or unready server's 503 moves on the same way.
 */
const upstreamPolicy: JsonObject = {
    timeout: seconds(30),
    auto_host_rewrite: true,
    retry_policy: {
        retry_on: "connect-failure,refused-stream,reset,retriable-status-codes",
        retriable_status_codes: [503],
        num_retries: 3,
        retry_back_off: { base_interval: "0.005s", max_interval: "0.1s" },
        retry_host_predicate: [
            { name: "envoy.retry_host_predicates.previous_hosts", typed_config: typed("previousHosts") },
        ],
        host_selection_retry_max_attempts: 3,
        retry_priority: {
            name: "envoy.retry_priorities.previous_priorities",
            typed_config: typed("previousPriorities", { update_frequency: 1 }),
        },
    },
};

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
