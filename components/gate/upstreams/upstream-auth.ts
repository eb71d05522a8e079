import { rawBuffer, type Transport } from "./clusters";
import { type JsonObject, seconds, typed } from "../envoy";
import { externalCluster, externalTls } from "./external";
import { clientTls } from "../listener/tls";
import type { GateHost, Secret, Upstream, UpstreamAuth } from "../upstream";

/** How requests travel to an upstream: TLS with its trusted authorities, and the credentials of each request. */
export function transportTo(name: string, upstream: Upstream, host: GateHost): Transport {
    const { auth, maxBodyKiB } = upstream;
    return {
        socket: socketTo(upstream, host),
        filters: [
            ...(maxBodyKiB === undefined ? [] : bodyFilters(maxBodyKiB * 1024)),
            // Last: a signature covers what is sent.
            ...proofs(name, auth),
        ],
    };
}

function socketTo({ auth, protocol }: Upstream, host: GateHost): JsonObject {
    switch (auth.kind) {
        case "mtls":
            return clientTls(host.directory, auth.serverName, protocol);
        case "platform":
            return rawBuffer;
        default:
            return externalTls(auth.serverName, auth.authorities, host, protocol === "http2" ? "h2" : "http/1.1");
    }
}

/**
 * They buffer the whole request before any of it is sent, so a request that is too large never leaves. The second filter alone would not
 * count a body that arrives in one piece.
 */
function bodyFilters(max_request_bytes: number): JsonObject[] {
    return [
        { name: "envoy.filters.http.body_size_limit", typed_config: typed("bodySizeLimit", { max_request_bytes }) },
        { name: "envoy.filters.http.buffer", typed_config: typed("buffer", { max_request_bytes }) },
    ];
}

function proofs(name: string, auth: UpstreamAuth): JsonObject[] {
    switch (auth.kind) {
        case "mtls":
        case "platform":
        case "tls":
        case "gcp-id-token":
            return [];
        case "aws-sigv4":
            return [
                {
                    name: "envoy.filters.http.aws_request_signing",
                    typed_config: typed("awsRequestSigning", {
                        service_name: auth.service,
                        region: auth.region,
                        // Others are changed, or added, on the way.
                        match_excluded_headers: [{ prefix: "x-" }, { exact: "traceparent" }, { exact: "tracestate" }],
                    }),
                },
            ];
        case "oauth2":
            return [
                injected(
                    "envoy.http.injected_credentials.oauth2",
                    typed("oauth2Credential", {
                        token_endpoint: { uri: auth.tokenUri, cluster: tokenCluster(name), timeout: seconds(5) },
                        client_credentials: {
                            client_id: auth.clientId,
                            client_secret: { name: secretName(name) },
                        },
                        ...(auth.scopes === undefined ? {} : { scopes: auth.scopes }),
                    }),
                ),
            ];
        case "api-key":
            return [
                injected(
                    "envoy.http.injected_credentials.generic",
                    typed("genericCredential", {
                        credential: { name: secretName(name) },
                        header: auth.header,
                        ...(auth.prefix === undefined ? {} : { header_value_prefix: auth.prefix }),
                    }),
                ),
            ];
    }
}

/** No request is sent without the credential: the host would only reject it. */
function injected(name: string, typed_config: JsonObject): JsonObject {
    return {
        name: "envoy.filters.http.credential_injector",
        typed_config: typed("credentialInjector", { overwrite: true, credential: { name, typed_config } }),
    };
}

function tokenCluster(upstream: string): string {
    return `token/${upstream}`;
}

function secretName(upstream: string): string {
    return `secret/${upstream}`;
}

/** Where tokens for an upstream come from. */
export function tokenClusters(name: string, { auth }: Upstream, host: GateHost): JsonObject[] {
    return auth.kind === "oauth2" ? [externalCluster(tokenCluster(name), auth.tokenUri, auth.authorities, host)] : [];
}

/** What a gate keeps for an upstream that no one else may read. */
export function secretsFor(name: string, { auth }: Upstream): JsonObject[] {
    const source = auth.kind === "oauth2" ? auth.clientSecret : auth.kind === "api-key" ? auth.key : undefined;
    return source === undefined ? [] : [{ name: secretName(name), generic_secret: { secret: dataSource(source) } }];
}

function dataSource(secret: Secret): JsonObject {
    return "file" in secret ? { filename: secret.file } : { environment_variable: secret.environment };
}
