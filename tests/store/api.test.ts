import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { StoreClient, type StoreAsked } from "../support/store/client";
import { StoreCluster } from "../support/store/cluster";
import { until } from "../support/until";

describe("the tables of a cell", function () {
    this.timeout(180_000);
    let cluster: StoreCluster;
    let west: StoreClient;
    let central: StoreClient;

    before(async () => {
        cluster = await StoreCluster.start({ table: { ttl: "expires" } });
        const clients = cluster.regions.map(region => new StoreClient(cluster.target(region)));
        [west, central] = clients as [StoreClient, StoreClient];
    });
    after(async () => {
        west.close();
        central.close();
        await cluster.stop();
    });

    const put = (client: StoreClient, path: string, body: unknown, headers: Record<string, string> = {}) =>
        client.write({ method: "PUT", path, body, headers });

    it("have in one region what was written in another, for a strong read at once", async () => {
        for (let i = 0; i < 50; i++) {
            const [one, other] = i % 2 === 0 ? [west, central] : [central, west];
            assert.equal((await put(one, `items/a${i}`, { value: i })).status, 200);
            const { body } = await other.read(`items/a${i}?consistency=strong`);
            assert.deepEqual(body.item, { id: `a${i}`, value: i });
        }
    });

    it("tell a reader of the nearest copy how old it may be, which is no more than the pulse and its way", async () => {
        await put(west, "items/lag", { value: 1 });
        // Without another write only pulses say that nothing has been missed: by then the write alone would leave more than the bound.
        await pause(6_000);
        const lags: number[] = [];
        for (let i = 0; i < 21; i++) {
            lags.push((await central.read("items/lag?consistency=nearest")).body.lagMsAtMost!);
            await pause(200);
        }
        // Most of the time: a busy machine may delay a pulse.
        assert.ok(lags.sort((a, b) => a - b)[10]! < 5_000, lags.join());
    });

    it("show a reader of the nearest copy everything that was acknowledged before a given time", async () => {
        let acknowledged: { at: number; value: number }[] = [];
        const reading = new AbortController();
        const writer = (async () => {
            for (let value = 1; !reading.signal.aborted; value++) {
                const { status } = await put(west, "items/bound", { value });
                if (status !== 200) continue;
                acknowledged = [...acknowledged.slice(-500), { at: performance.now(), value }];
            }
        })();
        for (let i = 0; i < 200; i++) {
            const asked = performance.now();
            const { body } = await central.ask({ path: "items/bound?consistency=nearest" });
            const { lagMsAtMost } = body;
            if (lagMsAtMost === null || lagMsAtMost === undefined) continue;
            // Asked before it was read, so that what was acknowledged so long before asking has to be there.
            const due = acknowledged.filter(({ at }) => at < asked - lagMsAtMost).at(-1)?.value ?? 0;
            assert.ok(Number(body.item?.value ?? 0) >= due, `${JSON.stringify(body)} though ${due} was acknowledged`);
        }
        reading.abort();
        await writer;
    });

    it("take the writes of several writers to one item one after the other, each once", async () => {
        const results = await Promise.all(
            Array.from({ length: 40 }, (_, i) => put(i % 2 === 0 ? west : central, "items/busy", { value: i })),
        );
        const revisions = results.map(({ status, body }) => (assert.equal(status, 200), Number(body.revision)));
        assert.equal(new Set(revisions).size, 40);
        const newest = results.findIndex(({ body }) => Number(body.revision) === Math.max(...revisions));
        const { body } = await west.read("items/busy?consistency=strong");
        assert.deepEqual([body.item?.value, body.revision], [newest, String(Math.max(...revisions))]);
    });

    it("take the writes of several writers to one item while one of their servers stands still for a moment", async () => {
        const writes = Array.from({ length: 40 }, (_, i) =>
            put(i % 2 === 0 ? west : central, "items/busy", { value: i }),
        );
        await pause(60);
        await cluster.pause("tables local:eu-west");
        await pause(120);
        cluster.resume("tables local:eu-west");
        const answers = await Promise.all(writes);
        assert.deepEqual([...new Set(answers.map(({ status, body }) => body.error ?? status))], [200]);
    });

    describe("on a condition", () => {
        it("are written where the item is at the revision, and else refused with the one that it is at", async () => {
            const first = await put(west, "items/c1", { value: 1 });
            const tag = String(first.headers.etag);
            assert.equal(tag, `"${first.body.revision}"`);
            const second = await put(central, "items/c1", { value: 2 }, { "if-match": tag });
            assert.equal(second.status, 200);
            const third = await put(west, "items/c1", { value: 3 }, { "if-match": tag });
            assert.deepEqual([third.status, third.body.revision], [412, second.body.revision]);
            assert.equal((await west.read("items/c1?consistency=strong")).body.item?.value, 2);
        });

        it("are not deleted at an expected revision that is not the last, nor by a condition that is none", async () => {
            const first = await put(west, "items/c4", { value: 1 });
            const second = await put(west, "items/c4", { value: 2 });
            const remove = (condition: string) =>
                west.write({ method: "DELETE", path: "items/c4", headers: { "if-match": condition } });
            const stale = await remove(String(first.headers.etag));
            assert.deepEqual([stale.status, stale.body.revision], [412, second.body.revision]);
            assert.equal((await remove("newest")).status, 400);
            assert.equal((await west.read("items/c4?consistency=strong")).body.item?.value, 2);
        });

        it("are written for one only of all who expect no item", async () => {
            const all = await Promise.all(
                Array.from({ length: 20 }, (_, i) =>
                    put(i % 2 === 0 ? west : central, "items/c2", { value: i }, { "if-none-match": "*" }),
                ),
            );
            assert.deepEqual(all.map(({ status }) => status).sort(), [200, ...Array<number>(19).fill(412)]);
        });

        it("count a deleted item as none: not for its revision, nor for any, but for who expects none", async () => {
            const { headers } = await put(west, "items/c3", { value: 1 });
            const condition = { "if-match": String(headers.etag) };
            const deleted = await west.write({ method: "DELETE", path: "items/c3", headers: condition });
            assert.equal(deleted.status, 200);
            assert.equal((await central.read("items/c3?consistency=strong")).status, 404);
            const any = await put(west, "items/c3", { value: 2 }, { "if-match": "*" });
            assert.deepEqual([any.status, any.body.revision], [412, undefined]);
            assert.equal((await put(west, "items/c3", { value: 3 }, { "if-none-match": "*" })).status, 200);
        });
    });

    it("give many items at once, in the order of the keys, and nothing for those that there are not", async () => {
        await put(west, "items/b1", { value: 1 });
        await put(west, "items/b3", { value: 3 });
        const { body } = await central.sure({
            method: "POST",
            path: "items/batch-get?consistency=strong",
            body: { keys: [{ key: "b3" }, { key: "b2" }, { key: "b1" }] },
        });
        assert.deepEqual(
            body.items?.map(({ item }) => item?.value),
            [3, undefined, 1],
        );
    });

    it("are listed", async () => {
        const { status, body } = await west.ask({ path: "" });
        assert.deepEqual([status, body.tables?.map(({ name }) => name)], [200, ["items"]]);
    });

    it("have keys of up to 1024 bytes, whatever the characters", async () => {
        for (const [key, status] of [
            ["k".repeat(1024), 200],
            ["k".repeat(1025), 400],
            ["é".repeat(512), 200],
            ["é".repeat(513), 400],
        ] as const) {
            const answer = await put(west, `items/${encodeURIComponent(key)}`, { value: 1 });
            assert.equal(answer.status, status, `${key.length} × ${key[0]!}`);
        }
    });

    it("have an item until it expires, and not after", async () => {
        const expires = await until("it is read before it expires", async () => {
            const expires = Math.ceil(Date.now() / 1000) + 2;
            await put(west, "items/short", { value: 1, expires });
            const { status } = await central.read("items/short?consistency=strong");
            // An answer that came later says nothing.
            if (Date.now() >= expires * 1000) return undefined;
            assert.equal(status, 200);
            return expires;
        });
        await until("it is gone", () => Date.now() >= expires * 1000);
        assert.equal((await central.read("items/short?consistency=nearest")).status, 404);
        const again = await put(central, "items/short", { value: 2 }, { "if-none-match": "*" });
        assert.equal(again.status, 200);
        assert.equal((await west.read("items/short?consistency=strong")).body.item?.value, 2);
    });

    const refusals: Readonly<Record<string, { asked: StoreAsked; status: number; says: RegExp }>> = {
        "an unknown table": { asked: { path: "nope/x" }, status: 404, says: /no such table; allowed: "items"/ },
        "a sort key that the table has not": {
            asked: { method: "PUT", path: "items/x/y", body: {} },
            status: 400,
            says: /no sort key/,
        },
        "a body that is no object": {
            asked: { method: "PUT", path: "items/x", body: [1] },
            status: 400,
            says: /JSON object of attributes/,
        },
        "a key that contradicts the path": {
            asked: { method: "PUT", path: "items/x", body: { id: "y" } },
            status: 400,
            says: /attribute id must be the text that the path has/,
        },
        "an expiry that is no time": {
            asked: { method: "PUT", path: "items/x", body: { expires: "tomorrow" } },
            status: 400,
            says: /seconds since 1970/,
        },
        "an expiry in milliseconds": {
            asked: { method: "PUT", path: "items/x", body: { expires: 1_800_000_000_000 } },
            status: 400,
            says: /seconds since 1970, not milliseconds/,
        },
        "a condition of an unknown form": {
            asked: { method: "PUT", path: "items/x", body: {}, headers: { "if-match": "17" } },
            status: 400,
            says: /in quotes/,
        },
        "two conditions at once": {
            asked: { method: "PUT", path: "items/x", body: {}, headers: { "if-match": "*", "if-none-match": "*" } },
            status: 400,
            says: /contradict/,
        },
        "an unknown consistency": { asked: { path: "items/x?consistency=some" }, status: 400, says: /strong, nearest/ },
        "an item that is too large": {
            asked: { method: "PUT", path: "items/x", body: { value: "x".repeat(401 * 1024) } },
            status: 413,
            says: /409600 bytes; make the item smaller/,
        },
        "an item that is too large with its numbers written out": {
            asked: { method: "PUT", path: "items/x", text: `{"value":[${Array(81_000).fill("9e15").join()}]}` },
            status: 413,
            says: /the item has 13770\d\d bytes with its keys and its numbers written out; allowed: 409600; make the item smaller/,
        },
        "an item that is nested too deeply": {
            asked: { method: "PUT", path: "items/x", text: `{"value":${"[".repeat(64)}${"]".repeat(64)}}` },
            status: 400,
            says: /nested too deeply; allowed: 64 levels/,
        },
        "an item that is nested deeper than any stack": {
            asked: { method: "PUT", path: "items/x", text: `{"value":${"[".repeat(150_000)}${"]".repeat(150_000)}}` },
            status: 400,
            says: /nested too deeply/,
        },
        "a number that would be stored as another": {
            asked: { method: "PUT", path: "items/x", text: '{"value":9007199254740993}' },
            status: 400,
            says: /whole number at position 9 .* send it as text/,
        },
        "a number that would be stored as null": {
            asked: { method: "PUT", path: "items/x", text: '{"value":1e999}' },
            status: 400,
            says: /position 9 is beyond the range of a double/,
        },
        "more keys than a batch has": {
            asked: {
                method: "POST",
                path: "items/batch-get",
                body: { keys: Array.from({ length: 101 }, (_, i) => ({ key: `${i}` })) },
            },
            status: 400,
            says: /1 to 100 keys/,
        },
        "a method that there is not": {
            asked: { method: "POST", path: "items/x" },
            status: 405,
            says: /allowed: GET, HEAD, PUT, DELETE/,
        },
    };
    for (const [what, { asked, status, says }] of Object.entries(refusals)) {
        it(`refuse ${what}, in words that help`, async () => {
            const answer = await west.ask(asked);
            assert.equal(answer.status, status, JSON.stringify(answer.body));
            assert.match(answer.body.error ?? "", says);
        });
    }

    it("take an attribute that every object has by nature as any other", async () => {
        const item = JSON.parse('{"constructor":1,"__proto__":2,"toString":3}') as object;
        assert.equal((await put(west, "items/odd", item)).status, 200);
        const { body } = await west.read("items/odd?consistency=strong");
        assert.equal(body.item?.constructor, 1);
    });

    it("are served to the gate alone", async () => {
        const stranger = new StoreClient({ ...cluster.target("local:eu-west"), ...cluster.filesOf("operator") });
        await assert.rejects(stranger.ask({ path: "items/x" }));
        stranger.close();
    });
});

describe("a table with a sort key", function () {
    this.timeout(180_000);
    let cluster: StoreCluster;
    let client: StoreClient;

    before(async () => {
        cluster = await StoreCluster.start({ table: { name: "visits", sortKey: "at" } });
        client = new StoreClient(cluster.target("local:eu-west"));
    });
    after(async () => {
        client.close();
        await cluster.stop();
    });

    const put = (path: string, body: unknown) => client.write({ method: "PUT", path, body });

    it("gives all items of a key in order, one by both keys, and none of another key", async () => {
        for (const at of ["2026-03", "2026-01", "2026-02"]) await put(`visits/anna/${at}`, { kind: at });
        await put("visits/ben/2026-02", { kind: "ben" });
        const { body } = await client.read("visits/anna?consistency=strong");
        assert.deepEqual(
            body.items?.map(({ item }) => item),
            ["2026-01", "2026-02", "2026-03"].map(at => ({ id: "anna", at, kind: at })),
        );
        const one = await client.read("visits/anna/2026-02?consistency=strong");
        assert.deepEqual(one.body.item, { id: "anna", at: "2026-02", kind: "2026-02" });
    });

    it("refuses a write that names half a key", async () => {
        const { status, body } = await put("visits/anna", {});
        assert.equal(status, 400);
        assert.match(body.error ?? "", /has a sort key/);
    });

    it("says so when a key has more items than one answer carries, and still gives each", async () => {
        for (let first = 0; first < 1_100; first += 50) {
            const writing = Array.from({ length: 50 }, (_, i) => put(`visits/many/${first + i}`, {}));
            for (const { status } of await Promise.all(writing)) assert.equal(status, 200);
        }
        const { body } = await client.sure({ path: "visits/many?consistency=strong" }, [413]);
        assert.equal(body.error, "the key has more than 1024 items; name one by its sort key");
        assert.equal((await client.read("visits/many/77?consistency=strong")).status, 200);
    });
});
