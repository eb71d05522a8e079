import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { authority } from "../../../../../components/adapters/local/provider/authority";
import { certificate, type CertificateInputs } from "../../../../../components/adapters/local/provider/certificate";
import { fingerprint, issue, type Issued } from "../../../../../runtime/certifier/certificates";
import { emptyRoot } from "./root";

describe("a certificate of a local stack", () => {
    const root = emptyRoot();
    const cell = () => ({ root: root.path, cell: "eu", host: "eu.screening.localhost", directory: "authority" });
    const names = ["eu.screening.localhost", "eu-west.eu.screening.localhost"];
    const file = (name: string) => path.join(root.path, name);
    const text = (name: string) => readFileSync(file(name), "utf8");
    const signer = (): Issued => ({
        certificate: text("authority/authority.crt"),
        key: text("authority/authority.key"),
    });
    let inputs: CertificateInputs;
    beforeEach(async () => {
        const { fingerprint } = await authority.apply(cell());
        inputs = {
            root: root.path,
            names,
            directory: "gate-tls",
            authority: "authority",
            authorityFingerprint: fingerprint,
        };
    });

    /** Puts another certificate in the place of the one that was made. */
    function put({ certificate, key }: Issued): void {
        writeFileSync(file("gate-tls/tls.crt"), certificate);
        writeFileSync(file("gate-tls/tls.key"), key);
    }

    it("is for its names only, signed by the cell's authority, and its key is its owner's only", async () => {
        const made = await certificate.apply(inputs);
        const parsed = new X509Certificate(text("gate-tls/tls.crt"));
        assert.equal(parsed.subjectAltName, names.map(name => `DNS:${name}`).join(", "));
        assert.ok(parsed.verify(new X509Certificate(text("authority/authority.crt")).publicKey));
        assert.equal(fingerprint(text("gate-tls/tls.crt")), made.fingerprint);
        for (const key of ["gate-tls/tls.key", "authority/authority.key"]) {
            assert.equal(statSync(file(key)).mode & 0o777, 0o600, key);
        }
    });

    it("stays the same while nothing changes", async () => {
        const made = await certificate.apply(inputs);
        assert.deepEqual(await certificate.inspect({ ...inputs, ...made }), made);
        assert.deepEqual(await certificate.apply(inputs, { ...inputs, ...made }), made);
    });

    it("is as good as gone in the last thirty days of its ninety, and is then renewed", async () => {
        await certificate.apply(inputs);
        put(await issue(signer(), names, 31));
        const early = { fingerprint: fingerprint(text("gate-tls/tls.crt")) };
        assert.deepEqual(await certificate.inspect({ ...inputs, ...early }), early);

        put(await issue(signer(), names, 29));
        const late = { fingerprint: fingerprint(text("gate-tls/tls.crt")) };
        assert.equal(await certificate.inspect({ ...inputs, ...late }), undefined);
        const renewed = await certificate.apply(inputs, { ...inputs, ...late });
        assert.notDeepEqual(renewed, late);
        const days = (Date.parse(new X509Certificate(text("gate-tls/tls.crt")).validTo) - Date.now()) / 86_400_000;
        assert.ok(days > 89 && days <= 90, `${days} days`);
    });

    it("is recreated for other names", async () => {
        const made = await certificate.apply(inputs);
        const other = { ...inputs, names: [...names, "eu-north.eu.screening.localhost"] };
        assert.notDeepEqual(await certificate.apply(other, { ...inputs, ...made }), made);
        assert.match(new X509Certificate(text("gate-tls/tls.crt")).subjectAltName ?? "", /eu-north/);
    });

    it("is for numeric addresses, too, as such and not as names, and stays the same for them", async () => {
        const addressed = { ...inputs, names: ["store.eu.screening.localhost", "127.0.0.1", "::1"] };
        const made = await certificate.apply(addressed);
        const parsed = new X509Certificate(text("gate-tls/tls.crt"));
        assert.equal(
            parsed.subjectAltName,
            "DNS:store.eu.screening.localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
        );
        assert.deepEqual(await certificate.inspect({ ...addressed, ...made }), made);
        for (const names of [["store.eu.screening.localhost", "127.0.0.1", "::2"], addressed.names.slice(0, 2)]) {
            assert.equal(await certificate.inspect({ ...addressed, names, ...made }), undefined);
        }
    });

    it("is recreated when the authority was", async () => {
        const made = await certificate.apply(inputs);
        rmSync(file("authority/authority.key"));
        const { fingerprint: authorityFingerprint } = await authority.apply(cell());
        assert.notEqual(authorityFingerprint, inputs.authorityFingerprint);
        const next = { ...inputs, authorityFingerprint };
        assert.equal(await certificate.inspect({ ...next, ...made }), undefined);
        assert.notDeepEqual(await certificate.apply(next, { ...inputs, ...made }), made);
        assert.equal(text("gate-tls/ca.crt"), text("authority/authority.crt"));
    });

    const damages: readonly (readonly [string, () => void | Promise<void>])[] = [
        [
            "its key is gone",
            () => {
                rmSync(file("gate-tls/tls.key"));
            },
        ],
        [
            "its key is another's",
            async () => {
                writeFileSync(file("gate-tls/tls.key"), (await issue(signer(), names, 90)).key);
            },
        ],
        [
            "its key is no key",
            () => {
                writeFileSync(file("gate-tls/tls.key"), "");
            },
        ],
        [
            "its text is cut off",
            () => {
                writeFileSync(file("gate-tls/tls.crt"), text("gate-tls/tls.crt").slice(0, 100));
            },
        ],
        [
            "the copy of the authority is no certificate",
            () => {
                writeFileSync(file("gate-tls/ca.crt"), "-----BEGIN CERTIFICATE-----\n");
            },
        ],
    ];
    for (const [damage, strike] of damages) {
        it(`is as good as gone, and is recreated, when ${damage}`, async () => {
            const made = await certificate.apply(inputs);
            await strike();
            assert.equal(await certificate.inspect({ ...inputs, ...made }), undefined);
            const again = await certificate.apply(inputs, { ...inputs, ...made });
            assert.deepEqual(await certificate.inspect({ ...inputs, ...again }), again);
            assert.equal(statSync(file("gate-tls/tls.key")).mode & 0o777, 0o600);
        });
    }

    it("fails where the authority is gone, and says how it comes back", async () => {
        await authority.remove({ ...cell(), fingerprint: "" });
        await assert.rejects(certificate.apply(inputs), {
            message: "the authority in authority is gone; run the update again to recreate it",
        });
    });

    it("leaves no file when it is removed, twice too", async () => {
        const made = { ...inputs, ...(await certificate.apply(inputs)) };
        await certificate.remove(made);
        await certificate.remove(made);
        assert.ok(!existsSync(file("gate-tls")));
        await authority.remove({ ...cell(), fingerprint: "" });
        assert.ok(!existsSync(root.path));
    });
});
