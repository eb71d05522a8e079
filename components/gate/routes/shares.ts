import type { ModelPlan, ReleasePlan, Sticky } from "../../plan/serving/serving";
import type { JsonObject } from "../envoy";
import { claimHeader, header, headerIfAbsent, versionHeader } from "../headers";

/**
 * The shares. A subject's hash has its place between 0 and the whole, releases lie there oldest first: while shares stay
 * no subject changes its release, and a growing newest release gives none back.
 */
export function shares({ releases, sticky }: ModelPlan, clusterOf: (release: ReleasePlan) => string): JsonObject {
    const clusters = releases.map(release => ({
        name: clusterOf(release),
        weight: release.weight,
        ...saysRelease(release),
    }));
    return { weighted_clusters: { clusters, use_hash_policy: true }, hash_policy: hashOf(sticky) };
}

/** To the client; and to the gate that a request may be spilled to, which must not draw again. */
export function saysRelease({ version }: ReleasePlan): JsonObject {
    return {
        request_headers_to_add: [header(versionHeader, version)],
        response_headers_to_add: [headerIfAbsent(versionHeader, version)],
    };
}

/**
 * By the subject, and without one by the request's own id, which the gate assigns. (Without a hash Envoy draws by a number that it also
 * uses for mirroring: of two releases a shadow would only be compared with one.)
 */
function hashOf(sticky: Sticky | undefined): JsonObject[] {
    const byRequest = { header: { header_name: requestId } };
    if (sticky === undefined) {
        return [byRequest];
    }
    const bySubject: JsonObject =
        sticky.kind === "cookie"
            ? { cookie: { name: sticky.name } }
            : { header: { header_name: subjectHeader(sticky) } };
    return [{ ...bySubject, terminal: true }, byRequest];
}

/** The header with the subject; with a cookie, for clients without it. */
export function subjectHeader({ kind, name }: Sticky): string {
    switch (kind) {
        case "header":
            return name;
        case "claim":
            return claimHeader(name);
        case "cookie":
            return requestId;
    }
}

const requestId = "x-request-id";

/**
 * A client without the cookie receives one with the text that decided this time, so that its next request is decided in the same way.
 * (Envoy creates such cookies for balancing over hosts only.)
 */
export function withCookie({ sticky }: ModelPlan, match: JsonObject): { match: JsonObject; rest: JsonObject }[] {
    if (sticky?.kind !== "cookie") {
        return [{ match, rest: {} }];
    }
    const cookies = [{ name: sticky.name, string_match: { safe_regex: { regex: ".+" } } }];
    const cookie = `${sticky.name}=%REQ(${requestId})%; Max-Age=${30 * 24 * 3600}; Path=/; Secure; HttpOnly; SameSite=Lax`;
    return [
        { match: { ...match, cookies }, rest: {} },
        {
            match,
            rest: {
                response_headers_to_add: [
                    { header: { key: "set-cookie", value: cookie }, append_action: "APPEND_IF_EXISTS_OR_ADD" },
                ],
            },
        },
    ];
}
