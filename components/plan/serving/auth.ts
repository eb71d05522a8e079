import { z } from "zod";

import { segmentsOf } from "../config/paths";
import { type Fault, quoted } from "../faults";
import { authorityFaults } from "./pem";

const text = z.string().min(1, "not empty").max(1024, "1024 characters at most");

/** A claim of a token, and the values of which a caller must have one. */
export const claimsSchema = z.record(
    z.string().regex(/^[A-Za-z0-9_:/.-]{1,128}$/, "the name of a claim at the top of the token"),
    z.array(text).min(1, "at least one value"),
);

/** A public key (RFC 7517). The gate checks the members that its type needs. */
const jwk = z.looseObject({ kty: z.enum(["RSA", "EC", "OKP"]) });

/** The form, and that host and port are some. */
function isKeysUri(uri: string): boolean {
    return (
        /^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[^\s?#]*)?$/.test(uri) &&
        URL.canParse(uri) &&
        new URL(uri).port !== "0"
    );
}

const jwt = z.strictObject({
    /** Accepted `iss` of tokens. It must match exactly. */
    issuer: text,
    /** Accepted `aud` of tokens: one of these. */
    audience: z.union([text.transform(one => [one]), z.array(text).min(1, "at least one audience")]),
    /** The issuer's public keys, inline. */
    jwks: z
        .strictObject({
            /** JSON Web Keys (RFC 7517). */
            keys: z.array(jwk).min(1, "at least one key"),
        })
        .optional(),
    /** The URL of the issuer's public keys. */
    jwksUri: z.string().refine(isKeysUri, "https://<host>[:port]/<path>").optional(),
    /** Seconds for which published keys are cached. A revoked key may be accepted that long. */
    jwksCacheSeconds: z.number().int().min(10, "10 to 86400").max(86_400, "10 to 86400").optional(),
    /** Certificate authorities of the host of `jwksUri`, in PEM. Default: public authorities. */
    jwksAuthorities: z.string().optional(),
});

/** How callers of a cell authenticate. Default: no authentication. If several kinds are set, callers need all of them. */
export const authSchema = z.strictObject({
    /** A bearer token (RFC 6750, RFC 7519). */
    jwt: jwt.optional(),
    /** A certificate for client authentication from one of these authorities. */
    certificates: z
        .strictObject({
            /** The authorities' certificates, in PEM. */
            authorities: z.string(),
        })
        .optional(),
});

export type AuthConfig = z.output<typeof authSchema>;
/** The authentication of callers, as written in the config. */
export type AuthInput = z.input<typeof authSchema>;
/** Claims of a token by name, each with the values of which one is needed. */
export type Claims = z.output<typeof claimsSchema>;

/** How the gates of a cell authenticate callers. If left out, all callers are admitted. */
export interface AuthPlan {
    readonly jwt?: JwtPlan;
    /** PEM of the authorities that vouch for callers. */
    readonly certificates?: { readonly authorities: string };
}

/** Accepted issuers and audiences of tokens, and the keys that they are verified with. */
export interface JwtPlan {
    readonly issuer: string;
    readonly audiences: readonly string[];
    readonly keys:
        | { readonly kind: "inline"; readonly jwks: string }
        | {
              readonly kind: "uri";
              readonly uri: string;
              readonly cacheSeconds: number;
              /** PEM; none for the public authorities that the gate's host knows. */
              readonly authorities?: string;
          };
}

/** The auth of a cell, of a config in which `authFaults` found nothing. */
export function planAuth({ jwt, certificates }: AuthConfig = {}): AuthPlan {
    return {
        ...(jwt === undefined ? {} : { jwt: planJwt(jwt) }),
        ...(certificates === undefined ? {} : { certificates }),
    };
}

type Jwt = NonNullable<AuthConfig["jwt"]>;

function planJwt({ issuer, audience, jwks, jwksUri, jwksCacheSeconds, jwksAuthorities }: Jwt): JwtPlan {
    if (jwksUri === undefined) {
        return { issuer, audiences: audience, keys: { kind: "inline", jwks: JSON.stringify(jwks) } };
    }
    return {
        issuer,
        audiences: audience,
        keys: {
            kind: "uri",
            uri: jwksUri,
            cacheSeconds: jwksCacheSeconds ?? 300,
            ...(jwksAuthorities === undefined ? {} : { authorities: jwksAuthorities }),
        },
    };
}

/** Faults of the authentication of callers. */
export function authFaults({ jwt, certificates }: AuthConfig = {}, at: string): Fault[] {
    return [
        ...(jwt === undefined ? [] : jwtFaults(jwt, `${at}.jwt`)),
        ...(certificates === undefined
            ? []
            : authorityFaults(certificates.authorities, `${at}.certificates.authorities`)),
    ];
}

function jwtFaults({ issuer, jwks, jwksUri, jwksCacheSeconds, jwksAuthorities }: Jwt, at: string): Fault[] {
    const found = jwks === undefined ? "neither" : "both";
    const keys = jwks === undefined ? "neither jwks nor jwksUri" : "both jwks and jwksUri";
    const one: Fault[] =
        (jwks === undefined) === (jwksUri === undefined)
            ? [
                  {
                      code: "auth/keys",
                      path: at,
                      value: found,
                      problem: `jwt of issuer ${quoted(issuer)} contains ${keys}, expected one of them`,
                      remedy:
                          found === "both"
                              ? "remove jwks or jwksUri"
                              : "set jwks to the issuer's public keys, or jwksUri to the URL where it publishes them",
                  },
              ]
            : [];
    const idle = Object.entries({ jwksCacheSeconds, jwksAuthorities }).flatMap(([key, value]): Fault[] =>
        value === undefined || jwksUri !== undefined
            ? []
            : [
                  {
                      code: "auth/keys",
                      path: `${at}.${key}`,
                      problem: `${key} of issuer ${quoted(issuer)} has no effect without jwksUri`,
                      remedy: `remove ${key}, or set jwksUri`,
                  },
              ],
    );
    const secret = (jwks?.keys ?? []).flatMap((key, i) => secretFaults(key, `${at}.jwks.keys[${i}]`));
    const trust = jwksAuthorities === undefined ? [] : authorityFaults(jwksAuthorities, `${at}.jwksAuthorities`);
    return [...one, ...idle, ...secret, ...trust];
}

/** Members of a key that only its owner may know (RFC 7518 §6.2.2, §6.3.2, §6.4; RFC 8037 §2). */
const secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

function secretFaults(key: object, path: string): Fault[] {
    return secretMembers
        .filter(member => Object.hasOwn(key, member))
        .slice(0, 1)
        .map(member => ({
            code: "auth/private-key",
            path: `${path}.${member}`,
            problem: `jwks contains the private member ${quoted(member)} of a key, expected public keys`,
            remedy: "remove the private members, and replace the key at the issuer, since the config discloses it",
        }));
}

/** Claims are read from tokens: in a cell without them, required claims would reject every caller. */
export function claimFaults(claims: object | undefined, auths: readonly AuthPlan[], path: string): Fault[] {
    const key = segmentsOf(path).at(-1)!;
    return claims === undefined || auths.every(({ jwt }) => jwt !== undefined)
        ? []
        : [
              {
                  code: "auth/claims-without-jwt",
                  path,
                  problem: `${key} reads claims of a token, but a cell that it applies to does not authenticate callers by jwt`,
                  remedy: `set jwt under routing.auth or under auth of the cell, or remove ${key}`,
              },
          ];
}
