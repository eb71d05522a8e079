import assert from "node:assert/strict";

import { entrancesOf } from "../../../../components/gate/listener/entrances";
import { commonHealthPaths } from "../../../../components/gate/health/health";
import { plan } from "../../../../components/plan/plan";
import { planAuth } from "../../../../components/plan/serving/auth";
import { parsed } from "../../plan/screening";

describe("the entrances of a region behind a balancer", () => {
    const serving = plan(parsed()).cells[0]!.servings[0]!;
    const issuer = { issuer: "https://login.example", audience: ["screening"] };
    const checks = (auth: Parameters<typeof planAuth>[0]) =>
        entrancesOf({ ...serving, auth: planAuth(auth) }, true).map(({ token }) => token);

    it("are health and callers by the cell's host, and the cell's gates by the region's own", () => {
        assert.deepEqual(
            entrancesOf(serving, true).map(({ host, name, paths }) => [name, host, paths]),
            [
                ["health", serving.cell.host, commonHealthPaths],
                ["callers", serving.cell.host, undefined],
                ["gates", serving.host, undefined],
            ],
        );
    });

    it("check callers' tokens, where a public authority vouches for what gives the keys", () => {
        const jwksUri = "https://login.example/keys";
        assert.deepEqual(checks({ jwt: { ...issuer, jwksUri } }), [
            undefined,
            { issuer: issuer.issuer, keysUri: jwksUri },
            undefined,
        ]);
    });

    it("leave tokens to the gate unless the balancer is to check them", () => {
        const auth = planAuth({ jwt: { ...issuer, jwksUri: "https://login.example/keys" } });
        assert.ok(entrancesOf({ ...serving, auth }, false).every(({ token }) => token === undefined));
    });

    it("leave it to the gate where keys are given, nothing is checked, or another authority vouches", () => {
        const nothing = [undefined, undefined, undefined];
        assert.deepEqual(checks({}), nothing);
        assert.deepEqual(
            checks({ jwt: { issuer: issuer.issuer, audience: ["screening"], jwks: { keys: [] } } }),
            nothing,
        );
        const jwksAuthorities = "-----BEGIN CERTIFICATE-----";
        const jwksUri = "https://login.example/keys";
        assert.deepEqual(checks({ jwt: { ...issuer, jwksUri, jwksAuthorities } }), nothing);
    });
});
