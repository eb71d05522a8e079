import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";

import { storeFault } from "../../../components/adapters/local/provider/probe";
import { disabledMetric, StoreObserver } from "../../../runtime/watcher/store-metrics";
import { sumOf } from "../../../components/watch/metrics/samples";
import { StoreClient } from "../../support/store/client";
import { onDiskOf, StoreCluster } from "../../support/store/cluster";
import { central, north, west } from "../../support/store/under-failures";
import { until } from "../../support/until";

describe("a cell's store with a place whose disk is full", function () {
    this.timeout(600_000);
    let cluster: StoreCluster;
    let client: StoreClient;

    before(async function () {
        try {
            const [program, ...args] = onDiskOf(1, "/tmp", ["true"]);
            execFileSync(program!, args, { stdio: "ignore" });
        } catch {
            // A system without mounts of one's own.
            this.skip();
        }
        cluster = await StoreCluster.start({ smallDisk: { place: west, mebibytes: 128 } });
        client = new StoreClient(cluster.target(central));
    });
    after(async () => {
        client.close();
        await cluster.stop();
    });

    it("serves tables where nothing can be written: a table server writes no file", async () => {
        await cluster.kill(`tables ${central}`);
        await cluster.startTables(central, { onFullDisk: true });
        const put = (key: string) => client.ask({ method: "PUT", path: `items/${key}`, body: { i: 49 } });
        await until("it serves", async () => (await put("first").catch(() => undefined))?.status === 200);
        for (let i = 0; i < 50; i++) {
            const { status } = await client.write({ method: "PUT", path: `items/f${i}`, body: { i } });
            assert.equal(status, 200);
        }
        await hasItem(49, "f49");
        assert.deepEqual(cluster.filesOfTables(central), ["filler"]);
    });

    it("takes writes by the others, and loses none", async () => {
        const value = "x".repeat(100 * 1024);
        const acknowledged: number[] = [];
        const started = performance.now();
        for (let i = 0; i < 400; i++) {
            if (i === 20) cluster.fillDisk(west);
            const { status } = await client.write({ method: "PUT", path: `items/d${i}`, body: { value, i } });
            if (status === 200) acknowledged.push(i);
        }
        console.log(
            `      ${acknowledged.length} of 400 writes of 100 KiB in ${Math.round(performance.now() - started)} ms`,
        );
        assert.match(cluster.log(`server ${west}`), /no space left on device/);
        assert.equal(acknowledged.length, 400);
        for (const i of acknowledged) await hasItem(i);
    });

    it("says that it stores nothing, to an update and to its region's watcher", async () => {
        const { root, identity, servers } = cluster.identity("observer", [west]);
        const observer = path.join(root, identity);
        const fault = (of: (typeof servers)[number]) => storeFault(root, [{ ...of, observer: identity }]);
        await until("an update is reported", async () => /JetStream/i.test((await fault(servers[0]!)) ?? ""));
        const watcher = new StoreObserver(west);
        const server = { ...servers[0]!, instance: "store", observer };
        // A look has two seconds, as in a watcher, and one that fails is followed by another.
        const reported = await until("the server tells", () => watcher.metricsOf(server).catch(() => undefined));
        watcher.keepOnly([]);
        assert.equal(sumOf(reported, disabledMetric), 1);
        const other = cluster.access("observer", [central]).servers[0]!;
        await until("nothing of another is reported", async () => (await fault(other)) === undefined);
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

    async function hasItem(i: number, key = `d${i}`): Promise<void> {
        const { body } = await client.read(`items/${key}?consistency=strong`);
        assert.equal(body.item?.i, i);
    }
});
