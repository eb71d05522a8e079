import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { check, type Operation } from "../../support/linearizability/check";
import { StoreClient } from "../../support/store/client";
import { StoreCluster } from "../../support/store/cluster";
import { Recorder } from "../../support/store/history";
import { central, registers, UnderFailures, west } from "../../support/store/under-failures";
import { until } from "../../support/until";

/** As a recorder counts them. */
const nanoseconds = () => performance.now() * 1e6;

describe("a cell's store under failures", function () {
    this.timeout(600_000);
    let failures: UnderFailures;
    let cluster: StoreCluster;
    let clients: UnderFailures["clients"];

    beforeEach(async () => {
        failures = await UnderFailures.start({ staleAfterSeconds: 5 });
        ({ cluster, clients } = failures);
    });
    afterEach(() => failures.stop());

    for (const how of ["cut", "hold"] as const) {
        for (const minority of ["leader", "follower"] as const) {
            const words = how === "cut" ? "broken connections" : "lost packets";
            it(`has a ${minority} that is cut off by ${words} refuse writes and strong reads, and is one again after it`, async () => {
                await failures.survives(async () => {
                    const leader = await cluster.leader();
                    const cutOff = minority === "leader" ? leader : [west, central].find(name => name !== leader)!;
                    const other = clients[cutOff === west ? 1 : 0];
                    cluster.isolate(cutOff, how);
                    if (how === "cut") {
                        await until("no route is left", async () => (await cluster.routesOf(cutOff)) === 0);
                    }
                    const inside = new StoreClient(cluster.target(cutOff));
                    const [write, read] = await Promise.all([
                        inside.ask({ method: "PUT", path: "items/minority", body: { value: 1 }, timeoutMs: 60_000 }),
                        inside.ask({ path: "items/r0?consistency=strong", timeoutMs: 60_000 }),
                        // A tenth of it is left for the way, which a busy machine needs more than the tenth of a second for.
                        answersInTime(inside, 3_000),
                    ]);
                    const nearest = await inside.read("items/r0?consistency=nearest");
                    assert.deepEqual([write.status, read.status], [503, 503]);
                    // By then it knows, and clients are sent to another region at once. Otherwise each of the two takes twelve seconds.
                    const asked = performance.now();
                    for (const later of [
                        await inside.ask({ method: "PUT", path: "items/minority", body: { value: 2 } }),
                        await inside.ask({ path: "items/r0?consistency=strong" }),
                    ]) {
                        assert.deepEqual([later.status, later.headers["x-meridian-untouched"]], [503, "true"]);
                    }
                    assert.ok(performance.now() - asked < 10_000);
                    inside.close();
                    assert.equal(write.headers["retry-after"], "2");
                    // What the copy has is still to be had, with how old it may be by now.
                    assert.ok(Number(nearest.body.lagMsAtMost) > 5_000, JSON.stringify(nearest.body));
                    assert.equal(nearest.body.stale, true);
                    await until("the majority takes writes", () => failures.takesWrites(other), 60_000);
                    cluster.restore();
                });
            });
        }
    }

    /**
     * A request does not take longer than its limit: its gate would give up, with an unknown outcome. One of some, since a process without
     * a processor is late; all of them are over before the ten seconds after which a server knows that it is cut off, and answers at once.
     */
    async function answersInTime(client: StoreClient, ms: number): Promise<void> {
        const times = await Promise.all(
            [0, 2_000, 4_000, 6_000].map(async after => {
                await pause(after);
                const asked = performance.now();
                const { status, body } = await client.ask({
                    method: "PUT",
                    path: "items/hurried",
                    body: {},
                    headers: { "x-meridian-timeout-ms": `${ms}` },
                    timeoutMs: 60_000,
                });
                assert.deepEqual([status, typeof body.done], [503, "string"]);
                return performance.now() - asked;
            }),
        );
        assert.ok(Math.min(...times) < ms, times.join());
    }

    it("goes on while a server stands still for longer than an election takes, and takes it up again", async () => {
        await failures.survives(async () => {
            const leader = await cluster.leader();
            await cluster.pause(`server ${leader}`);
            const other = clients[leader === west ? 1 : 0];
            await until("another leads", () => failures.takesWrites(other), 60_000);
            await pause(3_000);
            cluster.resume(`server ${leader}`);
        });
    });

    it("is found out, where reads of the nearest copy are passed off as strong", async () => {
        const recorder = new Recorder("items", registers.slice(0, 2), "nearest");
        const [here, there] = clients;
        for (const key of ["r0", "r1"]) await here.ask({ method: "PUT", path: `items/${key}`, body: { value: "old" } });
        const writer = new Recorder("items", registers.slice(0, 2));
        writer.start(here);
        recorder.start(there);
        await pause(500);
        cluster.isolate(central, "cut");
        // Of both some after the cut: what is written then is read nowhere else.
        const since = (moment: number) => (operation: Operation) => operation.call > moment && operation.return !== 0;
        const [cut, enough] = [nanoseconds(), 20];
        await until(
            "it is written to",
            () => writer.operations.filter(({ kind }) => kind === "write").filter(since(cut)).length > enough,
            60_000,
        );
        const written = nanoseconds();
        await until("it is read", () => recorder.operations.filter(since(written)).length > enough, 60_000);
        const nearest = (await recorder.stop()).filter(({ kind }) => kind === "read");
        const history = [...(await writer.stop()), ...nearest.map(read => ({ ...read, client: 9 }))];
        const before = ["r0", "r1"].map((key): Operation => ({
            client: 8,
            key,
            kind: "write",
            value: "old",
            call: 0,
            return: 1,
        }));
        cluster.restore();
        assert.equal(await check([...before, ...history]), "illegal");
    });
});
