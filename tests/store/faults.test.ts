import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { check, type Operation } from "../support/linearizability/check";
import { StoreClient } from "../support/store/client";
import { onDiskOf, StoreCluster } from "../support/store/cluster";
import { Recorder } from "../support/store/history";
import { central, north, registers, UnderFaults, west } from "../support/store/under-faults";
import { until } from "../support/until";

describe("a cell's store under faults", function () {
    this.timeout(600_000);
    let faults: UnderFaults;
    let cluster: StoreCluster;
    let clients: UnderFaults["clients"];

    beforeEach(async () => {
        faults = await UnderFaults.start();
        ({ cluster, clients } = faults);
    });
    afterEach(() => faults.stop());

    it("loses no acknowledged write, and stays linearizable, by twenty kills of servers, leaders and whole regions", async () => {
        await faults.survives(() => faults.twentyKills());
    });

    for (const how of ["cut", "hold"] as const) {
        for (const minority of ["leader", "follower"] as const) {
            const words = how === "cut" ? "broken connections" : "lost packets";
            it(`has a ${minority} that is cut off by ${words} refuse writes and strong reads, and is one again after it`, async () => {
                await faults.survives(async () => {
                    const leader = (await cluster.leaders()).find(name => name !== undefined)!;
                    const cutOff = minority === "leader" ? leader : [west, central].find(name => name !== leader)!;
                    const other = clients[cutOff === west ? 1 : 0];
                    cluster.isolate(cutOff, how);
                    if (how === "cut") {
                        await until("no route is left", async () => (await cluster.routesOf(cutOff)) === 0);
                    }
                    const inside = new StoreClient(cluster.target(cutOff));
                    await answersInTime(inside, 1_000);
                    const [write, read] = await Promise.all([
                        inside.ask({ method: "PUT", path: "items/minority", body: { value: 1 } }),
                        inside.ask({ path: "items/r0?consistency=strong" }),
                    ]);
                    const nearest = await inside.ask({ path: "items/r0?consistency=nearest" });
                    assert.deepEqual([write.status, read.status], [503, 503]);
                    // By then it knows, and whoever asks goes on to another region at once.
                    const asked = performance.now();
                    for (const later of [
                        await inside.ask({ method: "PUT", path: "items/minority", body: { value: 2 } }),
                        await inside.ask({ path: "items/r0?consistency=strong" }),
                    ]) {
                        assert.deepEqual([later.status, later.headers["x-meridian-untouched"]], [503, "true"]);
                    }
                    assert.ok(performance.now() - asked < 2_000);
                    inside.close();
                    assert.equal(write.headers["retry-after"], "2");
                    // What the copy has is still to be had, with how old it may be by now.
                    assert.ok(nearest.status === 200 || nearest.status === 404);
                    assert.ok(Number(nearest.body.lagMsAtMost) > 5_000, JSON.stringify(nearest.body));
                    await until("the majority takes writes", () => faults.takesWrites(other), 20_000);
                    cluster.mend();
                });
            });
        }
    }

    /** What a request may take, it does not take longer: its gate would give up, and nobody knew whether it was done. */
    async function answersInTime(client: StoreClient, ms: number): Promise<void> {
        const asked = performance.now();
        const { status, body } = await client.ask({
            method: "PUT",
            path: "items/hurried",
            body: {},
            headers: { "x-meridian-timeout-ms": `${ms}` },
        });
        assert.deepEqual([status, typeof body.done], [503, "string"]);
        assert.ok(performance.now() - asked < ms);
    }

    it("goes on while a server stands still for longer than an election takes, and takes it up again", async () => {
        await faults.survives(async () => {
            const leader = (await cluster.leaders()).find(name => name !== undefined)!;
            cluster.pause(`server ${leader}`);
            const other = clients[leader === west ? 1 : 0];
            await until("another leads", () => faults.takesWrites(other), 30_000);
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

describe("a table whose shards nobody leads", function () {
    this.timeout(120_000);
    let cluster: StoreCluster;
    let clients: StoreClient[];

    before(async () => {
        cluster = await StoreCluster.start();
        clients = cluster.regions.map(region => new StoreClient(cluster.target(region)));
    });
    after(async () => {
        for (const client of clients) client.close();
        await cluster.stop();
    });

    it("leaves the others as they are, however long nobody asks for them", async () => {
        const file = path.join(cluster.directory, "tables.json");
        const told = JSON.parse(await readFile(file, "utf8")) as { tables: object[] };
        told.tables.push({ name: "leaderless", partitionKey: "id", shards: 8 });
        await writeFile(file, JSON.stringify(told));
        await until("both know of it", async () => {
            const all = await Promise.all(clients.map(client => client.ask({ path: "leaderless/x" })));
            return all.every(({ status }) => status === 503);
        });
        // For longer than after which a region is taken for one that is cut off.
        await pause(13_000);
        for (const client of clients) {
            const [write, read, nearest] = [
                await client.ask({ method: "PUT", path: "items/a", body: { value: 1 } }),
                await client.ask({ path: "items/a?consistency=strong" }),
                await client.ask({ path: "items/a?consistency=nearest" }),
            ];
            assert.deepEqual([write.status, read.status], [200, 200]);
            assert.ok(Number(nearest.body.lagMsAtMost) < 6_000, JSON.stringify(nearest.body));
        }
    });
});

describe("a cell's store of five places", function () {
    this.timeout(240_000);
    const five = [west, central, north, "local:eu-south", "local:eu-east"];
    let cluster: StoreCluster;
    let client: StoreClient;

    before(async () => {
        cluster = await StoreCluster.start({ places: five, regions: five.slice(0, 4) });
        client = new StoreClient(cluster.target(west));
    });
    after(async () => {
        client.close();
        await cluster.stop();
    });

    const put = (key: string, value: number) => client.ask({ method: "PUT", path: `items/${key}`, body: { value } });
    const takesAll = async (value: number) => {
        const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => put(`k${i}`, value)));
        return answers.every(({ status }) => status === 200);
    };

    it("goes on with two of them lost, whichever lead", async () => {
        assert.ok(await takesAll(1));
        await Promise.all([cluster.kill(`server ${central}`), cluster.kill("server local:eu-south")]);
        await until("all shards take writes", () => takesAll(2), 30_000);
    });

    it("stands still with three, and says so, and goes on with all that was acknowledged once one is back", async () => {
        await cluster.kill(`server ${north}`);
        const { status, body } = await put("k0", 3);
        assert.deepEqual([status, typeof body.done], [503, "string"]);
        await cluster.startServer(north);
        await until("all shards take writes", () => takesAll(4), 60_000);
        await cluster.startServer(central);
        await cluster.startServer("local:eu-south");
        await cluster.whole();
        const there = new StoreClient(cluster.target(central));
        // What serves tables there had lost its server, and has yet to reach it again.
        const reached = async () => (await there.ask({ path: "items/k0?consistency=strong" })).status === 200;
        await until(`${central} reads again`, reached, 30_000);
        for (let i = 0; i < 16; i++) {
            const read = await there.ask({ path: `items/k${i}?consistency=strong` });
            assert.deepEqual([read.status, read.body.item?.value], [200, 4]);
        }
        there.close();
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
