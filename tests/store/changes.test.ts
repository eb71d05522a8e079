import assert from "node:assert/strict";

import { headers } from "@nats-io/transport-node";

import { table } from "../../components/adapters/local/provider/store/table";
import { ask } from "../../runtime/operator/store-api";
import { withStore } from "../../runtime/operator/connection";
import { openStore } from "../../runtime/store/connection";
import { following } from "../../runtime/store/chain";
import { deadlineIn } from "../../runtime/store/shard";
import { inboxOf, itemSubject } from "../../runtime/store/subjects";
import { Table } from "../../runtime/store/table";
import { shardOf } from "../../components/plan/store/shards";
import { allChanges } from "../support/store/changes";
import { StoreClient } from "../support/store/client";
import { StoreCluster } from "../support/store/cluster";
import { until } from "../support/until";

/** Deeper than a stack on which JSON is written. */
const deep = `{"id":"deep","value":${"[".repeat(150_000)}${"]".repeat(150_000)}}`;

const [west, central] = ["local:eu-west", "local:eu-central"] as const;

describe("the changes of a table that keeps them", function () {
    this.timeout(180_000);
    let cluster: StoreCluster;
    let client: StoreClient;
    let other: StoreClient;

    before(async () => {
        cluster = await StoreCluster.start({ table: { ttl: "expires", changes: { retainHours: 24 } } });
        client = new StoreClient(cluster.target(west));
        other = new StoreClient(cluster.target(central));
    });
    after(async () => {
        client.close();
        other.close();
        await cluster.stop();
    });

    const put = (key: string, body: object, headers: Record<string, string> = {}) =>
        client.write({ method: "PUT", path: `items/${key}`, body, headers });
    const remove = (key: string) => client.write({ method: "DELETE", path: `items/${key}` });
    const asking = (body: object) => client.sure({ method: "POST", path: "items/changes", body }, [200, 400, 410]);
    let marks = 0;
    /** Where the changes go on after all that was written before. The copy that is read may be behind: it has what it has of each shard in order. */
    async function now(): Promise<string> {
        const { shards } = cluster.table;
        const mark = ++marks;
        const missing = new Set<string>();
        for (let i = 0; missing.size < shards; i++) {
            const key = `mark${i}`;
            if ([...missing].some(other => shardOf(other, shards) === shardOf(key, shards))) continue;
            missing.add(key);
            assert.equal((await put(key, { mark })).status, 200);
        }
        let after: string | undefined;
        return until("the copy has what was written", async () => {
            const { changes, next } = await allChanges(client, "items", { after });
            for (const { key, item } of changes) if (item?.mark === mark) missing.delete(key);
            after = next;
            return missing.size === 0 && next;
        });
    }
    const since = async (next: string, reader = client) => (await allChanges(reader, "items", { after: next })).changes;
    /** Those of a key, once so many have come: a copy may be a moment behind. */
    const some = (next: string, count: number, reader = client) =>
        until(`${count} changes`, async () => {
            const changes = await since(next, reader);
            return changes.length >= count && changes;
        });

    it("tell each, with what was written, in the order in which the item was, in every region", async () => {
        const next = await now();
        const revisions: string[] = [];
        for (const body of [{ value: 1 }, { value: 2 }]) revisions.push((await put("a", body)).body.revision!);
        revisions.push((await remove("a")).body.revision!);
        revisions.push((await put("a", { value: 3 })).body.revision!);
        for (const reader of [client, other]) {
            const changes = await some(next, 4, reader);
            assert.deepEqual(
                changes.map(({ kind, key, revision, item }) => ({ kind, key, revision, item })),
                [
                    { kind: "put", key: "a", revision: revisions[0], item: { id: "a", value: 1 } },
                    { kind: "put", key: "a", revision: revisions[1], item: { id: "a", value: 2 } },
                    { kind: "delete", key: "a", revision: revisions[2], item: undefined },
                    { kind: "put", key: "a", revision: revisions[3], item: { id: "a", value: 3 } },
                ],
            );
            assert.ok(changes.every(({ at }) => Math.abs(Date.parse(at) - Date.now()) < 60_000));
        }
    });

    it("tell nothing of a write that was refused", async () => {
        const { body } = await put("refused", { value: 1 });
        const next = await now();
        assert.equal((await put("refused", { value: 2 }, { "if-none-match": "*" })).status, 412);
        assert.equal((await put("refused", { value: 3 }, { "if-match": `"${body.revision}"` })).status, 200);
        assert.deepEqual(
            (await some(next, 1)).map(({ item }) => item?.value),
            [3],
        );
    });

    it("come each once, whatever the size of the pages, while others write", async () => {
        let after = await now();
        const done: string[] = [];
        /** Values whose writes had no definite answer, as when a lead moves: each may be reported, and at most once. */
        const unsure = new Map<string, string>();
        let left = 6;
        const writing = Promise.all(
            Array.from({ length: left }, async (_, writer) => {
                for (let i = 0; i < 40; i++) {
                    const value = `${writer}-${i}`;
                    const { status, body } = await put(`busy${i % 7}`, { value });
                    if (status === 200) done.push(value);
                    else unsure.set(value, `${status} ${JSON.stringify(body)}`);
                }
            }),
        ).finally(() => {
            left = 0;
        });
        const reported: string[] = [];
        const read = async () => {
            const page = await allChanges(other, "items", { after, most: 3 });
            reported.push(...page.changes.map(({ item }) => String(item?.value)));
            after = page.next;
        };
        while (left > 0) await read();
        await writing;
        const unreported = () => done.filter(value => !reported.includes(value));
        const end = Date.now() + 30_000;
        while (unreported().length > 0 && Date.now() < end) await read();
        const answers = [...unsure].map(([value, answer]) => `${value}: ${answer}`).join("\n");
        assert.deepEqual(unreported(), [], `not reported; writes without a definite answer: ${answers}`);
        assert.deepEqual(reported.filter(value => !unsure.has(value)).sort(), done.sort());
        const perhaps = reported.filter(value => unsure.has(value));
        assert.equal(new Set(perhaps).size, perhaps.length, `told twice: ${perhaps.join()}`);
        assert.ok(done.length > 200, `of 240 writes, so many: ${done.length}\n${answers}`);
        const later = (await since(after, other)).filter(({ item }) => !unsure.has(String(item?.value)));
        assert.deepEqual(later, []);
    });

    it("leave one item of each key, as without them", async () => {
        for (let i = 0; i < 5; i++) await put("single", { value: i });
        const { body } = await client.read("items/single?consistency=strong");
        assert.equal(body.item?.value, 4);
        const counts = Object.values(await cluster.copies()).flatMap(copy => Object.values(copy));
        assert.ok(counts.length > 0);
        const subjects = await itemsOfBuckets();
        assert.equal(subjects.filter(count => count !== 1).length, 0, `messages of items: ${subjects.join()}`);
    });

    it("are given from the beginning with every item that there is, though its event is no longer kept", async () => {
        await put("old", { value: "kept" });
        await put("gone", { value: "deleted" });
        await remove("gone");
        await forget();
        await put("new", { value: "told" });
        await now();
        const { changes } = await allChanges(client, "items");
        const of = (wanted: string) =>
            changes.filter(({ key }) => key === wanted).map(({ kind, item }) => [kind, item?.value]);
        assert.deepEqual(of("old"), [["put", "kept"]]);
        // The deletion of a deleted item is reported for a day.
        assert.deepEqual(of("gone"), [["delete", undefined]]);
        assert.deepEqual(of("new"), [["put", "told"]]);
    });

    it("give an expired item to no new reader", async () => {
        await put("short", { value: 1, expires: Math.ceil(Date.now() / 1000) + 1 });
        await forget();
        await until("it is gone", async () => (await client.read("items/short?consistency=strong")).status === 404);
        assert.ok((await allChanges(client, "items")).changes.every(({ key }) => key !== "short"));
    });

    it("go on from a cursor in another region, and however often it is used", async () => {
        const next = await now();
        await put("again", { value: 1 });
        const first = await some(next, 1, other);
        assert.deepEqual(await some(next, 1), first);
    });

    it("are refused from a cursor older than what is kept, since some may be missing", async () => {
        const [name, newest, turn, places] = JSON.parse(Buffer.from(await now(), "base64url").toString()) as [
            string,
            number,
            number,
            unknown,
        ];
        const old = (ms: number) =>
            Buffer.from(JSON.stringify([name, newest - ms, turn, places])).toString("base64url");
        assert.equal((await asking({ after: old(23 * 3_600_000) })).status, 200);
        const { status, body } = await asking({ after: old(24 * 3_600_000 + 60_000) });
        assert.equal(status, 410);
        assert.match(body.error!, /kept for 24 hours; begin again without after/);
    });

    it("go on where table servers look their id up in the store", async () => {
        const next = await now();
        await cluster.tell({});
        await until("the id is not listed", async () => {
            const { body } = await client.sure({ path: "" });
            return body.tables![0]!.changes?.id === undefined;
        });
        await put("unnamed", { value: 1 });
        assert.deepEqual(
            (await some(next, 1)).map(({ key }) => key),
            ["unnamed"],
        );
        await cluster.tell(await table.apply(cluster.tableInputs));
    });

    it("are refused from a cursor of another table, or of one that was there before", async () => {
        const [, ...rest] = JSON.parse(Buffer.from(await now(), "base64url").toString()) as unknown[];
        const after = Buffer.from(JSON.stringify(["another-id", ...rest])).toString("base64url");
        const { status, body } = await asking({ after });
        assert.deepEqual([status, body.error!.includes("begin again without it")], [410, true]);
    });

    it("go on when the last event of a shard has expired, whatever the engine leaves in its place", async () => {
        await put("marked", { value: 1 });
        const next = await now();
        const { nats } = await openStore({ ...cluster.storeOf(west), inbox: inboxOf("tables", west) });
        const said = headers();
        said.set("Nats-Marker-Reason", "MaxAge");
        for (let shard = 0; shard < cluster.table.shards; shard++) {
            await nats.request(`table.items.${shard}.change`, "", { headers: said, timeout: 5_000 });
        }
        await nats.close();
        assert.deepEqual(await since(next), []);
        assert.equal((await asking({})).status, 200);
    });

    for (const [what, data, key] of [
        ["nested too deeply for an answer", deep, "deep"],
        ["whose JSON is cut off", '{"id":"cut', null],
        ["that is no object", "null", null],
    ] as const) {
        it(`continue after an item ${what}, which is marked`, async () => {
            const name = key ?? `unreadable-${data.length}`;
            await put("before", { value: 1 });
            const next = await now();
            const connection = await openStore({ ...cluster.storeOf(west), inbox: inboxOf("tables", west) });
            const { shards } = cluster.table;
            const shard = shardOf(name, shards);
            await new Table({ name: "items", partitionKey: "id", shards }, west, () => connection).shards[shard]!.write(
                {
                    subject: itemSubject("items", shard, name),
                    ...{ data, headers: {}, follows: following(undefined) },
                    event: { data, headers: {} },
                },
                deadlineIn(30_000),
            );
            await connection.nats.close();
            await put("after", { value: 2 });
            const changes = await some(next, 2);
            const reported = changes.map(({ key, item, error }) => [key, item?.value ?? error]);
            const says = "the item is nested deeper than 64 levels or is no JSON object, and left out; rewrite it";
            const expected = [
                ["after", 2],
                [key, says],
            ];
            assert.deepEqual(reported.sort(), expected.sort());
            const path = `items/${name}`;
            const one = await client.sure({ path: `${path}?consistency=strong` }, [422]);
            assert.equal(one.body.error, says);
            const keys = [{ key: "before" }, { key: name }];
            const batch = await client.sure({
                method: "POST",
                path: "items/batch-get?consistency=strong",
                body: { keys },
            });
            assert.deepEqual(
                batch.body.items?.map(({ item }) => item?.value),
                [1, undefined],
            );
            // What can't be given can be replaced.
            assert.equal((await put(name, { value: 3 }, { "if-match": String(one.headers.etag) })).status, 200);
        });
    }

    for (const [title, body, says] of [
        ["a cursor that is none", { after: "x" }, /after is wrong; allowed: next of an answer/],
        ["a cursor that is no text", { after: 7 }, /after is wrong/],
        ["more than a page holds", { most: 1001 }, /most is wrong; allowed: a whole number from 1 to 1000/],
        ["none at all", { most: 0 }, /most is wrong/],
        ["a word that is not known", { next: "x" }, /"next" in the body is unknown; allowed: after, most/],
    ] as const) {
        it(`are refused with ${title}`, async () => {
            const { status, body: said } = await asking(body);
            assert.equal(status, 400);
            assert.match(said.error ?? "", says);
        });
    }

    /** Takes all events away, as the engine does when their time is over. */
    function forget(): Promise<void> {
        return withStore(cluster.access("operator"), inboxOf("operator", "any"), async nats => {
            for (let shard = 0; shard < cluster.table.shards; shard++) {
                await ask(nats, `STREAM.PURGE.table_items_${shard}`, { filter: `table.items.${shard}.change` });
            }
        });
    }

    /** How many messages each item has, of all buckets. */
    function itemsOfBuckets(): Promise<number[]> {
        return withStore(cluster.access("operator"), inboxOf("operator", "any"), async nats => {
            const counts: number[] = [];
            for (let shard = 0; shard < cluster.table.shards; shard++) {
                const { state } = await ask<{ state: { subjects?: Record<string, number> } }>(
                    nats,
                    `STREAM.INFO.table_items_${shard}`,
                    { subjects_filter: `table.items.${shard}.item.>` },
                );
                counts.push(...Object.values(state.subjects ?? {}));
            }
            return counts;
        });
    }
});

describe("a table whose changes are not kept", function () {
    this.timeout(180_000);
    let cluster: StoreCluster;
    let client: StoreClient;

    before(async () => {
        cluster = await StoreCluster.start();
        client = new StoreClient(cluster.target(west));
    });
    after(async () => {
        client.close();
        await cluster.stop();
    });

    const put = (key: string, value: number) => client.write({ method: "PUT", path: `items/${key}`, body: { value } });
    const reported = () => client.sure({ method: "POST", path: "items/changes", body: {} }, [200, 404]);

    /** As an update does it: table servers are configured once it is done. */
    async function keepChanges(changes: { readonly retainHours: number } | undefined): Promise<void> {
        const { changes: _, ...inputs } = cluster.tableInputs;
        await cluster.tell(await table.apply({ ...inputs, ...(changes && { changes }) }), changes);
        await until("it is reported", async () => ((await reported()).status === 200) === (changes !== undefined));
    }
    const day = { retainHours: 24 };

    it("says so, with the remedy", async () => {
        const { status, body } = await reported();
        assert.equal(status, 404);
        assert.match(body.error!, /table items keeps no changes; give it changes in meridian:store/);
    });

    it("can be given them while it is used, and tells the items that it had, then what changes; and can be relieved of them", async () => {
        for (let i = 0; i < 20; i++) await put(`k${i}`, 0);
        let failed = 0;
        const writes = new AbortController();
        const writing = (async () => {
            for (let i = 0; !writes.signal.aborted; i++) if ((await put(`w${i % 5}`, i)).status !== 200) failed++;
        })();
        await keepChanges(day);
        await put("k3", 1);
        writes.abort();
        await writing;
        assert.equal(failed, 0);
        const changes = await until("all are there", async () => {
            const { changes } = await allChanges(client, "items");
            return changes.some(({ key, item }) => key === "k3" && item?.value === 1) && changes;
        });
        assert.deepEqual(
            [...new Set(changes.map(({ key }) => key).filter(key => key.startsWith("k")))].sort(),
            Array.from({ length: 20 }, (_, i) => `k${i}`).sort(),
        );
        await keepChanges(undefined);
        assert.equal((await put("k3", 2)).status, 200);
        assert.equal((await client.read("items/k3?consistency=strong")).body.item?.value, 2);
    });

    it("refuses readers from before changes were stored, or for less long, and no others", async () => {
        await keepChanges(day);
        await put("a", 1);
        const { next } = await allChanges(client, "items");
        const goesOn = (after: string) =>
            client
                .sure({ method: "POST", path: "items/changes", body: { after } }, [200, 410])
                .then(({ status }) => status === 200);
        await keepChanges(day);
        assert.ok(await goesOn(next));
        await keepChanges({ retainHours: 48 });
        await until("more hours are another time", async () => !(await goesOn(next)));
        const later = (await allChanges(client, "items")).next;
        await keepChanges(day);
        assert.ok(await goesOn(later));
        await keepChanges(undefined);
        assert.equal((await client.write({ method: "DELETE", path: "items/a" })).status, 200);
        await keepChanges(day);
        assert.ok(!(await goesOn(later)));
        // A deletion meanwhile is reported to new readers, once the nearest copy has it.
        await until("the deletion is reported", async () => {
            const { changes } = await allChanges(client, "items");
            return changes.findLast(({ key }) => key === "a")?.kind === "delete";
        });
    });
});
