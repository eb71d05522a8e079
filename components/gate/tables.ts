import type { ServingPlan } from "../plan/serving/serving";
import { failoverCluster, spillBreakers, upstreamCluster } from "./clusters";
import { type JsonObject, wholeMilliseconds } from "./envoy";
import { clientHeaders, headerIfAbsent, type Side } from "./headers";
import { deadline } from "./limits";
import { peerCluster, tablesCluster, tablesSpillCluster } from "./names";
import { localTableRetries, readRetries, writeRetries } from "./retries";
import type { GateHost, Upstream } from "./upstream";
import { transportTo } from "./upstream-auth";

/** Where the cell's tables are. What follows is a key, which may be the name of a person: no log has it. */
export const tablesPath = "/v1/tables";

/** What serves the tables here, and then the gates of the other regions. */
export function tablesClusters(upstream: Upstream, plan: ServingPlan, host: GateHost): JsonObject[] {
    const { checks, limits, peers } = plan;
    const fallbacks = peers.map(({ region }) => peerCluster(region));
    return [
        upstreamCluster(tablesCluster, upstream, checks, transportTo(tablesCluster, upstream, host)),
        {
            ...failoverCluster(tablesSpillCluster, [tablesCluster, ...fallbacks]),
            circuit_breakers: spillBreakers(limits),
        },
    ];
}

/** Any region takes a write; what clients ask may be spilled, and what gates ask stays here. */
export function tablesRoutes(side: Side, plan: ServingPlan): JsonObject[] {
    if (plan.tables.length === 0) {
        return [];
    }
    const peers = plan.peers.length;
    return side === "clients"
        ? [
              routeTo(tablesSpillCluster, writeRetries(peers), plan, { headers: [writing] }),
              routeTo(tablesSpillCluster, readRetries(peers), plan),
          ]
        : [routeTo(tablesCluster, localTableRetries, plan)];
}

const writing: JsonObject = { name: ":method", string_match: { safe_regex: { regex: "PUT|DELETE" } } };

function routeTo(
    cluster: string,
    retry_policy: JsonObject,
    { limits }: ServingPlan,
    match: JsonObject = {},
): JsonObject {
    return {
        // A name that no model can have, by which logs and metrics tell the one from the other.
        name: tablesPath,
        match: { path_separated_prefix: tablesPath, ...match },
        route: {
            cluster,
            ...deadline(limits.deadlineSeconds),
            auto_host_rewrite: true,
            priority: "HIGH",
            retry_policy,
        },
        request_headers_to_remove: ["grpc-timeout"],
        // A write that waits for an election is answered in time with whether it may have been done.
        request_headers_to_add: [headerIfAbsent(clientHeaders.timeout, `${wholeMilliseconds(limits.deadlineSeconds)}`)],
    };
}
