import assert from "node:assert/strict";

import type { ApiServer } from "../../../runtime/certifier/kubernetes/api-server";
import { newLease } from "../../../runtime/certifier/kubernetes/lease";
import type { Lease } from "../../../runtime/certifier/kubernetes/objects";
import { Leadership } from "../../../runtime/certifier/leadership";
import { Reports } from "../../../runtime/certifier/reports";
import { FakeApiServer } from "./api-server";
import { RecordedLog } from "./recorded-log";

const namespace = "screening-eu";
const name = "certifier";
const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;

describe("the leadership of replicas", () => {
    let fake: FakeApiServer;
    let client: ApiServer;
    let now: number;

    beforeEach(async () => {
        fake = await FakeApiServer.listen();
        client = fake.client();
        now = 0;
    });
    afterEach(() => {
        client.close();
        fake.close();
    });

    /** A replica whose clock is ahead of that of the test. */
    function replica(identity: string, aheadMs = 0) {
        const log = new RecordedLog();
        const reports = new Reports(log);
        const clocks = { steady: () => now, shared: () => 1_800_000_000_000 + now + aheadMs };
        const place = { name, namespace, identity };
        const leases = client.objects<Lease>("leases", namespace);
        return { leadership: new Leadership(leases, place, reports, log, clocks), log, reports };
    }

    const states = (...all: readonly { leadership: Leadership }[]) =>
        all.map(({ leadership: { isHolder, isFollower } }) =>
            isHolder ? "holder" : isFollower ? "follower" : "neither",
        );

    it("has one holder, which the other follows while it renews the lease, however far apart their clocks are", async () => {
        const [a, b] = [replica("a", -3_600_000), replica("b", 3_600_000)];
        assert.deepEqual(states(a, b), ["neither", "neither"]);
        for (now = 0; now < 60_000; now += 2_000) {
            await a.leadership.step();
            await b.leadership.step();
            assert.deepEqual(states(a, b), ["holder", "follower"], `after ${now} ms`);
        }
        assert.deepEqual([a.log.events("info"), b.log.events("info")], [["lease acquired"], []]);
    });

    it("passes to the other replica 15 s after the last renewal, and the former holder stops before", async () => {
        const [a, b] = [replica("a"), replica("b")];
        await a.leadership.step();
        await b.leadership.step();
        now = 10_000;
        await b.leadership.step();
        assert.deepEqual(states(a, b), ["neither", "follower"]);
        now = 14_999;
        await b.leadership.step();
        assert.deepEqual(states(a, b), ["neither", "follower"]);
        now = 15_000;
        assert.deepEqual(states(a, b), ["neither", "neither"]);
        await b.leadership.step();
        await a.leadership.step();
        assert.deepEqual(states(a, b), ["follower", "holder"]);
        assert.deepEqual(a.log.events("info"), ["lease acquired", "lease lost"]);
    });

    it("has a holder for 10 s from the request for the lease, however late the API server answers", async () => {
        const a = replica("a");
        fake.beforeAnswer = () => (now += 2_000);
        await a.leadership.step();
        // It read the lease, and wrote it.
        assert.equal(now, 4_000);
        now = 9_999;
        assert.deepEqual(states(a), ["holder"]);
        now = 10_000;
        assert.deepEqual(states(a), ["neither"]);
    });

    it("passes at once when the holder ends", async () => {
        const [a, b] = [replica("a"), replica("b")];
        await a.leadership.step();
        await b.leadership.step();
        await a.leadership.release();
        assert.deepEqual(states(a, b), ["neither", "follower"]);
        now = 2_000;
        await b.leadership.step();
        assert.deepEqual(states(a, b), ["neither", "holder"]);
    });

    it("is not taken from a holder by a replica that ends", async () => {
        const [a, b] = [replica("a"), replica("b")];
        await a.leadership.step();
        await b.leadership.step();
        await b.leadership.release();
        now = 2_000;
        await a.leadership.step();
        assert.deepEqual(states(a), ["holder"]);
    });

    it("has one holder when several want a lease that has expired", async () => {
        const replicas = ["a", "b", "c", "d"].map(identity => replica(identity));
        fake.put(path, newLease({ name, namespace }, "gone", new Date(0)));
        for (now = 0; now <= 16_000; now += 2_000) {
            await Promise.all(replicas.map(({ leadership }) => leadership.step()));
        }
        const found = states(...replicas);
        assert.equal(found.filter(state => state === "holder").length, 1, found.join());
        // A conflict is no error.
        for (const { log } of replicas) assert.deepEqual(log.events("error"), []);
    });

    it("survives failures of the API server that are shorter than the lease, and logs each once per change", async () => {
        const a = replica("a");
        await a.leadership.step();
        const failed = [503, 503, 500].map(status => ({ status, message: "down" }));
        fake.failures.push(...failed);
        for (now = 2_000; now <= 6_000; now += 2_000) {
            await a.leadership.step();
            assert.deepEqual(states(a), ["holder"]);
        }
        await a.leadership.step();
        assert.deepEqual(
            a.log.lines.filter(({ level }) => level === "error").map(({ fields }) => fields),
            ["503: down", "500: down"].map(reason => ({
                name,
                reason,
                remedy: "none: it is tried again; if that goes on, check the API server",
            })),
        );
        assert.deepEqual(a.log.events("info"), ["lease acquired", "lease requests succeed again"]);
        assert.equal(a.reports.count("lease"), 3);
    });

    it("ends after 10 s of failures, and returns with the API server", async () => {
        const a = replica("a");
        await a.leadership.step();
        fake.token = "another";
        now = 9_999;
        await a.leadership.step();
        assert.deepEqual(states(a), ["holder"]);
        now = 10_000;
        assert.deepEqual(states(a), ["neither"]);
        fake.mount("token", "another");
        await a.leadership.step();
        assert.deepEqual(states(a), ["holder"]);
    });

    it("creates the lease again after its removal", async () => {
        const a = replica("a");
        await a.leadership.step();
        fake.objects.delete(path);
        now = 2_000;
        await a.leadership.step();
        assert.deepEqual(states(a), ["holder"]);
        assert.ok(fake.objects.has(path));
    });
});
