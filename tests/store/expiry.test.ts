import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { headers } from "@nats-io/transport-node";

import { ask, operatorInbox, withStore } from "../../components/adapters/local/provider/store/operator";
import { openStore } from "../../components/adapters/local/runtime/store/connection";
import { bucketsOf, inboxOf, itemSubject } from "../../components/adapters/local/runtime/store/subjects";
import { shardOf } from "../../components/plan/store/shards";
import { StoreClient } from "../support/store/client";
import { StoreCluster } from "../support/store/cluster";
import { until } from "../support/until";

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

    it("is let be by the engine, which takes away the ones before it alone", async () => {
        const { name, shards } = cluster.table;
        const subjectOf = (key: string) => itemSubject(name, shardOf(key, shards), key);
        const { nats } = await openStore({
            ...cluster.storeOf("local:eu-west"),
            inbox: inboxOf("tables", "local:eu-west"),
        });
        const said = headers();
        said.set("Nats-TTL", "2s");
        for (const key of ["left", "written"]) {
            await nats.request(subjectOf(key), JSON.stringify({ id: key }), { headers: said, timeout: 5_000 });
        }
        await nats.close();
        const put = await client.ask({ method: "PUT", path: "items/written", body: { value: 1 } });
        assert.equal(put.status, 200);
        await until(
            "the engine has taken one away",
            async () => !(await subjects()).includes(subjectOf("left")),
            20_000,
        );
        assert.ok((await subjects()).includes(subjectOf("written")));
        const { body } = await client.ask({ path: "items/written?consistency=strong" });
        assert.equal(body.item?.value, 1);
    });

    /** Of all messages that a server has. */
    function subjects(): Promise<string[]> {
        return withStore(cluster.access("operator"), operatorInbox, async nats => {
            const all = bucketsOf(cluster.table.name, cluster.table.shards).map(bucket =>
                ask<{ state: { subjects?: object } }>(nats, `STREAM.INFO.${bucket}`, { subjects_filter: ">" }),
            );
            return (await Promise.all(all)).flatMap(({ state }) => Object.keys(state.subjects ?? {}));
        });
    }
});
