import assert from "node:assert/strict";

import { authorityFaults } from "../../../../components/plan/serving/pem";
import { someAuthority } from "../../../support/arbitraries";
import { pinned } from "../faults-of";
import { authority, type Identity } from "../../../support/certificates";

describe("a bundle of authorities' certificates", () => {
    let identity: Identity;
    before(async () => {
        identity = await (await authority("callers")).issue({ name: "lab-3" });
    });
    const faultOf = (pem: string) => pinned(authorityFaults(pem, "authorities"));
    const refusal = (value?: string) => [
        {
            code: "auth/authorities",
            path: "authorities",
            ...(value !== undefined && { value }),
        },
    ];

    it("is taken with one or several, and with any white space between them", () => {
        assert.deepEqual(faultOf(someAuthority), []);
        assert.deepEqual(faultOf(`\n${someAuthority}\r\n\n${identity.ca}  `), []);
    });

    it("is refused without any", () => {
        for (const nothing of ["", "  ", "callers.pem", "-----BEGIN CERTIFICATE-----"]) {
            assert.deepEqual(faultOf(nothing), refusal());
        }
    });

    it("is refused with anything beside", () => {
        assert.deepEqual(faultOf(`# ours\n${someAuthority}`), refusal());
    });

    it("is refused with a private key in it, which is named and not shown", () => {
        for (const pem of [identity.key, someAuthority + identity.key]) {
            assert.deepEqual(faultOf(pem), refusal("a private key"));
        }
    });

    it("is refused with a certificate of no authority, by its subject", () => {
        assert.deepEqual(faultOf(someAuthority + identity.cert), refusal("CN=lab-3"));
    });

    it("is refused with what only looks like a certificate, by its place", () => {
        const broken = someAuthority.replace("MIIB", "AAAA");
        assert.deepEqual(faultOf(someAuthority + broken), refusal("certificate 2"));
    });

    it("is reported for each wrong certificate", () => {
        const broken = someAuthority.replace("MIIB", "AAAA");
        assert.deepEqual(
            faultOf(identity.cert + someAuthority + broken).map(({ value }) => value),
            ["CN=lab-3", "certificate 3"],
        );
    });
});
