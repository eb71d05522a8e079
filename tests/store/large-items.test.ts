import assert from "node:assert/strict";

import { StoreClient } from "../support/store/client";
import { StoreCluster } from "../support/store/cluster";

/** What an item may have at most, but for its key and the names. */
const large = "x".repeat(400 * 1024 - 100);
/** Bytes of items after which an answer ends. */
const mostOfAnswer = 4 * 1024 * 1024;
const count = 60;

interface Key {
    readonly key: string;
    readonly sort: string;
}

describe("a table with the largest items that there may be", function () {
    this.timeout(300_000);
    let cluster: StoreCluster;
    let greedy: StoreClient;
    let other: StoreClient;

    before(async () => {
        cluster = await StoreCluster.start({ table: { name: "visits", sortKey: "at", changes: { retainHours: 24 } } });
        greedy = new StoreClient(cluster.target("local:eu-west"));
        other = new StoreClient(cluster.target("local:eu-west"));
        for (const key of keys) {
            const { status } = await other.ask({
                method: "PUT",
                path: `visits/${key.key}/${key.sort}`,
                body: { large },
            });
            assert.equal(status, 200);
        }
        assert.equal((await other.ask({ method: "PUT", path: "visits/small/1", body: { value: 1 } })).status, 200);
    });
    after(async () => {
        greedy.close();
        other.close();
        await cluster.stop();
    });

    /** Of four partition keys, so that more than one shard has them. */
    const keys = Array.from({ length: count }, (_, i): Key => ({ key: `k${i % 4}`, sort: `${1000 + i}` }));
    const batch = (client: StoreClient, some: readonly Key[], consistency = "nearest") =>
        client.ask({ method: "POST", path: `visits/batch-get?consistency=${consistency}`, body: { keys: some } });

    it("returns part of a large batch with the unread keys, and the rest when those are requested", async () => {
        for (const consistency of ["nearest", "strong"]) {
            const got: string[] = [];
            let answers = 0;
            for (let left: readonly Key[] = keys; left.length > 0; answers++) {
                const { status, body } = await batch(greedy, left, consistency);
                assert.equal(status, 200, body.error);
                const sizes = body.items!.map(({ item }) => (item!.large as string).length);
                assert.ok(sizes.length > 0 && sizes.every(size => size === large.length));
                assert.ok(sizes.length * large.length < 2 * mostOfAnswer, `${sizes.length} items`);
                got.push(...body.items!.map(({ item }) => `${item!.id as string} ${item!.at as string}`));
                left = (body.unread ?? []) as Key[];
            }
            assert.ok(answers > 1);
            assert.deepEqual(got.sort(), keys.map(({ key, sort }) => `${key} ${sort}`).sort());
        }
    });

    it("returns the items of a key in pages, in order", async () => {
        const sorts: string[] = [];
        let pages = 0;
        for (let after: string | undefined = ""; after !== undefined; pages++) {
            const query: string = after === "" ? "" : `&after=${after}`;
            const { status, body } = await other.ask({ path: `visits/k1?consistency=strong${query}` });
            assert.equal(status, 200, body.error);
            assert.ok(body.items!.length * large.length <= mostOfAnswer);
            sorts.push(...body.items!.map(({ item }) => item!.at as string));
            after = body.next;
        }
        assert.ok(pages > 1);
        const own = keys.filter(({ key }) => key === "k1").map(({ sort }) => sort);
        assert.deepEqual(sorts, own);
    });

    it("returns changes in pages of a megabyte and one item, until it has returned all", async () => {
        const reported: string[] = [];
        let pages = 0;
        for (let after: string | undefined, more = true; more; pages++) {
            const { status, body } = await other.ask({
                method: "POST",
                path: "visits/changes",
                body: { most: 1000, ...(after !== undefined && { after }) },
            });
            assert.equal(status, 200, body.error);
            assert.ok(JSON.stringify(body).length < 1024 * 1024 + 2 * large.length);
            reported.push(...body.changes!.map(({ key, sort }) => `${key} ${sort!}`));
            after = body.next;
            more = body.more!;
        }
        assert.ok(pages > count / 5);
        assert.deepEqual(reported.sort(), [...keys.map(({ key, sort }) => `${key} ${sort}`), "small 1"].sort());
    });

    it("answers reads of one item while another client requests the largest batches", async () => {
        const over = new AbortController();
        const flood = Array.from({ length: 8 }, async () => {
            const statuses: number[] = [];
            while (!over.signal.aborted) statuses.push((await batch(greedy, keys)).status);
            return statuses;
        });
        const ones: number[] = [];
        try {
            for (let i = 0; i < 15; i++) {
                ones.push((await other.ask({ path: "visits/small/1?consistency=nearest" })).status);
            }
        } finally {
            over.abort();
        }
        const statuses = (await Promise.all(flood)).flat();
        assert.deepEqual([...new Set(ones)], [200]);
        assert.ok(statuses.length > 8);
        assert.deepEqual([...new Set(statuses)], [200]);
    });
});
