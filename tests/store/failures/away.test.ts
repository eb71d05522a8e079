import assert from "node:assert/strict";

import { allChanges } from "../../support/store/changes";
import { StoreClient } from "../../support/store/client";
import { StoreCluster } from "../../support/store/cluster";
import { central, north, west } from "../../support/store/under-failures";
import { until } from "../../support/until";

/** Beyond 8 MiB of entries, a server drops the log that another one would catch up from, and sends a snapshot of the bucket. */
const rewritten = 240;
const padding = "x".repeat(100 * 1024);
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

describe("a place of a cell's store that comes back when the others no longer have the log of its absence", function () {
    this.timeout(600_000);
    let cluster: StoreCluster;
    let client: StoreClient;
    /** After the last change that the place has. */
    let seen: string;

    const kept = numbered("kept", 10);
    const changed = numbered("changed", 10);
    const deleted = numbered("deleted", 10);
    const expired = numbered("expired", 10);
    /** Deleted in an absence that outlasts the deletion's tombstone: nothing says any more that they were. */
    const forgotten = numbered("forgotten", 10);
    const forgottenSoon = numbered("soon", 10);

    before(async () => {
        cluster = await StoreCluster.start({ table: { shards: 2, ttl: "expires", changes: { retainHours: 24 } } });
        client = new StoreClient(cluster.target(central));
        const all = [...kept, ...changed, ...deleted, ...expired, ...forgotten, ...forgottenSoon];
        for (const key of all) await put(key, { value: 1 });
        ({ next: seen } = await allChanges(client, "items"));
        await goesAway();
    });
    after(async () => {
        client.close();
        await cluster.stop();
    });

    it("drops what was deleted meanwhile and whose tombstone is gone, where the others still have the log", async () => {
        await removeForGood(forgottenSoon);
        await cluster.startServer(west);
        await cluster.whole();
        await cluster.alike();
        const there = new StoreClient(cluster.target(west));
        await until("it reads", async () => (await there.read("items/kept0")).status === 200, 60_000);
        for (const key of forgottenSoon) {
            for (const how of ["nearest", "strong"]) {
                assert.equal((await there.read(`items/${key}?consistency=${how}`)).status, 404, key);
            }
        }
        there.close();
        await goesAway();
    });

    it("is missed by no write", async () => {
        await removeForGood(forgotten);
        for (let i = 0; i < rewritten; i++) await put(changed[i % 10]!, { value: i, padding });
        for (const key of deleted) {
            const { status } = await client.write({ method: "DELETE", path: `items/${key}` });
            assert.equal(status, 200);
        }
        const expires = Math.ceil(Date.now() / 1000) + 1;
        for (const key of expired) await put(key, { value: 2, expires });
        for (const key of expired) await until(`${key} expires`, async () => (await read(client, key)) === undefined);
    });

    it("is as the others once it is back, and needs no other place for it", async () => {
        await cluster.startServer(west);
        await cluster.whole();
        await cluster.alike();
        await cluster.kill(`server ${north}`);
        const there = new StoreClient(cluster.target(west));
        assert.equal(await read(there, "kept0"), 1);
        for (const key of kept) assert.equal(await read(there, key), 1, key);
        for (const [i, key] of changed.entries()) assert.equal(await read(there, key), rewritten - 10 + i, key);
        for (const key of [...deleted, ...expired, ...forgotten, ...forgottenSoon]) {
            assert.equal(await read(there, key), undefined, key);
        }
        const { changes } = await allChanges(there, "items", { after: seen });
        const latest = new Map(changes.map(({ key, kind, item }) => [key, kind === "put" ? item?.value : kind]));
        for (const [i, key] of changed.entries()) assert.equal(latest.get(key), rewritten - 10 + i, key);
        for (const key of deleted) assert.equal(latest.get(key), "delete", key);
        assert.equal(changes.filter(({ key }) => changed.includes(key)).length, rewritten);
        there.close();
    });

    async function goesAway(): Promise<void> {
        await cluster.alike();
        await cluster.kill(`server ${west}`);
        await until("another leads", async () => !(await cluster.leaders(central).catch(() => [west])).includes(west));
    }

    /** Deletes items, and waits until those that are there have nothing left of them. */
    async function removeForGood(keys: readonly string[]): Promise<void> {
        await cluster.keep({ deletedSeconds: 1 });
        for (const key of keys) await remove(key);
        // A store that is electing does not say.
        const hasTrace = (key: string) => cluster.hasTrace(key, central).catch(() => true);
        for (const key of keys) await until(`${key} is forgotten`, async () => !(await hasTrace(key)));
        await cluster.keep({});
    }

    async function remove(key: string): Promise<void> {
        await until(
            `${key} is deleted`,
            async () => (await client.ask({ method: "DELETE", path: `items/${key}` })).status === 200,
        );
    }

    async function put(key: string, body: object): Promise<void> {
        const answer = await client.write({ method: "PUT", path: `items/${key}`, body });
        assert.equal(answer.status, 200, `${key}: ${JSON.stringify(answer.body)}`);
    }

    async function read(from: StoreClient, key: string): Promise<unknown> {
        return (await from.read(`items/${key}?consistency=strong`)).body.item?.value;
    }
});
