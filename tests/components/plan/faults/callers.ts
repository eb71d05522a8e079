import { someAuthority, someKey } from "../../../support/arbitraries";
import { type Refused, on, onAws } from "../sketches";

const jwt = { issuer: "https://issuer.example", audience: "screening", jwks: { keys: [someKey] } };

/** Each fault of callers and limits, alone in a config that has no other. */
export const callers: Refused[] = [
    [
        "claims where no cell asks for a token",
        onAws({ "models[0].requires.claims": { role: ["nurse"] } }),
        {
            code: "auth/claims-without-jwt",
            path: "models[0].requires",
            allowed: "claims where every cell asks for a token",
            remedy: "set routing.auth.jwt, or remove this",
        },
    ],
    [
        "claims for a table where no cell asks for a token",
        on("local", {
            "cells[0].backup": "local:eu-north",
            "store.tables": [{ name: "features", partitionKey: "subject", writers: { claims: { role: ["nurse"] } } }],
        }),
        {
            code: "auth/claims-without-jwt",
            path: "store.tables[0].writers",
            allowed: "claims where every cell asks for a token",
            remedy: "set routing.auth.jwt, or remove this",
        },
    ],
    [
        "an issuer without keys",
        onAws({ "routing.auth.jwt": { ...jwt, jwks: undefined } }),
        {
            code: "auth/keys",
            path: "routing.auth.jwt",
            value: "neither",
            allowed: "one of jwks, jwksUri",
            remedy: "say where the issuer's public keys are, once",
        },
    ],
    [
        "a private key among an issuer's public ones",
        onAws({ "routing.auth.jwt": { ...jwt, jwks: { keys: [{ ...someKey, d: "hunter2" }] } } }),
        {
            code: "auth/private-key",
            path: "routing.auth.jwt.jwks.keys[0].d",
            allowed: "public keys",
            remedy: "remove the private part, and treat the key as known to others: replace it at the issuer",
        },
    ],
    [
        "authorities that are no certificates",
        on("local", { "routing.auth.certificates.authorities": "ours" }),
        {
            code: "auth/authorities",
            path: "routing.auth.certificates.authorities",
            value: undefined,
            allowed: "PEM certificates",
            remedy: "give the PEM text of the authorities' certificates, and nothing else",
        },
    ],
    [
        "certificates where TLS of callers ends before the gate",
        on("aws", { "routing.auth.certificates.authorities": someAuthority }),
        {
            code: "capability/client-certificates",
            path: "routing.auth.certificates",
            allowed: "tokens, on aws: TLS of callers ends before the gate",
            remedy: "use auth.jwt, or host the cell where TLS ends in the gate",
        },
    ],
    [
        "a rate for each caller where nobody knows who they are",
        onAws({ "routing.limits.rate.perCaller": { perSecond: 10 } }),
        {
            code: "limits/rate-without-auth",
            path: "routing.limits.rate.perCaller",
            allowed: "where every cell asks its callers who they are",
            remedy: "set routing.auth, or limit the rate of the cell",
        },
    ],
    [
        "memory for fewer than four bodies",
        onAws({ "routing.limits": { memoryMiB: 128, bodyKiB: 65_536 } }),
        {
            code: "limits/memory-below-bodies",
            path: "routing.limits.memoryMiB",
            value: 128,
            allowed: "256 or more: 4 bodies of 65536 KiB",
            remedy: "raise memoryMiB, or lower bodyKiB",
        },
    ],
];
