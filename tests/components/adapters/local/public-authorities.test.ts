import assert from "node:assert/strict";

import {
    publicAuthorities,
    publicAuthorityFaults,
    regionAuthorityFaults,
} from "../../../../components/adapters/local/public-authorities";
import { parseConfig } from "../../../../components/plan/plan";
import { planAuth } from "../../../../components/plan/serving/auth";
import { someAuthority } from "../../../support/arbitraries";
import { screening } from "../../plan/screening";

const jwt = { issuer: "https://id.example.com", audience: "screening", jwksUri: "https://id.example.com/keys" };
const nowhere = () => false;

describe("the public authorities of this machine", () => {
    it("are in the first file that it has", () => {
        assert.equal(
            publicAuthorities(file => file.startsWith("/etc/pki/")),
            "/etc/pki/tls/certs/ca-bundle.crt",
        );
        assert.equal(publicAuthorities(nowhere), undefined);
    });

    const faultsOf = (auth: object, exists: (file: string) => boolean, ofCell?: object) => {
        const config = screening();
        const cells = config.cells.map(cell => ({ ...cell, ...(ofCell && { auth: ofCell }) }));
        const written = parseConfig({ ...config, cells, routing: { auth } });
        return publicAuthorityFaults(written, exists).map(({ code, path }) => [code, path]);
    };

    it("are required where gates fetch keys from a host whose certificate they can not check", () => {
        assert.deepEqual(faultsOf({ jwt }, nowhere), [
            ["auth/no-public-authorities", "routing.auth.jwt.jwksAuthorities"],
        ]);
        assert.deepEqual(faultsOf({}, nowhere, { jwt })[0], [
            "auth/no-public-authorities",
            "cells[0].auth.jwt.jwksAuthorities",
        ]);
        assert.deepEqual(
            regionAuthorityFaults(planAuth({ jwt: { ...jwt, audience: ["screening"] } }), nowhere).map(
                ({ problem }) => /certificate of (\S+)/.exec(problem)?.[1],
            ),
            ["id.example.com"],
        );
    });

    it("are not needed where the config names some, or nothing is fetched", () => {
        assert.deepEqual(faultsOf({ jwt: { ...jwt, jwksAuthorities: someAuthority } }, nowhere), []);
        assert.deepEqual(faultsOf({}, nowhere), []);
        assert.deepEqual(
            faultsOf({ jwt }, () => true),
            [],
        );
        assert.deepEqual(regionAuthorityFaults(planAuth(), nowhere), []);
    });
});
