import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

import { check, type Operation } from "../support/linearizability/check";
import { AcknowledgedWrites } from "../support/store/acknowledged";
import { StoreClient } from "../support/store/client";
import { onDiskOf, StoreCluster } from "../support/store/cluster";
import { Recorder } from "../support/store/history";
import { until } from "../support/until";

const registers = ["r0", "r1", "r2", "r3", "r4", "r5"];
const [west, central, north] = ["local:eu-west", "local:eu-central", "local:eu-north"] as const;
const places = [west, central, north];

/** Numbers from 0 to 1 that look drawn, the same in every run. */
function drawn(seed: number): () => number {
    let state = seed;
    return () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
    };
}

describe("a cell's store under faults", function () {
    this.timeout(600_000);
    let cluster: StoreCluster;
    let clients: StoreClient[];

    beforeEach(async () => {
        cluster = await StoreCluster.start();
        clients = cluster.regions.map(region => new StoreClient(cluster.target(region)));
    });
    afterEach(async () => {
        for (const client of clients) client.close();
        await cluster.stop();
    });

    /** What goes on while faults come and go, and what must hold of it. */
    async function under(fault: () => Promise<void>): Promise<void> {
        const recorder = new Recorder("items", registers);
        const writes = new AcknowledgedWrites("items");
        await untilHome();
        for (const client of [...clients, ...clients]) recorder.start(client);
        for (const client of clients) writes.start(client);
        try {
            await pause(1_000);
            await fault();
            await cluster.whole();
            await untilServed();
            await pause(1_000);
        } finally {
            await Promise.all([writes.stop(), recorder.stop()]);
        }
        const history = recorder.operations;
        const unclear = history.filter(({ return: at }) => at === 0).length;
        console.log(
            `      ${writes.count} acknowledged writes, ${history.length} operations on registers, ${unclear} of unknown outcome`,
        );
        assert.deepEqual(await writes.lost(clients[0]!), []);
        assert.deepEqual(doneTwice(history), []);
        assert.equal(await check(history), "ok");
        await untilAlike();
    }

    /** Shards are led from regions, and not from the backup place. */
    async function untilHome(): Promise<void> {
        await until(
            "regions lead",
            async () => (await cluster.leaders()).every(leader => cluster.regions.includes(leader ?? "")),
            20_000,
        );
    }

    /** Every region takes a write again. */
    async function untilServed(): Promise<void> {
        for (const client of clients) {
            await until("it takes writes", () => takesWrites(client), 60_000);
        }
    }

    async function takesWrites(client: StoreClient): Promise<boolean> {
        const asked = Array.from({ length: 8 }, (_, i) =>
            client.ask({ method: "PUT", path: `items/probe${i}`, body: {} }).then(
                ({ status }) => status === 200,
                () => false,
            ),
        );
        return (await Promise.all(asked)).every(Boolean);
    }

    /**
     * No copy has anything else than another. Pulses go on, so that two looks may see different moments; and a leader that was
     * cut off takes up to half a minute to see that another leads, and to catch up.
     */
    async function untilAlike(): Promise<void> {
        await until(
            "all copies are alike",
            async () => {
                const [first, ...others] = Object.values(await cluster.copies()).map(copy => JSON.stringify(copy));
                return others.every(other => other === first);
            },
            90_000,
        );
        for (const key of registers) {
            const read = async (client: StoreClient) => {
                const { body } = await client.ask({ path: `items/${key}?consistency=nearest` });
                return [body.item, body.revision];
            };
            assert.deepEqual(await read(clients[0]!), await read(clients[1]!));
        }
    }

    it("loses no acknowledged write, and stays linearizable, by twenty kills of servers, leaders and whole regions", async () => {
        const next = drawn(20);
        await under(async () => {
            for (let i = 0; i < 20; i++) {
                const leader = (await cluster.leaders(north).catch(() => [])).find(name => name !== undefined) ?? west;
                const victim = i % 3 === 0 ? leader : places[Math.floor(next() * places.length)]!;
                const region = i % 4 === 1 && cluster.regions.includes(victim);
                await pause(next() * 500);
                await Promise.all([
                    cluster.kill(`server ${victim}`),
                    ...(region ? [cluster.kill(`tables ${victim}`)] : []),
                ]);
                await pause(next() * 4_000);
                await cluster.startServer(victim);
                if (region) await cluster.startTables(victim);
                await cluster.whole();
            }
        });
    });

    for (const how of ["cut", "hold"] as const) {
        for (const minority of ["leader", "follower"] as const) {
            const words = how === "cut" ? "broken connections" : "lost packets";
            it(`has a ${minority} that is cut off by ${words} refuse writes and strong reads, and is one again after it`, async () => {
                await under(async () => {
                    const leader = (await cluster.leaders()).find(name => name !== undefined)!;
                    const cutOff = minority === "leader" ? leader : [west, central].find(name => name !== leader)!;
                    const other = clients[cutOff === west ? 1 : 0]!;
                    cluster.isolate(cutOff, how);
                    if (how === "cut") {
                        await until("no route is left", async () => (await cluster.routesOf(cutOff)) === 0);
                    }
                    const inside = new StoreClient(cluster.target(cutOff));
                    const [write, read] = await Promise.all([
                        inside.ask({ method: "PUT", path: "items/minority", body: { value: 1 } }),
                        inside.ask({ path: "items/r0?consistency=strong" }),
                    ]);
                    const nearest = await inside.ask({ path: "items/r0?consistency=nearest" });
                    inside.close();
                    assert.deepEqual([write.status, read.status], [503, 503]);
                    assert.equal(write.headers["retry-after"], "2");
                    // What the copy has is still to be had, with how old it may be by now.
                    assert.ok(nearest.status === 200 || nearest.status === 404);
                    assert.ok(Number(nearest.body.lagMsAtMost) > 5_000, JSON.stringify(nearest.body));
                    await until("the majority takes writes", () => takesWrites(other), 20_000);
                    cluster.mend();
                });
            });
        }
    }

    it("goes on while a server stands still for longer than an election takes, and takes it up again", async () => {
        await under(async () => {
            const leader = (await cluster.leaders()).find(name => name !== undefined)!;
            cluster.pause(`server ${leader}`);
            const other = clients[leader === west ? 1 : 0]!;
            await until("another leads", () => takesWrites(other), 30_000);
            await pause(3_000);
            cluster.resume(`server ${leader}`);
        });
    });

    it("is found out, where reads of the nearest copy are passed off as strong", async () => {
        const recorder = new Recorder("items", registers.slice(0, 2), "nearest");
        const [here, there] = clients as [StoreClient, StoreClient];
        for (const key of ["r0", "r1"]) await here.ask({ method: "PUT", path: `items/${key}`, body: { value: "old" } });
        const writer = new Recorder("items", registers.slice(0, 2));
        writer.start(here);
        recorder.start(there);
        await pause(500);
        cluster.isolate(central, "cut");
        await pause(2_000);
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
        cluster.mend();
        assert.equal(await check([...before, ...history]), "illegal");
    });
});

describe("a cell's store with a place whose disk is full", function () {
    this.timeout(240_000);
    let cluster: StoreCluster;
    let client: StoreClient;

    before(async function () {
        try {
            const [program, ...args] = onDiskOf(1, "/tmp", ["true"]);
            execFileSync(program!, args, { stdio: "ignore" });
        } catch {
            // A system on which nobody may have mounts of their own.
            this.skip();
        }
        cluster = await StoreCluster.start({ smallDisk: { place: west, mebibytes: 128 } });
        client = new StoreClient(cluster.target(central));
    });
    after(async () => {
        client.close();
        await cluster.stop();
    });

    it("takes writes by the others, and loses none", async () => {
        const value = "x".repeat(100 * 1024);
        const acknowledged: number[] = [];
        const started = performance.now();
        for (let i = 0; i < 400; i++) {
            if (i === 20) cluster.fillDisk(west);
            const { status } = await client.ask({ method: "PUT", path: `items/d${i}`, body: { value, i } });
            if (status === 200) acknowledged.push(i);
        }
        console.log(
            `      ${acknowledged.length} of 400 writes of 100 KiB in ${Math.round(performance.now() - started)} ms`,
        );
        assert.match(cluster.log(`server ${west}`), /no space left on device/);
        assert.equal(acknowledged.length, 400);
        for (const i of acknowledged) await hasItem(i);
    });

    it("has it all there again once there is a larger disk, and needs no other place for it", async () => {
        await cluster.kill(`server ${west}`);
        cluster.enlarge(west, 256);
        await cluster.startServer(west);
        await cluster.whole();
        // The new copy and one other are a majority: what is read now, one of the two has to have.
        await cluster.kill(`server ${north}`);
        const there = new StoreClient(cluster.target(west));
        await until(
            "it reads strongly",
            async () => (await there.ask({ path: "items/d0?consistency=strong" })).status === 200,
            30_000,
        );
        there.close();
        for (let i = 0; i < 400; i += 7) await hasItem(i);
    });

    async function hasItem(i: number): Promise<void> {
        const { body } = await client.ask({ path: `items/d${i}?consistency=strong` });
        assert.equal(body.item?.i, i);
    }
});

/** Values that more than one swap has taken the place of. */
function doneTwice(history: readonly Operation[]): string[] {
    const taken = history
        .filter(({ kind, done, expected }) => kind === "swap" && done === true && expected !== "")
        .map(({ key, expected }) => `${key} ${expected}`);
    return taken.filter((one, i) => taken.indexOf(one) !== i);
}
