import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { Bucket } from "../../runtime/backup/bucket";
import { copiesIn, prune } from "../../runtime/backup/copies";
import { sinceOf } from "../../runtime/backup/manifest";
import type { Log } from "../../runtime/log";
import { operatorInbox, withStore } from "../../runtime/operator/connection";
import { makeBucket, removeBucket } from "../../runtime/operator/bucket";
import { copiesBucketOn } from "../../runtime/operator/copies";
import { ask } from "../../runtime/operator/store-api";
import { makeTable } from "../../runtime/operator/table";
import { shardOf } from "../../components/plan/store/shards";
import { bucketsOf } from "../../runtime/store/subjects";
import { type Keys, Moto } from "../runtime/fetch/moto";
import { endPrograms, type LogLine, Program } from "../runtime/program";
import { StoreClient } from "../support/store/client";
import { StoreCluster } from "../support/store/cluster";
import { central, north, west } from "../support/store/under-failures";
import { filesIn, filesWith } from "../support/plain-text";
import { until } from "../support/until";
import { SlowBucket } from "../support/store/slow-bucket";

const prefix = "screening/eu/";
const encryptionKey = "k".repeat(40);
/** Why attempts failed, but for those that the engine refused since it was electing: on a busy machine its servers are late for each other. */
const failedAttempts = (lines: readonly LogLine[]) =>
    lines
        .filter(
            ({ event, reason }) => event === "attempt failed" && reason !== "JetStream system temporarily unavailable",
        )
        .map(({ reason }) => reason);
/** The name of the copy that a program made. */
const copyIn = (lines: readonly LogLine[]) => String(lines.find(({ event }) => event === "copy made")?.copy);
const silent: Log = { info: () => undefined, error: () => undefined };
/** More of one shard than is in memory on the way: random digits hardly get smaller. */
const large = { items: 64, digits: 390_000 };

/** A program that is not done by then ends with what it waits for; a test then fails by that, before the clock of its own. */
const programSeconds = 240;

describe("copies of a cell's tables in a bucket", function () {
    this.timeout((programSeconds + 60) * 1_000);
    let cluster: StoreCluster;
    let moto: Moto;
    let keys: Keys;
    let stranger: Keys;
    let client: StoreClient;

    before(async () => {
        [cluster, moto] = await Promise.all([
            StoreCluster.start({ table: { shards: 2, changes: { retainHours: 24 } } }),
            Moto.start(),
        ]);
        await moto.bucket("copies");
        keys = await moto.user("backup", "s3:*", "arn:aws:s3:::copies*");
        stranger = await moto.user("stranger", "s3:*", "arn:aws:s3:::others*");
        await moto.strict();
        client = new StoreClient(cluster.target(west));
    });
    afterEach(endPrograms);
    after(async () => {
        client.close();
        await moto.stop();
        await cluster.stop();
    });

    const items = "items";
    const specOf = (more: object = {}) => ({
        ...{ cell: "eu", name: items, partitionKey: "id", shards: 2, copies: [west, central, north], primary: west },
        changes: { retainHours: 24 },
        ...more,
    });

    /** Runs the program, by default against the server of the backup location. */
    function start(
        task: "backup" | "restore",
        more: Readonly<Record<string, string>> = {},
        { access = keys, spec = [specOf()], url = moto.url } = {},
    ): Program {
        const { servers, tls } = cluster.access(task, [north]);
        const { host, name, port } = servers[0]!;
        const file = (called: string, content: string) => {
            const at = path.join(cluster.directory, `${called}-${randomBytes(4).toString("hex")}`);
            writeFileSync(at, content);
            return at;
        };
        return new Program("backup", {
            ...{ TASK: task, CELL: "eu", REGION: north, PREFIX: prefix, DEADLINE_SECONDS: String(programSeconds) },
            ...{ STORE_HOST: host, STORE_PORT: String(port), STORE_NAME: name },
            ...{ TLS_CERT: tls.cert, TLS_KEY: tls.key, TLS_CA: tls.ca },
            BUCKET: `${url}/copies`,
            SPEC: file("spec", JSON.stringify({ tables: spec })),
            ACCESS_KEY_FILE: file("access-key", `${access.id}:${access.secret}`),
            ENCRYPTION_KEY_FILE: file("encryption-key", encryptionKey),
            ...more,
        });
    }

    async function run(...[task, more, how]: Parameters<typeof start>) {
        const program = start(task, more, how);
        const code = await program.exit();
        const text = JSON.stringify([program.lines, program.noise]);
        for (const { secret } of [keys, stranger]) assert.ok(!text.includes(secret));
        assert.ok(!text.includes(encryptionKey));
        const { reason = "" } = program.lines.at(-1) ?? {};
        return { code, lines: program.lines, reason, text };
    }

    async function copy(...[more, how]: Parameters<typeof start> extends [unknown, ...infer Rest] ? Rest : never) {
        const { code, lines, text } = await run("backup", more, how);
        assert.equal(code, 0, text);
        assert.deepEqual(failedAttempts(lines), []);
        return copyIn(lines);
    }

    async function restored(more: Readonly<Record<string, string>> = {}, how: Parameters<typeof start>[2] = {}) {
        const { code, lines, text } = await run("restore", more, how);
        assert.equal(code, 0, text);
        assert.deepEqual(failedAttempts(lines), []);
    }

    const bucket = () =>
        new Bucket(
            {
                url: new URL(`${moto.url}/copies`),
                region: "us-east-1",
                credentials: { accessKeyId: keys.id, secretAccessKey: keys.secret },
                prefix,
            },
            AbortSignal.timeout(120_000),
        );

    const put = (key: string, body: object) => client.sure({ method: "PUT", path: `items/${key}`, body });
    async function read(key: string): Promise<unknown> {
        const { body, status } = await client.read(`items/${key}?consistency=strong`);
        return status === 404 ? undefined : body.item;
    }
    /** Values of all changes of a key that the store has. */
    async function changesOf(key: string): Promise<unknown[]> {
        const found: unknown[] = [];
        let after: string | undefined;
        for (;;) {
            const { body, status } = await client.ask({
                method: "POST",
                path: "items/changes",
                body: after === undefined ? {} : { after },
            });
            if (status === 503) continue;
            found.push(...body.changes!.filter(change => change.key === key).map(({ item }) => item?.value));
            if (body.more !== true) return found;
            after = body.next!;
        }
    }
    const remove = () =>
        withStore(cluster.access("operator"), operatorInbox, async nats => {
            for (const name of bucketsOf(items, 2)) await removeBucket(nats, name);
        });

    it("restores every item of a copy in tables that were lost, and none that came later", async () => {
        await Promise.all(Array.from({ length: 40 }, (_, i) => put(`a${i}`, { value: i })));
        await copy();
        await put("a0", { value: "later" });
        await put("later", { value: 1 });
        await remove();
        await restored();
        for (let i = 0; i < 40; i++) assert.deepEqual(await read(`a${i}`), { id: `a${i}`, value: i });
        assert.equal(await read("later"), undefined);
        await put("a0", { value: "again" });
        assert.deepEqual(await read("a0"), { id: "a0", value: "again" });
        await cluster.alike();
    });

    it("restores tables that an update has recreated without consent, since they have no items", async () => {
        await put("b", { value: 1 });
        await copy();
        await remove();
        await withStore(cluster.access("operator"), operatorInbox, nats => makeTable(nats, specOf()));
        await restored();
        assert.deepEqual(await read("b"), { id: "b", value: 1 });
    });

    it("gives the changes another id, since positions in them are others", async () => {
        // As in clusters, where what serves tables looks the id up.
        await cluster.tell({});
        const changes = (body: object) => client.ask({ method: "POST", path: "items/changes", body });
        const next = await until("changes are read", async () => (await changes({})).body.next);
        await copy();
        await restored({ REPLACE: "true" });
        await until("the position is refused", async () => (await changes({ after: next })).status === 410);
    });

    it("has the store keep when a copy was whole, where it is to", async () => {
        const { lines } = await run("backup");
        assert.equal(lines.filter(({ event }) => event === "moment of the copy not kept").length, 1);
        const whole = () =>
            withStore(cluster.access("operator"), operatorInbox, async nats => {
                await makeBucket(nats, copiesBucketOn([west, central, north]));
                return ask<{ state: { messages: number; last_ts: string } }>(
                    nats,
                    "STREAM.INFO.meridian_copies",
                    undefined,
                );
            });
        assert.equal((await whole()).state.messages, 0);
        const begun = Date.now();
        await copy();
        await copy();
        const { messages, last_ts } = (await whole()).state;
        assert.deepEqual([messages, Date.parse(last_ts) > begun], [1, true]);
    });

    it("replaces items by consent only, and says how", async () => {
        await put("c", { value: 1 });
        const name = await copy();
        await put("c", { value: 2 });
        const { code, reason } = await run("restore", { COPY: name });
        assert.deepEqual(
            [code, reason],
            [
                2,
                `table items has items, which the restoration of copy ${name} would delete; set REPLACE to true to replace them`,
            ],
        );
        assert.deepEqual(await read("c"), { id: "c", value: 2 });
        await restored({ COPY: name, REPLACE: "true" });
        assert.deepEqual(await read("c"), { id: "c", value: 1 });
    });

    it("has no text of an item in the bucket", async () => {
        await put("canary", { value: "a-canary-in-an-item" });
        const name = await copy();
        const all = bucket();
        for (const key of await all.keys(`${name}/`)) {
            assert.ok(!(await all.get(key))!.includes("a-canary-in-an-item"), key);
        }
    });

    it("leaves no text of an item on a disk once the engine has restored it", async () => {
        await put("canary", { value: "a-canary-in-a-copy" });
        await copy();
        await restored({ REPLACE: "true" });
        await cluster.alike();
        assert.deepEqual(await read("canary"), { id: "canary", value: "a-canary-in-a-copy" });
        const files = [...filesIn(cluster.directory)];
        assert.ok(files.some(file => file.endsWith(".blk")));
        assert.deepEqual(filesWith(["a-canary-in-a-copy"], files), []);
    });

    it("copies and restores streams of many objects by a bucket that is slower than the engine waits for", async () => {
        const inShard0 = Array.from({ length: 4 * large.items }, (_, i) => `large${i}`).filter(
            key => shardOf(key, 2) === 0,
        );
        const some = inShard0.slice(0, large.items);
        for (let first = 0; first < some.length; first += 8) {
            const digits = () => randomBytes(large.digits / 2).toString("hex");
            await Promise.all(some.slice(first, first + 8).map(key => put(key, { value: digits() })));
        }
        const [one] = some;
        const before = await read(one!);
        const slow = await SlowBucket.before(moto.port);
        try {
            slow.holdNext("PUT", 1, 8_000);
            const name = await copy({}, { url: slow.url });
            const objects = (await bucket().keys(`${name}/table_items_`)).length;
            assert.ok(objects > 4, String(objects));
            await put(one!, { value: "other" });
            // Each is read to be verified, and then to be sent: the second of these while the engine waits.
            slow.holdNext("GET", objects + 2, 8_000);
            await restored({ COPY: name, REPLACE: "true" }, { url: slow.url });
            assert.deepEqual(await read(one!), before);
            assert.equal(slow.released, 2);
        } finally {
            await slow.stop();
        }
    });

    it("has every item that is written while it is copied, and each change once, and is verified with them", async () => {
        const inShard0 = (name: string, count: number) =>
            Array.from({ length: 6 * count }, (_, i) => `${name}${i}`)
                .filter(key => shardOf(key, 2) === 0)
                .slice(0, count);
        const [small, big] = [inShard0("small", 50), inShard0("big", large.items)];
        const write = async (value: number) => {
            await Promise.all(small.map(key => put(key, { value })));
            for (let first = 0; first < big.length; first += 8) {
                const digits = randomBytes(large.digits / 2).toString("hex");
                await Promise.all(big.slice(first, first + 8).map(key => put(key, { value, digits })));
            }
        };
        await write(0);
        const slow = await SlowBucket.before(moto.port);
        let name: string;
        try {
            slow.holdNext("PUT", 1, 120_000);
            const program = start("backup", {}, { url: slow.url });
            await until("an object is on its way", () => slow.holds);
            // The engine's blocks of 8 MiB are others by then.
            for (const value of [1, 2]) await write(value);
            slow.release();
            assert.equal(await program.exit(), 0, JSON.stringify(program.lines));
            name = copyIn(program.lines);
        } finally {
            await slow.stop();
        }
        await write(3);
        await restored({ REPLACE: "true" });
        const found = await Promise.all(
            [...small, ...big].map(async key => (await read(key)) as { value: number } | undefined),
        );
        assert.deepEqual([...new Set(found.map(item => item?.value))], [2]);
        const changed = await changesOf(small[0]!);
        assert.deepEqual(changed, [0, 1, 2]);

        // What was written meanwhile is verified as well, before anything is changed.
        const all = bucket();
        const written = (await all.keys(`${name}/${sinceOf("table_items_0")}/`)).at(-1)!;
        await all.delete(written);
        const { code, lines, reason } = await run("restore", { COPY: name, REPLACE: "true" });
        assert.equal(code, 2);
        assert.match(reason, /is missing; restore another copy: set COPY$/);
        assert.ok(!lines.some(({ event }) => event === "copy verified"));
        assert.deepEqual(await changesOf(small[0]!), [0, 1, 2]);
    });

    it("is no copy where the program was killed before the manifest, and the one before is restored", async () => {
        await put("d", { value: 1 });
        const whole = await copy();
        await put("d", { value: 2 });
        const slow = await SlowBucket.before(moto.port);
        try {
            slow.holdNext("PUT", 1, 60_000);
            const program = start("backup", {}, { url: slow.url });
            await until("an object is on its way", () => slow.holds);
            await program.kill();
        } finally {
            await slow.stop();
        }
        const [last] = (await copiesIn(bucket())).filter(({ isWhole }) => isWhole).reverse();
        assert.equal(last!.name, whole);
        await restored({ REPLACE: "true" });
        assert.deepEqual(await read("d"), { id: "d", value: 1 });
    });

    it("goes on where a restoration was killed, and leaves what was written since to what that has restored", async () => {
        const [in0, in1] = [0, 1].map(shard =>
            Array.from({ length: 50 }, (_, i) => `resumed${i}`).find(key => shardOf(key, 2) === shard),
        ) as [string, string];
        for (const key of [in0, in1]) await put(key, { value: 1 });
        const name = await copy();
        const objects = (await bucket().keys(`${name}/table_items_`)).length;
        await remove();
        await withStore(cluster.access("operator"), operatorInbox, nats => makeTable(nats, specOf()));
        const slow = await SlowBucket.before(moto.port);
        try {
            // The last that is read to be sent.
            slow.holdNext("GET", 2 * objects, 120_000);
            const program = start("restore", { COPY: name }, { url: slow.url });
            await program.event("shard restored", 1, programSeconds * 1_000);
            await until("an object of the other shard is on its way", () => slow.holds);
            await program.kill();
        } finally {
            await slow.stop();
        }
        await put(in0, { value: 2 });
        await restored({ COPY: name });
        assert.deepEqual(await read(in0), { id: in0, value: 2 });
        assert.deepEqual(await read(in1), { id: in1, value: 1 });
    });

    it("copies a shard again whose server ended on the way", async () => {
        await put("f", { value: 1 });
        const slow = await SlowBucket.before(moto.port);
        const leader = (await cluster.leaders())[0]!;
        try {
            slow.holdNext("PUT", 1, 120_000);
            const program = start("backup", {}, { url: slow.url });
            await until("an object is on its way", () => slow.holds);
            await cluster.kill(`server ${leader}`);
            await cluster.startServer(leader);
            slow.release();
            assert.equal(await program.exit(), 0, JSON.stringify(program.lines));
        } finally {
            await slow.stop();
        }
        await cluster.whole();
        await put("f", { value: 2 });
        await restored({ REPLACE: "true" });
        assert.deepEqual(await read("f"), { id: "f", value: 1 });
    });

    it("changes nothing by a copy of which an object is damaged, missing, or another's", async () => {
        await put("e", { value: 1 });
        const name = await copy();
        await put("e", { value: 2 });
        const all = bucket();
        const objects = (await all.keys(`${name}/`)).filter(key => !key.endsWith("manifest.json"));
        const damaged = objects.at(-1)!;
        const content = (await all.get(damaged))!;
        const attempt = () => run("restore", { COPY: name, REPLACE: "true" });
        await all.put(damaged, Buffer.concat([content.subarray(0, -1), Buffer.from([content.at(-1)! ^ 1])]));
        assert.match(
            (await attempt()).reason,
            /^object table_items_1\/\d{6} of copy .* has digest .*restore another copy/,
        );
        await all.put(damaged, (await all.get(objects[0]!))!);
        assert.match((await attempt()).reason, /has digest/);
        await all.delete(damaged);
        const { code, reason } = await attempt();
        assert.equal(code, 2);
        assert.match(reason, /is missing; restore another copy: set COPY$/);
        assert.deepEqual(await read("e"), { id: "e", value: 2 });
    });

    it("refuses a manifest that was changed, and a copy of another key", async () => {
        const name = await copy();
        const all = bucket();
        const manifest = (await all.get(`${name}/manifest.json`))!.toString();
        await all.put(`${name}/manifest.json`, Buffer.from(manifest.replace('"cell": "eu"', '"cell": "us"')));
        const attempt = async () => (await run("restore", { COPY: name, REPLACE: "true" })).reason;
        assert.match(await attempt(), /^the manifest of copy .* was changed, or written with another key; set the key/);
        await all.delete(`${name}/manifest.json`);
        assert.match(await attempt(), /has no whole copy .*; set COPY to one of /);
    });

    it("refuses a table that has other keys, or another number of shards, than in the copy", async () => {
        const name = await copy();
        const { code, reason } = await run("restore", { COPY: name }, { spec: [specOf({ shards: 4, sortKey: "at" })] });
        assert.equal(code, 2);
        assert.match(reason, /has table items with shards 2, not 4, sort key none, not at; set the table as it was/);
    });

    it("deletes copies that are too old, but never the newest whole one, and rests of runs that have ended", async () => {
        const name = await copy();
        const all = bucket();
        await all.put("20200101T000000.000Z-000000/table_items_0/000001", Buffer.from("rest"));
        await all.put("notes/by-hand.txt", Buffer.from("not ours"));
        const in40Days = Date.now() + 40 * 86_400_000;
        await prune(all, { now: in40Days, retainDays: 35, runMs: 600_000 }, silent);
        assert.deepEqual(
            (await copiesIn(all)).map(copy => copy.name),
            [name],
        );
        assert.equal((await all.get("notes/by-hand.txt"))?.toString(), "not ours");
        await restored({ REPLACE: "true" });
    });

    for (const [what, bucketName, access, reason] of [
        [
            "a right that is missing",
            "copies",
            () => stranger,
            /can't be written: the bucket answers 403 Forbidden \(AccessDenied\); allow this access key s3:PutObject there$/,
        ],
        [
            "a wrong secret",
            "copies",
            () => ({ ...keys, secret: "wrong" }),
            /\(SignatureDoesNotMatch\); set the secret of the access key/,
        ],
        ["a bucket that is missing", "others-missing", () => stranger, /\(NoSuchBucket\); create the bucket/],
    ] as const) {
        it(`ends at ${what} at once, with the remedy`, async () => {
            const variables = { BUCKET: `${moto.url}/${bucketName}` };
            const failed = await run("backup", variables, { access: access() });
            assert.equal(failed.code, 2, failed.text);
            assert.match(failed.reason, reason);
        });
    }

    it("changes nothing by the certificate of backups", async () => {
        await withStore(cluster.access("backup", [north]), "_INBOX.backup.any", async nats => {
            const answer = nats.request("$JS.API.STREAM.DELETE.table_items_0", "", { timeout: 2_000 });
            await assert.rejects(answer, /[Pp]ermission/);
        });
    });
});
