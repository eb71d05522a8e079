import assert from "node:assert/strict";

import { StoreClient } from "../../support/store/client";
import { StoreCluster } from "../../support/store/cluster";
import { central, north, west } from "../../support/store/under-failures";
import { until } from "../../support/until";

describe("a cell's store of five places", function () {
    this.timeout(600_000);
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
        await until("all shards take writes", () => takesAll(1), 30_000);
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
        for (let i = 0; i < 16; i++) {
            const read = await there.read(`items/k${i}?consistency=strong`);
            assert.deepEqual([read.status, read.body.item?.value], [200, 4]);
        }
        there.close();
    });
});
