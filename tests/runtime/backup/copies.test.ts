import assert from "node:assert/strict";

import type { Bucket } from "../../../runtime/backup/bucket";
import { copiesIn, type Copy, outdated, prune } from "../../../runtime/backup/copies";
import {
    type Manifest,
    momentOf,
    newCopy,
    objectOf,
    readManifest,
    writeManifest,
} from "../../../runtime/backup/manifest";
import { streamsFor } from "../../../runtime/backup/restore";
import { Seal } from "../../../runtime/backup/seal";
import type { TableSpec } from "../../../runtime/operator/table-spec";

const dayMs = 86_400_000;
const now = Date.parse("2026-02-10T12:00:00Z");
const copyOf = (daysAgo: number, isWhole = true): Copy => {
    const begunAt = now - daysAgo * dayMs;
    return { name: newCopy(new Date(begunAt)), begunAt, isWhole };
};
const name = "20260131T120000.000Z-0a1b2c";

describe("which copies of tables are too old", () => {
    const left = (...copies: Copy[]) => {
        const gone = outdated(copies, { now, retainDays: 7, runMs: dayMs / 4 });
        return copies.filter(copy => !gone.includes(copy));
    };

    it("leaves those of the days that are retained", () => {
        const copies = [copyOf(9), copyOf(7.1), copyOf(6.9), copyOf(1)];
        assert.deepEqual(left(...copies), copies.slice(2));
    });

    it("never takes the newest whole one, however old", () => {
        const copies = [copyOf(400), copyOf(300), copyOf(200, false)];
        assert.deepEqual(left(...copies), [copies[1]]);
    });

    it("takes what is not whole once no run can be at it any more", () => {
        const copies = [copyOf(1, false), copyOf(0.5), copyOf(0.1, false)];
        assert.deepEqual(left(...copies), copies.slice(1));
    });
});

describe("a copy that is deleted", () => {
    /** How many objects can be deleted before the run is interrupted. */
    let deletions: number;
    let keys: string[];
    const bucket = {
        folders: () => Promise.resolve([...new Set(keys.map(key => key.split("/")[0]!))]),
        keys: (under: string) => Promise.resolve(keys.filter(key => key.startsWith(under))),
        delete: (key: string) => {
            if (deletions-- <= 0) return Promise.reject(new Error("interrupted"));
            keys = keys.filter(each => each !== key);
            return Promise.resolve();
        },
    } as unknown as Bucket;
    const pruned = () =>
        prune(bucket, { now, retainDays: 7, runMs: dayMs / 4 }, { info: () => undefined, error: () => undefined });

    it("is whole no more from the first object on, so that none is restored by half", async () => {
        const [old, newest] = [copyOf(9).name, copyOf(1).name];
        keys = [old, newest].flatMap(name => [`${name}/table_a_0/000001`, `${name}/manifest.json`]);
        deletions = 1;
        await assert.rejects(pruned(), /interrupted/);
        const states = async () => (await copiesIn(bucket)).map(({ name, isWhole }) => [name, isWhole]);
        assert.deepEqual(await states(), [
            [old, false],
            [newest, true],
        ]);
        deletions = Infinity;
        await pruned();
        assert.deepEqual(await states(), [[newest, true]]);
    });
});

describe("the name of a copy", () => {
    const date = new Date("2026-01-31T12:00:00.987Z");

    it("has the moment when it was begun, and is another one each time", () => {
        assert.match(newCopy(date), /^20260131T120000\.987Z-[0-9a-f]{6}$/);
        assert.notEqual(newCopy(date), newCopy(date));
        assert.equal(momentOf(newCopy(date)), date.getTime());
    });

    it("is in order of time, also of copies that were begun in the same second", () => {
        const copies = Array.from({ length: 40 }, (_, i) => newCopy(new Date(date.getTime() + i)));
        assert.deepEqual([...copies].sort(), copies);
    });

    it("is known from that of other folders of a bucket", () => {
        for (const other of ["notes", "20260131T120000.000Z", "20261331T120000.000Z-0a1b2c", `${name}0`]) {
            assert.equal(momentOf(other), undefined, other);
        }
    });
});

describe("the seal of a copy", () => {
    const seal = new Seal("key", name);
    const content = Buffer.from("an item");
    const sealed = seal.close(objectOf("table_a_0", 1), content);

    it("opens what it closed, in which nothing of that can be read", () => {
        assert.deepEqual(seal.open("table_a_0/000001", sealed), content);
        assert.ok(!sealed.includes("item"));
    });

    for (const [what, open] of [
        ["in another place", () => seal.open("table_a_0/000002", sealed)],
        ["in another copy", () => new Seal("key", newCopy(new Date())).open("table_a_0/000001", sealed)],
        ["by another key", () => new Seal("other", name).open("table_a_0/000001", sealed)],
        ["cut off", () => seal.open("table_a_0/000001", sealed.subarray(0, -1))],
        ["of nothing", () => seal.open("table_a_0/000001", Buffer.alloc(0))],
    ] as const) {
        it(`opens nothing ${what}`, () => {
            assert.throws(open, /can't be decrypted; set the key of kubernetes\.store/);
        });
    }
});

const stream = (table: string, shard: number, metadata: Record<string, string>): Manifest["streams"][number] => ({
    name: `table_${table}_${shard}`,
    ...{ table, shard },
    config: { name: `table_${table}_${shard}`, metadata },
    state: { messages: 1, bytes: 10, last_seq: 1 },
    objects: [{ bytes: 38, digest: "0".repeat(64) }],
    since: [],
});
const manifest: Manifest = {
    ...{ format: 1, copy: name, cell: "eu", begun: "2026-01-31T12:00:00.000Z", ended: "2026-01-31T12:01:00.000Z" },
    streams: [0, 1].map(shard => stream("a", shard, { partitionKey: "id", sortKey: "" })),
};

describe("the manifest of a copy", () => {
    const written = writeManifest(manifest, new Seal("key", name));

    it("is read as it was written", () => {
        assert.deepEqual(readManifest(written, name, "key"), manifest);
    });

    for (const [what, read, reason] of [
        [
            "that was changed",
            () => readManifest(Buffer.from(written.toString().replace('"eu"', '"us"')), name, "key"),
            /was changed/,
        ],
        ["of another key", () => readManifest(written, name, "other"), /was changed, or written with another key/],
        ["of another copy", () => readManifest(written, "20260201T120000.000Z-0a1b2c", "key"), /another key/],
        ["that is cut off", () => readManifest(written.subarray(0, -9), name, "key"), /is not JSON/],
    ] as const) {
        it(`is refused, one ${what}`, () => {
            assert.throws(read, reason);
        });
    }
});

describe("what of a copy is restored", () => {
    const spec = (more: Partial<TableSpec> = {}): TableSpec => ({
        ...{ cell: "eu", name: "a", partitionKey: "id", shards: 2, copies: ["x"], primary: "x" },
        ...more,
    });

    it("is each shard of the tables that are in both", () => {
        const others = { ...manifest, streams: [...manifest.streams, stream("gone", 0, { partitionKey: "id" })] };
        assert.deepEqual(
            streamsFor([spec({ name: "new" }), spec()], others).map(({ name }) => name),
            ["table_a_0", "table_a_1"],
        );
    });

    for (const [change, said] of [
        [{ shards: 3 }, "shards 2, not 3"],
        [{ partitionKey: "subject" }, "partition key id, not subject"],
        [{ sortKey: "at" }, "sort key none, not at"],
    ] as const) {
        it(`is refused where a table has other ${Object.keys(change).join()}`, () => {
            assert.throws(
                () => streamsFor([spec(change)], manifest),
                new RegExp(`has table a with ${said}; set the table`),
            );
        });
    }
});
