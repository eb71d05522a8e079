import { addressCluster } from "./clusters";
import { type JsonObject, seconds, typed } from "../envoy";
import type { GcpIdToken, Upstream, UpstreamAuth } from "../upstream";

const filter = "envoy.filters.http.gcp_authn";
const proof = "authorization";
const cluster = "metadata";
const metadataServer = { host: "metadata.google.internal", port: 80 };

/**
 * Fetches the token that a host requires, and caches it while it is valid. Without a token Envoy's filter would forward the request, with
 * the client's own header if there is one; here such a request is rejected.
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

/** The metadata of a cluster from which the filter reads the audience of its token. */
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
