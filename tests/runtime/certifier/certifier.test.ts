import assert from "node:assert/strict";

import type { CertifiedSecret } from "../../../components/plan/serving/certifier";
import { Certifier } from "../../../runtime/certifier/certifier";
import {
    fingerprint,
    isGood,
    type Issued,
    makeAuthority,
    makeIntermediate,
} from "../../../runtime/certifier/certificates";
import type { ApiServer } from "../../../runtime/certifier/kubernetes/api-server";
import type { Secret } from "../../../runtime/certifier/kubernetes/objects";
import { Reports } from "../../../runtime/certifier/reports";
import { type Signer, signerOf } from "../../../runtime/certifier/signer";
import { until } from "../../support/until";
import { FakeApiServer } from "./api-server";
import { RecordedLog } from "./recorded-log";

const cell = "eu.screening.example";
const namespace = "screening-eu";
const path = (name: string) => `/api/v1/namespaces/${namespace}/secrets/${name}`;
const gate = { secret: "gate-tls", names: [cell, `fra.${cell}`] };
const servers = { secret: "servers-tls", names: [`servers.fra.${cell}`] };
const hour = 3_600_000;

describe("a certifier", () => {
    let fake: FakeApiServer;
    let client: ApiServer;
    let root: Issued;
    let intermediate: Issued;
    let log: RecordedLog;
    let reports: Reports;
    let files: { secrets: readonly CertifiedSecret[]; signer: Signer };
    let leadership: { isHolder: boolean };
    let later: number;
    let certifier: Certifier;

    before(async () => {
        root = await makeAuthority("meridian cell eu", cell, { pathLength: 1 });
        intermediate = await makeIntermediate(root, "meridian region fra", cell);
    });
    beforeEach(async () => {
        fake = await FakeApiServer.listen();
        client = fake.client();
        log = new RecordedLog();
        reports = new Reports(log);
        files = { secrets: [gate, servers], signer: signerOf(intermediate, root.certificate) };
        leadership = { isHolder: true };
        later = 0;
        const clocks = { steady: () => later, shared: () => Date.now() + later };
        const secrets = client.objects<Secret>("secrets", namespace);
        const args = { namespace, validMs: 24 * hour, files, leadership };
        certifier = new Certifier(args, secrets, reports, log, clocks);
    });
    afterEach(() => {
        client.close();
        fake.close();
    });

    const secretOf = (name: string) => fake.objects.get(path(name)) as Secret;
    const fileOf = (name: string, file: string) => Buffer.from(secretOf(name).data![file]!, "base64").toString();
    const fingerprintOf = (name: string) => fingerprint(fileOf(name, "tls.crt"));
    const isGoodNow = () => certifier.round?.isGood;
    const writes = () => fake.requests.filter(request => !request.startsWith("GET"));

    it("creates each listed Secret with a certificate for its names, and then leaves it as it is", async () => {
        await certifier.look();
        for (const { secret, names } of files.secrets) {
            assert.ok(isGood(fileOf(secret, "tls.crt"), intermediate.certificate, names, 0.99), secret);
            assert.equal(fileOf(secret, "ca.crt"), root.certificate);
            const { type, metadata } = secretOf(secret);
            assert.equal(type, "kubernetes.io/tls");
            assert.deepEqual(metadata.labels, { "app.kubernetes.io/managed-by": "meridian-certifier" });
        }
        later = 11 * hour;
        await certifier.look();
        assert.deepEqual(writes(), [`POST ${path("").slice(0, -1)}`, `POST ${path("").slice(0, -1)}`]);
        assert.equal(certifier.issued, 2);
        assert.equal(isGoodNow(), true);
        assert.deepEqual(log.events("info"), ["certificate issued", "certificate issued"]);
    });

    it("renews a certificate at half of its validity, in the same Secret", async () => {
        await certifier.look();
        const before = fingerprintOf("gate-tls");
        later = 13 * hour;
        await certifier.look();
        assert.notEqual(fingerprintOf("gate-tls"), before);
        assert.ok(writes().includes(`PUT ${path("gate-tls")}`));
        assert.match(JSON.stringify(log.lines.at(-1)?.fields), /half of its validity is over/);
    });

    it("does nothing as a follower, and reports no result", async () => {
        leadership.isHolder = false;
        await certifier.look();
        assert.deepEqual([fake.requests, certifier.round], [[], undefined]);
    });

    it("issues for other names, another authority and a Secret that was removed", async () => {
        await certifier.look();
        const before = fingerprintOf("servers-tls");
        files.secrets = [{ ...gate, names: [...gate.names, `more.${cell}`] }, servers];
        await certifier.look();
        assert.match(JSON.stringify(log.lines.at(-1)?.fields), /its names are others/);
        assert.equal(fingerprintOf("servers-tls"), before);
        fake.objects.delete(path("servers-tls"));
        await certifier.look();
        assert.notEqual(fingerprintOf("servers-tls"), before);
        files.signer = signerOf(await makeIntermediate(root, "meridian region fra", cell), root.certificate);
        await certifier.look();
        assert.ok(
            isGood(fileOf("gate-tls", "tls.crt"), files.signer.intermediate.certificate, files.secrets[0]!.names, 0),
        );
        assert.equal(certifier.issued, 6);
    });

    it("leaves a Secret of another owner, logs that once, and issues the others", async () => {
        const foreign = { ...foreignSecret(), data: { "tls.crt": "" } };
        fake.put(path("gate-tls"), foreign);
        await certifier.look();
        await certifier.look();
        assert.deepEqual(secretOf("gate-tls").data, foreign.data);
        assert.ok(fake.objects.has(path("servers-tls")));
        assert.deepEqual(
            log.lines.filter(({ level }) => level === "error"),
            [
                {
                    level: "error",
                    event: "certificate not issued",
                    fields: {
                        name: "gate-tls",
                        reason: "the Secret exists and is not the certifier's: it has no label app.kubernetes.io/managed-by: meridian-certifier",
                        remedy: "remove the Secret, or list another name; it is not overwritten",
                    },
                },
            ],
        );
        assert.equal(isGoodNow(), false);
        fake.objects.delete(path("gate-tls"));
        await certifier.look();
        assert.equal(isGoodNow(), true);
        assert.deepEqual(log.events("info").slice(-2), ["certificate issued", "certificate good again"]);
    });

    it("reports a failure with its remedy, is then not good, and knows when the certificate ends that it could not renew", async () => {
        await certifier.look();
        const { ends } = certifier.round!;
        later = 13 * hour;
        const forbidden = { status: 403, message: 'secrets "gate-tls" is forbidden' };
        fake.failures.push(forbidden);
        await certifier.look();
        const { isGood, ends: still } = certifier.round!;
        assert.deepEqual([isGood, still], [false, ends]);
        assert.deepEqual(log.lines.find(({ level }) => level === "error")?.fields, {
            name: "gate-tls",
            reason: `403: ${forbidden.message}`,
            remedy: "give the ServiceAccount the rules of the certifier's Role: run `pulumi up`",
        });
    });

    it("looks again after a share of the validity, where all is good", async () => {
        const secrets = client.objects<Secret>("secrets", namespace);
        // 16 times in its validity.
        const everyMs = 250;
        const brief = new Certifier({ namespace, validMs: 16 * everyMs, files, leadership }, secrets, reports, log);
        const begun = performance.now();
        brief.lookNow();
        const reads = () => fake.requests.filter(request => request.startsWith("GET")).length;
        try {
            await until("it has looked four times", () => reads() >= 4 * files.secrets.length);
            // Neither at once nor as late as after a failure.
            assert.ok(performance.now() - begun >= 3 * everyMs - 20);
        } finally {
            await brief.stop();
        }
    });

    it("knows when the first of several certificates ends", async () => {
        // It is not issued, and so ends now; the other one is.
        fake.failures.push({ status: 403, message: "forbidden" });
        await certifier.look();
        assert.equal(fake.objects.size, 1);
        assert.ok(Math.abs(certifier.round!.ends - Date.now()) < 60_000);
    });

    it("counts a certificate that is missing as one that ends now", async () => {
        fake.failures.push({ status: 500, message: "down" });
        await certifier.look();
        assert.ok(Math.abs(certifier.round!.ends - Date.now()) < 60_000);
    });

    it("overwrites no Secret that changes while it issues, and no error is reported", async () => {
        await certifier.look();
        later = 13 * hour;
        const secrets = client.objects<Secret>("secrets", namespace);
        const racing = {
            ...secrets,
            get: async (name: string) => {
                const found = await secrets.get(name);
                const changed: Secret = { ...secretOf(name), data: { another: "" } };
                fake.put(path(name), changed);
                return found;
            },
        };
        const args = { namespace, validMs: 24 * hour, files, leadership };
        const clocks = { steady: () => later, shared: () => Date.now() + later };
        const late = new Certifier(args, racing, reports, log, clocks);
        await late.look();
        assert.deepEqual(secretOf("gate-tls").data, { another: "" });
        assert.deepEqual([log.events("error"), late.issued, late.round?.isGood], [[], 0, false]);
    });

    it("writes nothing once it has lost the lease on the way", async () => {
        const secrets = client.objects<Secret>("secrets", namespace);
        const losing = {
            ...secrets,
            get: async (name: string) => {
                leadership.isHolder = false;
                return secrets.get(name);
            },
        };
        await new Certifier({ namespace, validMs: 24 * hour, files, leadership }, losing, reports, log).look();
        assert.deepEqual(writes(), []);
    });

    it("reports an authority that ends before a certificate of full validity would", async () => {
        files.signer = { ...files.signer, ends: Date.now() + 23 * hour };
        await certifier.look();
        const errors = log.lines.filter(({ level }) => level === "error");
        assert.deepEqual(
            errors.map(({ event }) => event),
            ["authority ends"],
        );
        assert.match(JSON.stringify(errors), /`pulumi up --replace <urn>`/);
    });

    it("reports no result a minute after its last look", async () => {
        await certifier.look();
        later = 59_000;
        assert.equal(isGoodNow(), true);
        later = 60_000;
        assert.equal(isGoodNow(), undefined);
    });
});

const foreignSecret = (): Secret => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "gate-tls", namespace },
    type: "kubernetes.io/tls",
});
