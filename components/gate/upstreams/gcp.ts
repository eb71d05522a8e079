import { addressCluster } from "./clusters";
import { type JsonObject, seconds, typed } from "../envoy";
import type { GcpIdToken, Upstream, UpstreamAuth } from "../upstream";

const filter = "envoy.filters.http.gcp_authn";
const proof = "authorization";
const cluster = "metadata";
const metadataServer = { host: "metadata.google.internal", port: 80 };

/**
 * Gets the token that a host asks for, and keeps it while it is good. Where it gets none, Envoy's filter would let the
 * request go without, or with what the client had there: it goes nowhere instead.
 * (https://cloud.google.com/run/docs/authenticating/service-to-service)
 */
export function gcpFilters(auth: UpstreamAuth): JsonObject[] {
    if (auth.kind !== "gcp-id-token") {
        return [];
    }
    return [
        {
            name: "envoy.filters.http.header_mutation.proof",
            typed_config: typed("headerMutation", { mutations: { request_mutations: [{ remove: proof }] } }),
        },
        {
            name: filter,
            typed_config: typed("gcpAuthn", {
                cluster,
                timeout: seconds(5),
                retry_policy: { num_retries: 3, retry_back_off: { base_interval: "0.1s", max_interval: "1s" } },
                cache_config: { cache_size: 100 },
            }),
        },
        {
            name: "envoy.filters.http.rbac.proof",
            typed_config: typed("rbac", {
                rules: {
                    action: "ALLOW",
                    policies: {
                        proven: {
                            permissions: [{ any: true }],
                            principals: [{ header: { name: proof, present_match: true } }],
                        },
                    },
                },
            }),
        },
    ];
}

/** What of a cluster tells the filter which token it needs. */
export function audienceOf({ auth }: Upstream): JsonObject {
    return auth.kind === "gcp-id-token"
        ? { metadata: { typed_filter_metadata: { [filter]: typed("gcpAudience", { url: auth.audience }) } } }
        : {};
}

/** Where the tokens come from: the host's own metadata server, which only speaks plain HTTP and only to the host. */
export function metadataClusters(auths: readonly UpstreamAuth[]): JsonObject[] {
    const auth = auths.find(({ kind }) => kind === "gcp-id-token") as GcpIdToken | undefined;
    const address = auth?.metadata ?? metadataServer;
    return auth === undefined ? [] : [addressCluster(cluster, [address], address.host)];
}
