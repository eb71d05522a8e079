import { someAuthority, someKey } from "../../../support/arbitraries";
import { pinnedImage } from "../../../support/images";
import { type Changes, type Refused, on, onAws } from "../sketches";

const jwt = { issuer: "https://issuer.example", audience: "screening", jwks: { keys: [someKey] } };

/** Without protected data, whose callers would have to authenticate. */
const unprotected = {
    "routing.auth": undefined,
    "cells[0].dataClasses": ["internal"],
    "cells[1].dataClasses": ["internal"],
};

const published = {
    jwt: { issuer: "https://issuer.example", audience: "screening", jwksUri: "https://issuer.example/keys" },
};
const image = pinnedImage();

/** Whose balancers check tokens, by keys that the issuer publishes. */
const checkedByBalancers = (changes: Changes) =>
    onAws({
        aws: { images: { gate: image, server: image, fetch: image }, tokensAtBalancer: true },
        "cells[0].auth": published,
        "cells[1].auth": published,
        ...changes,
    });

/** Each fault of callers and limits, alone in a config that has no other. */
export const callers: Refused[] = [
    [
        "claims where no cell asks for a token",
        onAws({ ...unprotected, "models[0].requires.claims": { role: ["nurse"] } }),
        {
            code: "auth/claims-without-jwt",
            path: "models[0].requires",
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
        },
    ],
    [
        "protected data behind public fronts without authentication",
        onAws({ "routing.auth": undefined }),
        { code: "auth/open-front", path: "routing.auth" },
    ],
    [
        "protected data behind a public front of a cell that turns authentication off",
        onAws({ "cells[1].auth": {} }),
        { code: "auth/open-front", path: "cells[1].auth" },
    ],
    [
        "tokens that balancers are to check by keys of the config",
        checkedByBalancers({ "cells[0].auth": { jwt } }),
        { code: "auth/balancer-tokens", path: "aws.tokensAtBalancer", value: true },
    ],
    [
        "an issuer that is too long for balancers",
        checkedByBalancers({ "cells[0].auth.jwt.issuer": `https://${"issuer.".repeat(36)}example` }),
        { code: "auth/balancer-tokens", path: "cells[0].auth.jwt.issuer", value: 267 },
    ],
    [
        "an issuer without keys",
        onAws({ "routing.auth.jwt": { ...jwt, jwks: undefined } }),
        {
            code: "auth/keys",
            path: "routing.auth.jwt",
            value: "neither",
        },
    ],
    [
        "a private key among an issuer's public ones",
        onAws({ "routing.auth.jwt": { ...jwt, jwks: { keys: [{ ...someKey, d: "hunter2" }] } } }),
        {
            code: "auth/private-key",
            path: "routing.auth.jwt.jwks.keys[0].d",
        },
    ],
    [
        "authorities that are no certificates",
        on("local", { "routing.auth.certificates.authorities": "ours" }),
        {
            code: "auth/authorities",
            path: "routing.auth.certificates.authorities",
        },
    ],
    [
        "certificates where TLS of callers ends before the gate",
        on("aws", { "routing.auth.certificates.authorities": someAuthority }),
        {
            code: "capability/client-certificates",
            path: "routing.auth.certificates",
        },
    ],
    [
        "a rate for each caller without authentication",
        onAws({ ...unprotected, "routing.limits.rate.perCaller": { perSecond: 10 } }),
        {
            code: "limits/rate-without-auth",
            path: "routing.limits.rate.perCaller",
        },
    ],
    [
        "memory for fewer than four bodies",
        onAws({ "routing.limits": { memoryMiB: 128, bodyKiB: 65_536 } }),
        {
            code: "limits/memory-below-bodies",
            path: "routing.limits.memoryMiB",
            value: 128,
        },
    ],
];
