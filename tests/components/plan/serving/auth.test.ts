import assert from "node:assert/strict";

import {
    type AuthConfig,
    authFaults,
    type AuthInput,
    authSchema,
    claimFaults,
    planAuth,
} from "../../../../components/plan/serving/auth";
import { parse } from "../../../../components/plan/config/parse";
import { ConfigFaults } from "../../../../components/plan/faults";
import { someAuthority, someKey } from "../../../support/arbitraries";
import { authority } from "../../../support/certificates";
import { faultsOf, pinned, type Pinned } from "../faults-of";

const inline = { issuer: "https://issuer.example", audience: "meridian", jwks: { keys: [someKey] } };
const published = { issuer: "issuer", audience: ["meridian", "other"], jwksUri: "https://keys.example/jwks" };
const at = "routing.auth";
const parsed = (auth: unknown): AuthConfig => parse(authSchema, auth, at);

describe("how callers prove who they are", () => {
    const planned = (auth: AuthInput) => planAuth(parsed(auth));

    it("is nothing where nothing is said", () => {
        assert.deepEqual(planAuth(), {});
        assert.deepEqual(planned({}), {});
    });

    it("is a token by keys of the config, for one audience or several", () => {
        const keys = { kind: "inline", jwks: JSON.stringify({ keys: [someKey] }) };
        assert.deepEqual(planned({ jwt: inline }), {
            jwt: { issuer: "https://issuer.example", audiences: ["meridian"], keys },
        });
        assert.deepEqual(planned({ jwt: { ...inline, audience: ["b", "a"] } }).jwt?.audiences, ["b", "a"]);
    });

    it("is a token by published keys, fetched again after five minutes unless something else is said", () => {
        assert.deepEqual(planned({ jwt: published }), {
            jwt: {
                issuer: "issuer",
                audiences: ["meridian", "other"],
                keys: { kind: "uri", uri: "https://keys.example/jwks", cacheSeconds: 300 },
            },
        });
        const jwt = { ...published, jwksCacheSeconds: 10, jwksAuthorities: someAuthority };
        assert.deepEqual(planned({ jwt }).jwt?.keys, {
            kind: "uri",
            uri: "https://keys.example/jwks",
            cacheSeconds: 10,
            authorities: someAuthority,
        });
    });

    it("is a certificate of the authorities that are named, alone or with a token", () => {
        const certificates = { authorities: someAuthority };
        assert.deepEqual(planned({ certificates }), { certificates });
        assert.deepEqual(Object.keys(planned({ jwt: inline, certificates })), ["jwt", "certificates"]);
    });
});

describe("the form of auth is refused", () => {
    const corrected = { code: "config/value" } as const;
    const chosen = { code: "config/value" } as const;
    const cases: [title: string, auth: unknown, fault: Pinned][] = [
        [
            "when a key is a secret that both sides share",
            { jwt: { ...inline, jwks: { keys: [{ kty: "oct", k: "hunter2" }] } } },
            { ...chosen, path: `${at}.jwt.jwks.keys[0].kty`, value: "oct" },
        ],
        [
            "when there are no keys",
            { jwt: { ...inline, jwks: { keys: [] } } },
            { ...corrected, path: `${at}.jwt.jwks.keys`, value: "a list" },
        ],
        [
            "when there is no audience",
            { jwt: { ...inline, audience: [] } },
            { ...corrected, path: `${at}.jwt.audience`, value: "a list" },
        ],
        [
            "when the issuer has no name",
            { jwt: { ...inline, issuer: "" } },
            { ...corrected, path: `${at}.jwt.issuer`, value: "" },
        ],
        [
            "when published keys would be kept for less than ten seconds",
            { jwt: { ...published, jwksCacheSeconds: 9 } },
            { ...corrected, path: `${at}.jwt.jwksCacheSeconds`, value: 9 },
        ],
        [
            "when it asks for something that there is not",
            { password: "hunter2" },
            {
                code: "config/unknown-key",
                path: `${at}.password`,
            },
        ],
    ];
    for (const [title, auth, fault] of cases) {
        it(title, () => {
            assert.deepEqual(
                faultsOf(() => parsed(auth)),
                [fault],
            );
        });
    }

    it("when published keys are not at an HTTPS address of a host and path alone", () => {
        for (const jwksUri of [
            "http://keys.example/jwks",
            "keys.example/jwks",
            "https://",
            "https://keys.example/jwks?a=1",
            "https://keys.example/jwks#a",
            "https://keys.example/a b",
            "https://me@keys.example/jwks",
            "https://keys.example:/jwks",
            "https://keys.example:0/jwks",
            "https://keys.example:65536/jwks",
            "https://10.0.0.256/jwks",
        ]) {
            assert.deepEqual(
                faultsOf(() => parsed({ jwt: { ...published, jwksUri } })),
                [
                    {
                        ...corrected,
                        path: `${at}.jwt.jwksUri`,
                        value: jwksUri,
                    },
                ],
            );
        }
    });
});

describe("auth is refused", () => {
    const { jwks: _, ...keyless } = inline;
    const cases: [title: string, auth: AuthInput, fault: Pinned][] = [
        [
            "when it does not say where the issuer's keys are",
            { jwt: keyless },
            {
                code: "auth/keys",
                path: `${at}.jwt`,
                value: "neither",
            },
        ],
        [
            "when it says so twice",
            { jwt: { ...inline, jwksUri: published.jwksUri } },
            {
                code: "auth/keys",
                path: `${at}.jwt`,
                value: "both",
            },
        ],
        [
            "when it says how long to keep keys that are not fetched",
            { jwt: { ...inline, jwksCacheSeconds: 60 } },
            {
                code: "auth/keys",
                path: `${at}.jwt.jwksCacheSeconds`,
            },
        ],
        [
            "when it names trusted authorities for keys that are not fetched",
            { jwt: { ...inline, jwksAuthorities: someAuthority } },
            {
                code: "auth/keys",
                path: `${at}.jwt.jwksAuthorities`,
            },
        ],
        [
            "when the trusted text for the keys is no authority",
            { jwt: { ...published, jwksAuthorities: "public" } },
            {
                code: "auth/authorities",
                path: `${at}.jwt.jwksAuthorities`,
            },
        ],
        [
            "when the trusted text for callers' certificates is no authority",
            { certificates: { authorities: "" } },
            {
                code: "auth/authorities",
                path: `${at}.certificates.authorities`,
            },
        ],
    ];
    for (const [title, auth, fault] of cases) {
        it(title, () => {
            assert.deepEqual(pinned(authFaults(parsed(auth), at)), [fault]);
        });
    }

    for (const member of ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) {
        it(`when a key has the member ${member}, which its owner alone may know`, () => {
            const jwks = { keys: [someKey, { ...someKey, [member]: "hunter2" }] };
            assert.deepEqual(pinned(authFaults(parsed({ jwt: { ...inline, jwks } }), at)), [
                {
                    code: "auth/private-key",
                    path: `${at}.jwt.jwks.keys[1].${member}`,
                },
            ]);
        });
    }

    it("once for a private key, however many of its members are there", () => {
        const jwks = { keys: [{ kty: "RSA" as const, n: "n", e: "AQAB", d: "d", p: "p", q: "q" }] };
        assert.deepEqual(
            authFaults(parsed({ jwt: { ...inline, jwks } }), at).map(({ path }) => path),
            [`${at}.jwt.jwks.keys[0].d`],
        );
    });

    it("for everything at once", () => {
        const jwks = { keys: [{ ...someKey, d: "hunter2" }] };
        const auth = { jwt: { ...published, jwks, jwksAuthorities: "public" }, certificates: { authorities: "ours" } };
        assert.deepEqual(
            authFaults(parsed(auth), at).map(({ code, path }) => [code, path]),
            [
                ["auth/keys", `${at}.jwt`],
                ["auth/private-key", `${at}.jwt.jwks.keys[0].d`],
                ["auth/authorities", `${at}.jwt.jwksAuthorities`],
                ["auth/authorities", `${at}.certificates.authorities`],
            ],
        );
    });

    it("and no secret that it holds is shown, be it the private part of a key or a key in PEM", async () => {
        const { key } = await (await authority("callers")).issue();
        const jwks = { keys: [{ ...someKey, d: "hunter2", k: "hunter3" }] };
        const auth = {
            jwt: { ...inline, jwks, jwksAuthorities: key },
            certificates: { authorities: someAuthority + key },
        };
        const faults = authFaults(parsed(auth), at);
        assert.equal(faults.length, 4);
        const [, secret] = key.split("\n");
        assert.ok(secret!.length > 50);
        const said = new ConfigFaults(faults).message + JSON.stringify(faults);
        assert.deepEqual(
            ["hunter2", "hunter3", secret!].filter(hidden => said.includes(hidden)),
            [],
        );
    });

    it("not when it asks for nothing, or rightly for either proof", () => {
        assert.deepEqual(authFaults(undefined, at), []);
        assert.deepEqual(authFaults(parsed({}), at), []);
        const certificates = { authorities: someAuthority };
        assert.deepEqual(authFaults(parsed({ jwt: inline, certificates }), at), []);
        const trusting = { ...published, jwksCacheSeconds: 60, jwksAuthorities: someAuthority };
        assert.deepEqual(authFaults(parsed({ jwt: trusting }), at), []);
    });
});

describe("a demand for claims", () => {
    const token = planAuth(parsed({ jwt: inline }));
    const certificate = planAuth(parsed({ certificates: { authorities: someAuthority } }));
    const claims = { role: ["nurse"] };

    it("is taken where every cell asks for a token", () => {
        assert.deepEqual(claimFaults({ claims }, [token, token], "models[0].requires"), []);
    });

    it("is refused where one cell asks for none", () => {
        for (const other of [{}, certificate]) {
            assert.deepEqual(pinned(claimFaults({ claims }, [token, other], "models[0].requires")), [
                {
                    code: "auth/claims-without-jwt",
                    path: "models[0].requires",
                },
            ]);
        }
    });

    it("is nothing to refuse where there is none", () => {
        assert.deepEqual(claimFaults(undefined, [{}, certificate], "models[0].requires"), []);
    });
});
