import assert from "node:assert/strict";

import { balancerTokenFaults } from "../../../../components/plan/clouds/balancer-token-faults";

describe("tokens that balancers of AWS are to check", () => {
    type Config = Parameters<typeof balancerTokenFaults>[0];
    const published = { issuer: "https://issuer.example", audience: ["a"], jwksUri: "https://issuer.example/keys" };
    const configOf = (change: object) =>
        ({
            aws: { tokensAtBalancer: true },
            routing: { auth: { jwt: published } },
            cells: [{ name: "eu", regions: ["aws:eu-west-1"] }],
            ...change,
        }) as unknown as Config;
    const pathsOf = (change: object) => balancerTokenFaults(configOf(change)).map(({ path }) => path);

    it("are accepted where the issuer of all cells, or of the cell, publishes its keys", () => {
        assert.deepEqual(pathsOf({}), []);
        const own = [{ name: "eu", regions: ["aws:eu-west-1"], auth: { jwt: published } }];
        assert.deepEqual(pathsOf({ routing: { auth: {} }, cells: own }), []);
    });

    it("are refused where there are none, or the keys need custom authorities", () => {
        assert.deepEqual(pathsOf({ routing: { auth: {} } }), ["aws.tokensAtBalancer"]);
        const jwt = { ...published, jwksAuthorities: "-----BEGIN CERTIFICATE-----" };
        assert.deepEqual(pathsOf({ routing: { auth: { jwt } } }), ["aws.tokensAtBalancer"]);
    });

    it("are of no interest in cells without a region on AWS, and where gates alone check them", () => {
        assert.deepEqual(pathsOf({ routing: { auth: {} }, cells: [{ name: "eu", regions: ["local:eu-west"] }] }), []);
        assert.deepEqual(pathsOf({ routing: { auth: {} }, aws: { tokensAtBalancer: false } }), []);
        assert.deepEqual(pathsOf({ routing: { auth: {} }, aws: undefined }), []);
    });

    it("have names of 256 characters at most", () => {
        const named = (length: number) => `https://${"a".repeat(length - 8)}`;
        const withIssuer = (length: number) => ({
            routing: { auth: { jwt: { ...published, issuer: named(length) } } },
        });
        assert.deepEqual(pathsOf(withIssuer(256)), []);
        assert.deepEqual(pathsOf(withIssuer(257)), ["routing.auth.jwt.issuer"]);
    });
});
