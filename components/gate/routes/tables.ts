import { timeHeader } from "../../plan/names";
import type { ServingPlan, TableAccess } from "../../plan/serving/serving";
import { failoverCluster, serverConnectTimeout, spillBreakers, upstreamCluster } from "../upstreams/clusters";
import { type JsonObject, wholeMilliseconds } from "../envoy";
import { demand, toFilters } from "../listener/auth";
import { direct } from "./direct-response";
import { clientHeaders, headerToo, type Side } from "../headers";
import { deadline } from "../listener/limits";
import { tablesCluster, tablesSpillCluster } from "../names";
import type { PeerGate } from "../upstreams/peers";
import { noSuchTable } from "./replies";
import { localTableRetries, readRetries, writeRetries } from "./retries";
import type { GateHost, Upstream } from "../upstream";
import { transportTo } from "../upstreams/upstream-auth";

/** Where the cell's tables are. What follows is a key, which may be the name of a person: no log has it. */
export const tablesPath = "/v1/tables";

/** What serves the tables here, and then the gates of the other regions. */
export function tablesClusters(
    upstream: Upstream,
    { checks, limits }: ServingPlan,
    host: GateHost,
    peers: readonly PeerGate[],
): JsonObject[] {
    return [
        {
            ...upstreamCluster(tablesCluster, upstream, checks, transportTo(tablesCluster, upstream, host)),
            connect_timeout: serverConnectTimeout,
        },
        {
            ...failoverCluster(tablesSpillCluster, [tablesCluster, ...peers.map(({ cluster }) => cluster)]),
            circuit_breakers: spillBreakers(limits),
        },
    ];
}

/**
 * Any region accepts writes. Requests of clients may be spilled, those of gates stay here. Each table has routes by its exact name with its
 * own requirements of callers, so a spelling that only the server would take for that name matches no table.
 */
export function tablesRoutes(side: Side, plan: ServingPlan): JsonObject[] {
    const { tables, peers } = plan;
    if (tables.length === 0) {
        return [];
    }
    const list = { path: tablesPath };
    return [
        ...tables.flatMap(table => tableRoutes(side, table, plan)),
        side === "clients"
            ? routeTo(tablesSpillCluster, readRetries(peers.length), plan, list)
            : routeTo(tablesCluster, localTableRetries, plan, list),
        direct({ path_separated_prefix: tablesPath }, noSuchTable(tables.map(({ name }) => name))),
    ];
}

function tableRoutes(side: Side, { name, requires, writers }: TableAccess, plan: ServingPlan): JsonObject[] {
    const match = { path_separated_prefix: `${tablesPath}/${name}` };
    const peers = plan.peers.length;
    return side === "clients"
        ? [
              {
                  ...routeTo(tablesSpillCluster, writeRetries(peers), plan, { ...match, headers: [writing] }),
                  ...toFilters(demand([requires, writers])),
              },
              { ...routeTo(tablesSpillCluster, readRetries(peers), plan, match), ...toFilters(demand([requires])) },
          ]
        : [routeTo(tablesCluster, localTableRetries, plan, match)];
}

const writing: JsonObject = { name: ":method", string_match: { safe_regex: { regex: "PUT|DELETE" } } };

function routeTo(cluster: string, retry_policy: JsonObject, { limits }: ServingPlan, match: JsonObject): JsonObject {
    return {
        // A name that no model can have, by which logs and metrics tell the one from the other.
        name: tablesPath,
        match,
        route: {
            cluster,
            ...deadline(limits.deadlineSeconds),
            auto_host_rewrite: true,
            priority: "HIGH",
            retry_policy,
        },
        request_headers_to_remove: ["grpc-timeout"],
        // A write that waits for an election is answered in time with whether it may have been done: in the client's time,
        // where it says one, and in the gate's own.
        request_headers_to_add: [
            headerToo(timeHeader, `%REQ(${clientHeaders.timeout})%`),
            headerToo(timeHeader, `${wholeMilliseconds(limits.deadlineSeconds)}`),
        ],
    };
}
