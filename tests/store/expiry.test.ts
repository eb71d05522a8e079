import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { headers } from "@nats-io/transport-node";

import { ask } from "../../runtime/operator/store-api";
import { operatorInbox, withStore } from "../../runtime/operator/connection";
import { openStore } from "../../runtime/store/connection";
import { bucketOf, bucketsOf, inboxOf, itemSubject } from "../../runtime/store/subjects";
import { shardOf } from "../../components/plan/store/shards";
import { StoreClient } from "../support/store/client";
import { StoreCluster } from "../support/store/cluster";
import { until } from "../support/until";

const writers = 150;

describe("an item that is written while the one before it expires", function () {
    this.timeout(300_000);
    let cluster: StoreCluster;
    let client: StoreClient;

    before(async () => {
        // The longer a write is under way, the more of them meet what the engine does at that time.
        cluster = await StoreCluster.start({
            roundTripMs: () => 100,
            table: { ttl: "expires", shards: 2 },
            movedClocks: true,
        });
        client = new StoreClient(cluster.target("local:eu-west"));
    });
    after(async () => {
        client.close();
        await cluster.stop();
    });

    it("stays, once it is acknowledged", async () => {
        const expires = Math.ceil(Date.now() / 1000) + 4;
        const keys = Array.from({ length: writers }, (_, i) => `k${i}`);
        const put = (key: string, body: object) => ({ method: "PUT", path: `items/${key}`, body }) as const;
        await Promise.all(keys.map(key => client.sure(put(key, { value: 0, expires }))));
        const answers = await Promise.all(
            keys.map(async (key, i) => {
                await pause(expires * 1000 - 300 + (i / writers) * 2_200 - Date.now());
                // A write without an answer is not acknowledged.
                return client.ask(put(key, { value: 1 })).catch(() => undefined);
            }),
        );
        // When the engine has done what it does.
        await pause(expires * 1000 + 4_500 - Date.now());
        const acknowledged = keys.filter((_, i) => answers[i]?.status === 200);
        assert.ok(acknowledged.length > writers / 2);
        const lost: string[] = [];
        for (const key of acknowledged) {
            const { body } = await client.read(`items/${key}?consistency=strong`);
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
            const message = JSON.stringify({ id: key });
            // A shard that elects a leader answers no request.
            await until(`${key} is stored`, () =>
                nats.request(subjectOf(key), message, { headers: said, timeout: 5_000 }).catch(() => undefined),
            );
        }
        await nats.close();
        await client.sure({ method: "PUT", path: "items/written", body: { value: 1 } });
        await until(
            "the engine has taken one away",
            async () => !(await subjects()).includes(subjectOf("left")),
            20_000,
        );
        assert.ok((await subjects()).includes(subjectOf("written")));
        const { body } = await client.read("items/written?consistency=strong");
        assert.equal(body.item?.value, 1);
    });

    describe("through table servers of which one has a clock that is set while it runs", () => {
        const [hour, west, central] = [3_600, "local:eu-west", "local:eu-central"];
        let right: StoreClient;
        before(() => {
            right = new StoreClient(cluster.target(central));
        });
        after(() => {
            cluster.clockOf(west).set(0);
            right.close();
        });
        const read = async (from: StoreClient, key: string, how = "strong") =>
            (await from.read(`items/${key}?consistency=${how}`)).body;
        const put = (to: StoreClient, key: string, body: object, headers: Record<string, string> = {}) =>
            to.write({ method: "PUT", path: `items/${key}`, body, headers });
        const inSeconds = (seconds: number) => Math.round(Date.now() / 1000) + seconds;

        for (const [title, ahead] of [
            ["an hour ahead", hour],
            ["an hour back", -hour],
        ] as const) {
            it(`${title}: loses no item that is alive, and hides none from the others`, async () => {
                cluster.clockOf(west).set(ahead * 1000);
                const written = await put(client, `alive${ahead}`, { value: 1, expires: inSeconds(1_800) });
                assert.equal(written.status, 200);
                assert.equal((await read(right, `alive${ahead}`)).item?.value, 1);
                const seen = (await read(client, `alive${ahead}`)).item?.value;
                assert.equal(seen, ahead > 0 ? undefined : 1);
                // What the engine counts from when it is written: it must not end before the item does.
                assert.ok((await keptSeconds(`alive${ahead}`)) > 1_800 + 600);
                cluster.clockOf(west).set(0);
                assert.equal((await read(client, `alive${ahead}`)).item?.value, 1);
            });

            it(`${title}: the order of writes, and conditions, are by revisions alone`, async () => {
                cluster.clockOf(west).set(ahead * 1000);
                const revisions: number[] = [];
                for (let i = 0; i < 6; i++) {
                    const condition: Record<string, string> = i === 0 ? {} : { "if-match": `"${revisions.at(-1)!}"` };
                    const { status, body } = await put(i % 2 === 0 ? client : right, `order${ahead}`, { i }, condition);
                    assert.equal(status, 200);
                    revisions.push(Number(body.revision));
                }
                assert.deepEqual(
                    revisions,
                    [...revisions].sort((a, b) => a - b),
                );
                for (const one of [client, right]) assert.equal((await read(one, `order${ahead}`)).item?.i, 5);
                cluster.clockOf(west).set(0);
            });

            it(`${title}: an answer says at most how old it may be, or that it isn't known, until the next write`, async () => {
                const lag = async () => (await read(client, "order3600", "nearest")).lagMsAtMost;
                await until("it is known", async () => typeof (await lag()) === "number");
                cluster.clockOf(west).set(ahead * 1000);
                const first = await lag();
                assert.ok(first === null || (first! >= 0 && first! < 20_000), `${first}`);
                await until("it is known again", async () => typeof (await lag()) === "number");
                assert.ok((await lag())! < 20_000);
                cluster.clockOf(west).set(0);
            });
        }
    });

    /** For how long the engine keeps an item, from when it was written. */
    async function keptSeconds(key: string): Promise<number> {
        const { name, shards } = cluster.table;
        const shard = shardOf(key, shards);
        const { nats, reader } = await openStore({
            ...cluster.storeOf("local:eu-west"),
            inbox: inboxOf("tables", "local:eu-west"),
        });
        try {
            const stored = await reader.last(bucketOf(name, shard), itemSubject(name, shard, key), 5_000);
            return Number.parseInt(stored!.header("Nats-TTL")!);
        } finally {
            await nats.close();
        }
    }

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
