import type { AuthPlan, Claims, JwtPlan } from "../../plan/serving/auth";
import type { ModelPlan, ServingPlan } from "../../plan/serving/serving";
import { type JsonObject, seconds, typed } from "../envoy";
import { callerHeader, claimHeader, header } from "../headers";
import { anonymousPaths } from "../health/health";
import { externalCluster } from "../upstreams/external";
import type { GateHost } from "../upstream";

const filters = {
    jwt: "envoy.filters.http.jwt_authn",
    claims: "envoy.filters.http.rbac",
    certificate: "envoy.filters.http.header_mutation.caller",
} as const;

/** Where the verified token, or the reason why it was refused, is kept while a request is decided about. */
export const tokenMetadata = { filter: filters.jwt, token: "token", refusal: "refusal" } as const;

/** The cluster that the issuer's keys are fetched from. */
const keysCluster = "keys";

/** The identity of the caller. Nothing if all callers are admitted. */
export function authFilters({ auth, models }: ServingPlan): JsonObject[] {
    const { jwt, certificates } = auth;
    if (jwt !== undefined) {
        return [jwtFilter(jwt, models)];
    }
    return certificates === undefined ? [] : [certificateFilter];
}

/** Whether the caller is admitted: by the route's requirement, which is known once the route is. */
export function claimFilters({ auth }: ServingPlan): JsonObject[] {
    return auth.jwt === undefined ? [] : [{ name: filters.claims, typed_config: typed("rbac") }];
}

/** A route's settings of the filter that requires claims. */
export function demand(claims: readonly (Claims | undefined)[]): JsonObject {
    const demanded = claims.flatMap(one => Object.entries(one ?? {}));
    return demanded.length === 0
        ? {}
        : { [filters.claims]: typed("rbacOfRoute", { rbac: { rules: allow(demanded) } }) };
}

/** A route's settings of the filters that its requests pass. */
export function toFilters(said: JsonObject): JsonObject {
    return Object.keys(said).length === 0 ? {} : { typed_per_filter_config: said };
}

/** Each claim must have one of its values; a list has each of its items as a value. */
function allow(claims: readonly [string, readonly string[]][]): JsonObject {
    return {
        action: "ALLOW",
        policies: {
            callers: {
                permissions: [{ any: true }],
                principals: [{ and_ids: { ids: claims.map(([name, values]) => hasOneOf(name, values)) } }],
            },
        },
    };
}

function hasOneOf(claim: string, values: readonly string[]): JsonObject {
    const matchers = values.map(exact => ({ string_match: { exact } }));
    return {
        sourced_metadata: {
            metadata_matcher: {
                filter: tokenMetadata.filter,
                path: [{ key: tokenMetadata.token }, { key: claim }],
                value: {
                    or_match: {
                        value_matchers: [...matchers, ...matchers.map(one_of => ({ list_match: { one_of } }))],
                    },
                },
            },
        },
    };
}

/**
 * Tokens are verified and not passed on: servers read the caller from one header. Every token must end (`exp`) and name
 * its subject (`sub`); clocks may differ by half a minute. A key's type decides which algorithms it takes, and `none` is
 * never one (RFC 8725 §3.1, §3.2).
 */
function jwtFilter(jwt: JwtPlan, models: readonly ModelPlan[]): JsonObject {
    const provider = "callers";
    return {
        name: filters.jwt,
        typed_config: typed("jwt", {
            providers: {
                [provider]: {
                    issuer: jwt.issuer,
                    audiences: jwt.audiences,
                    subjects: { safe_regex: { regex: ".+" } },
                    require_expiration: true,
                    clock_skew_seconds: 30,
                    ...keysOf(jwt),
                    payload_in_metadata: tokenMetadata.token,
                    normalize_payload_in_metadata: { space_delimited_claims: ["scope", "scp"] },
                    failed_status_in_metadata: tokenMetadata.refusal,
                    claim_to_headers: [toHeader("sub", callerHeader), ...stickyClaims(models)],
                    clear_route_cache: true,
                    jwt_cache_config: { jwt_cache_size: 1000 },
                },
            },
            rules: [
                ...anonymousPaths.map(path => ({ match: { path } })),
                { match: { prefix: "/" }, requires: { provider_name: provider } },
            ],
        }),
    };
}

function keysOf({ keys }: JwtPlan): JsonObject {
    return keys.kind === "inline"
        ? { local_jwks: { inline_string: keys.jwks } }
        : {
              remote_jwks: {
                  http_uri: { uri: keys.uri, cluster: keysCluster, timeout: seconds(5) },
                  cache_duration: seconds(keys.cacheSeconds),
                  // The first attempts are made before the gate lets anyone in.
                  async_fetch: { failed_refetch_duration: seconds(1) },
                  retry_policy: {
                      num_retries: 5,
                      retry_back_off: { base_interval: seconds(0.2), max_interval: seconds(2) },
                  },
              },
          };
}

/** Claims that keep a subject on one release: a route's hash reads headers, and no metadata. */
function stickyClaims(models: readonly ModelPlan[]): JsonObject[] {
    const claims = models.flatMap(({ sticky }) => (sticky?.kind === "claim" ? [sticky.name] : []));
    return [...new Set(claims)].map(claim => toHeader(claim, claimHeader(claim)));
}

function toHeader(claim: string, header_name: string): JsonObject {
    return { header_name, claim_path: [{ key: claim }] };
}

const certificateFilter: JsonObject = {
    name: filters.certificate,
    typed_config: typed("headerMutation", {
        mutations: { request_mutations: [{ append: header(callerHeader, "%DOWNSTREAM_PEER_SUBJECT%") }] },
    }),
};

/** Where the issuer publishes its keys; nothing where they are part of the config. */
export function keysClusters({ jwt }: AuthPlan, host: GateHost): JsonObject[] {
    return jwt?.keys.kind === "uri" ? [externalCluster(keysCluster, jwt.keys.uri, jwt.keys.authorities, host)] : [];
}
