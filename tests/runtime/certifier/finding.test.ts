import assert from "node:assert/strict";

import { issue, type Issued, makeAuthority, makeIntermediate } from "../../../runtime/certifier/certificates";
import { findingOf, secretWith } from "../../../runtime/certifier/finding";
import type { Secret } from "../../../runtime/certifier/kubernetes/objects";
import { type Signer, signerOf } from "../../../runtime/certifier/signer";

const cell = "eu.screening.example";
const names = [`servers.fra.${cell}`, `fra.${cell}`];
const place = { name: "servers-tls", namespace: "screening-eu" };
const wanted = { secret: place.name, names };
const hour = 3_600_000;
const day = 24 * hour;

describe("what a certifier finds of a Secret", () => {
    let root: Issued;
    let signer: Signer;
    let issued: Issued;
    let secret: Secret;
    let begun: number;

    before(async () => {
        root = await makeAuthority("meridian cell eu", cell, { pathLength: 1 });
        signer = signerOf(await makeIntermediate(root, "meridian region fra", `fra.${cell}`), root.certificate);
        // Ends of certificates have no fractions of a second.
        begun = Date.now();
        issued = await issue(signer.intermediate, names, 1);
        secret = secretWith(issued, signer, place);
    });

    const found = (of: Secret | undefined, after = 0, more: { validMs?: number; signer?: Signer } = {}) =>
        findingOf(of, wanted, { signer, validMs: day, now: begun + after, ...more });
    const why = (of: Secret | undefined, after?: number, more?: { validMs?: number; signer?: Signer }) => {
        const finding = found(of, after, more);
        return finding.kind === "issue" ? finding.why : finding.kind;
    };
    const withData = (data: Readonly<Record<string, string>>): Secret => ({
        ...secret,
        data: { ...secret.data, ...data },
    });
    const base64 = (text: string) => Buffer.from(text).toString("base64");

    it("a certificate is good while more than half of its validity is left", () => {
        assert.equal(found(secret).kind, "good");
        assert.equal(found(secret, 12 * hour - 2_000).kind, "good");
        assert.equal(why(secret, 12 * hour + 2_000), "half of its validity is over");
    });

    it("a certificate that is to be renewed has an end, and one that is missing has none", () => {
        const finding = found(secret, 13 * hour);
        assert.ok(finding.kind === "issue" && Math.abs(finding.ends! - begun - day) < 2_000);
        assert.deepEqual(found(undefined), { kind: "issue", why: "there is no Secret" });
    });

    it("a certificate that ends with its authority is good until then: no other could last longer", () => {
        const ends = Date.parse(new Date(begun + day).toUTCString());
        const soon = { ...signer, ends };
        assert.equal(why(secret, 23 * hour, { signer: { ...signer, ends: ends - 2_000 } }), "good");
        assert.equal(why(secret, day + 2_000, { signer: { ...soon, ends: ends - 2_000 } }), "it has ended");
        assert.equal(why(secret, 23 * hour), "half of its validity is over");
    });

    it("a certificate for other names, by another authority, or with another key, root or chain is issued again", async () => {
        const more = await issue(signer.intermediate, [...names, `more.fra.${cell}`], 1);
        const other = await makeIntermediate(root, "meridian region fra", `fra.${cell}`);
        const another = await makeAuthority("meridian cell eu", cell, { pathLength: 1 });
        const [leaf] = /^[^]*?-----END CERTIFICATE-----\n/.exec(issued.certificate)!;
        const chained = (...more: readonly Issued[]) =>
            withData({ "tls.crt": base64([leaf, ...more.map(({ certificate }) => certificate)].join("\n")) });
        assert.equal(why(chained(signer.intermediate)), "good");
        assert.deepEqual(
            [
                why(secretWith(more, signer, place)),
                why(secret, 0, { signer: signerOf(other, root.certificate) }),
                why(withData({ "tls.key": base64(more.key) })),
                why(withData({ "ca.crt": base64(another.certificate) })),
                why(chained()),
                why(chained(other)),
                why(chained(signer.intermediate, root)),
            ],
            [
                "its names are others",
                "another authority has issued it",
                "its key is another's",
                "its root is another",
                "its intermediate is missing",
                "its intermediate is missing",
                "its intermediate is missing",
            ],
        );
    });

    it("a Secret gets the next root in addition to the present one", async () => {
        const next = await makeAuthority("meridian cell eu", cell, { pathLength: 1 });
        const both = { ...signer, root: `${root.certificate}\n${next.certificate}` };
        assert.equal(why(secret, 0, { signer: both }), "its root is another");
        assert.equal(why(secretWith(issued, both, place), 0, { signer: both }), "good");
    });

    for (const [what, data] of [
        ["is empty", { "tls.crt": "", "tls.key": "", "ca.crt": "" }],
        ["is no certificate", { "tls.crt": base64("-----BEGIN CERTIFICATE-----\n") }],
        ["is no base64", { "tls.crt": "%%%" }],
    ] as const) {
        it(`a value that ${what} is replaced`, () => {
            assert.deepEqual(found(withData(data)), { kind: "issue", why: "it contains no certificate" });
        });
    }

    it("a Secret without the certifier's label, or of another type, is not the certifier's", () => {
        const { labels: _, ...metadata } = secret.metadata;
        const refused = (reason: string) => ({
            kind: "refused",
            why: `the Secret exists and is not the certifier's: ${reason}`,
            remedy: "remove the Secret, or list another name; it is not overwritten",
        });
        const label = "it has no label app.kubernetes.io/managed-by: meridian-certifier";
        assert.deepEqual(found({ ...secret, metadata }), refused(label));
        assert.deepEqual(found({ ...secret, type: "Opaque" }), refused("its type is Opaque, not kubernetes.io/tls"));
    });

    it("names that the region's authority may not certify are refused, since peers would refuse the chain", () => {
        const names = [`par.${cell}`, `fra.${cell}`, `notfra.${cell}`];
        assert.deepEqual(findingOf(undefined, { ...wanted, names }, { signer, validMs: day, now: begun }), {
            kind: "refused",
            why: `the region's authority may not certify par.${cell}, notfra.${cell}, but names of fra.${cell} only`,
            remedy: "list names of these hosts, or create an authority for others",
        });
    });

    it("a renewed Secret has its other values, labels and version", () => {
        const before: Secret = {
            ...withData({ more: "eA==" }),
            metadata: { ...secret.metadata, resourceVersion: "7", labels: { ...secret.metadata.labels, team: "risk" } },
        };
        const renewed = secretWith(issued, signer, place, before);
        assert.deepEqual(renewed, before);
    });
});
