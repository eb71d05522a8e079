import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { StoreClient } from "../support/store/client";
import { StoreCluster } from "../support/store/cluster";

const writers = 150;

describe("an item that is written while the one before it expires", function () {
    this.timeout(90_000);
    let cluster: StoreCluster;
    let client: StoreClient;

    before(async () => {
        // The longer a write is under way, the more of them meet what the engine does at that time.
        cluster = await StoreCluster.start({ roundTripMs: () => 100, table: { ttl: "expires", shards: 2 } });
        client = new StoreClient(cluster.target("local:eu-west"));
    });
    after(async () => {
        client.close();
        await cluster.stop();
    });

    it("stays, once it is acknowledged", async () => {
        const expires = Math.ceil(Date.now() / 1000) + 4;
        const keys = Array.from({ length: writers }, (_, i) => `k${i}`);
        const put = (key: string, body: object) => client.ask({ method: "PUT", path: `items/${key}`, body });
        await Promise.all(keys.map(key => put(key, { value: 0, expires })));
        const answers = await Promise.all(
            keys.map(async (key, i) => {
                await pause(expires * 1000 - 300 + (i / writers) * 2_200 - Date.now());
                return put(key, { value: 1 });
            }),
        );
        // When the engine has done what it does.
        await pause(expires * 1000 + 4_500 - Date.now());
        const acknowledged = keys.filter((_, i) => answers[i]!.status === 200);
        assert.ok(acknowledged.length > writers / 2);
        const lost: string[] = [];
        for (const key of acknowledged) {
            const { body } = await client.ask({ path: `items/${key}?consistency=strong` });
            if (body.item?.value !== 1) lost.push(key);
        }
        assert.deepEqual(lost, []);
    });
});
