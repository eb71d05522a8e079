import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";

import { ApiServer } from "../../../runtime/certifier/kubernetes/api-server";
import { newLease } from "../../../runtime/certifier/kubernetes/lease";
import { ApiError, type Lease, type Objects } from "../../../runtime/certifier/kubernetes/objects";
import { authority } from "../../support/certificates";
import { freePort } from "../../support/free-port";
import { FakeApiServer } from "./api-server";

const namespace = "screening-eu";
const all = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
const lease = newLease({ name: "certifier", namespace }, "a", new Date(0));

describe("a certifier's client of the API server", () => {
    let fake: FakeApiServer;
    let client: ApiServer;
    let leases: Objects<Lease>;

    beforeEach(async () => {
        fake = await FakeApiServer.listen();
        client = fake.client();
        leases = client.objects<Lease>("leases", namespace);
    });
    afterEach(() => {
        client.close();
        fake.close();
    });

    const refusal = async (request: Promise<unknown>): Promise<ApiError> => {
        const error: unknown = await request.then(
            () => assert.fail("the request has succeeded"),
            (error: unknown) => error,
        );
        assert.ok(error instanceof ApiError, String(error));
        return error;
    };

    it("reads nothing where there is no object, creates one, and replaces it", async () => {
        assert.equal(await leases.get("certifier"), undefined);
        const created = await leases.create(lease);
        assert.deepEqual(created, { ...lease, metadata: { ...lease.metadata, resourceVersion: "1" } });
        assert.deepEqual(await leases.get("certifier"), created);
        const updated = await leases.update({ ...created, spec: { holderIdentity: "b" } });
        assert.deepEqual(updated.spec, { holderIdentity: "b" });
        assert.deepEqual(fake.requests, [
            `GET ${all}/certifier`,
            `POST ${all}`,
            `GET ${all}/certifier`,
            `PUT ${all}/certifier`,
        ]);
    });

    it("replaces no object that has changed since, and creates none that exists", async () => {
        const created = await leases.create(lease);
        await leases.update(created);
        // Both at once: the second may be refused while the first is awaited.
        for (const { isConflict, status } of await Promise.all(
            [leases.update(created), leases.create(lease)].map(refusal),
        )) {
            assert.deepEqual([isConflict, status], [true, 409]);
        }
    });

    it("reads its token for each request, since Kubernetes renews it", async () => {
        await leases.create(lease);
        fake.token = "second";
        const { message, remedy } = await refusal(leases.get("certifier"));
        assert.equal(message, "401: Unauthorized");
        assert.match(remedy, /token is mounted/);
        fake.mount("token", "second");
        assert.ok(await leases.get("certifier"));
    });

    it("trusts the cluster's authority only, also one that is replaced", async () => {
        await leases.get("certifier");
        const other = await authority("another cluster");
        fake.mount("ca.crt", other.ca);
        assert.match((await refusal(leases.get("certifier"))).message, /is not reached: [A-Z_]*(SIGN|VERIFY|ISSUER)/);
    });

    it("reports a refusal with what to do, and how long to wait", async () => {
        fake.failures.push({ status: 403, message: 'leases "certifier" is forbidden' });
        const forbidden = await refusal(leases.get("certifier"));
        assert.equal(forbidden.message, '403: leases "certifier" is forbidden');
        assert.match(forbidden.remedy, /rules of the certifier's Role/);
        fake.failures.push({ status: 429, message: "too many requests", retryAfter: 3 });
        const busy = await refusal(leases.get("certifier"));
        assert.deepEqual([busy.status, busy.retryAfterMs], [429, 3_000]);
    });

    it("reports where the API server is that it does not reach", async () => {
        const port = await freePort();
        const nowhere = new ApiServer({ host: "127.0.0.1", port }, fake.credentials);
        const { message, remedy, status } = await refusal(nowhere.objects("secrets", namespace).get("gate-tls"));
        assert.equal(message, `the API server at 127.0.0.1:${port} is not reached: ECONNREFUSED`);
        assert.match(remedy, /NetworkPolicy/);
        assert.equal(status, undefined);
    });

    it("reports a token that is not mounted", async () => {
        const file = path.join(fake.credentials, "token");
        rmSync(file);
        const { message, remedy } = await refusal(leases.get("certifier"));
        assert.equal(message, `${file} can't be read (ENOENT)`);
        assert.match(remedy, /automountServiceAccountToken/);
    });
});
