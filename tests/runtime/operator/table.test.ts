import assert from "node:assert/strict";

import { Hopeless } from "../../../runtime/operator/connection";
import { makeTable, refusedChange, removeTable } from "../../../runtime/operator/table";
import type { TableSpec } from "../../../runtime/operator/table-spec";
import { engine, refused } from "./engine";

const spec: TableSpec = {
    ...{ cell: "eu", name: "items", partitionKey: "subject", sortKey: "at", shards: 3 },
    ...{ copies: ["west"], primary: "west" },
};
const notFound = 10_059;

interface Configuration {
    readonly name: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
}

/** An engine that has the buckets that are requested of it, of one server. */
function store() {
    const buckets = new Map<string, Configuration>();
    const requests: string[] = [];
    const nats = engine((subject, body) => {
        requests.push(subject);
        const [, verb = "", name = ""] = subject.split(".");
        if (verb === "CREATE" || verb === "UPDATE") buckets.set(name, body as Configuration);
        if (verb === "DELETE") buckets.delete(name);
        const config = buckets.get(name);
        return config === undefined ? refused(notFound) : { config, cluster: { leader: "west", replicas: [] } };
    });
    return { nats, buckets, requests };
}

describe("a table of a cell's store", () => {
    it("has a bucket for each shard, of its own subjects, which loses nothing by itself", async () => {
        const { buckets, nats } = store();
        assert.deepEqual(await makeTable(nats, spec), { state: "whole", changesId: "" });
        const all = [...buckets.values()];
        assert.deepEqual(
            all.map(({ name }) => name),
            ["table_items_0", "table_items_1", "table_items_2"],
        );
        assert.equal(new Set(all.map(({ subjects }) => String(subjects))).size, 3);
        for (const { deny_delete, discard, max_msgs_per_subject, num_replicas, storage } of all) {
            assert.deepEqual(
                { deny_delete, discard, max_msgs_per_subject, num_replicas, storage },
                { deny_delete: true, discard: "new", max_msgs_per_subject: 1, num_replicas: 1, storage: "file" },
            );
        }
    });

    it("stays as it is where it is made again", async () => {
        const { nats, requests } = store();
        const changes = { retainHours: 24 };
        const first = await makeTable(nats, { ...spec, changes });
        requests.length = 0;
        assert.deepEqual(await makeTable(nats, { ...spec, changes }), first);
        assert.deepEqual(
            requests.filter(subject => !subject.startsWith("STREAM.INFO.")),
            [],
        );
    });

    for (const [title, before, after, isSame] of [
        ["the same while they are retained as long", 24, 24, true],
        ["the same once they are retained for less long", 24, 12, true],
        ["another once they are retained for longer: those of before are gone", 24, 48, false],
        ["another where none were retained", undefined, 24, false],
    ] as const) {
        it(`has changes under an id, which is ${title}`, async () => {
            const { buckets, nats } = store();
            const retaining = (hours: number | undefined) => ({
                ...spec,
                ...(hours !== undefined && { changes: { retainHours: hours } }),
            });
            const first = await makeTable(nats, retaining(before));
            const next = await makeTable(nats, retaining(after));
            assert.notEqual(next.changesId, "");
            assert.equal(next.changesId === first.changesId, isSame);
            for (const { max_msgs_per_subject, metadata } of buckets.values()) {
                assert.deepEqual([metadata.changesId, metadata.retainHours], [next.changesId, String(after)]);
                assert.equal(max_msgs_per_subject, -1);
            }
        });
    }

    it("has no id of changes once none are retained, and another one when they are again", async () => {
        const { nats } = store();
        const changes = { retainHours: 24 };
        const first = await makeTable(nats, { ...spec, changes });
        assert.equal((await makeTable(nats, spec)).changesId, "");
        assert.notEqual((await makeTable(nats, { ...spec, changes })).changesId, first.changesId);
    });

    for (const [title, more, why] of [
        ["partition keys", { partitionKey: "id" }, "partition key subject, not id"],
        ["sort keys", { sortKey: undefined }, "sort key at, not none"],
        ["numbers of shards", { shards: 4 }, "the number of shards 3, not 4"],
    ] as const) {
        it(`is refused for good where the store has one of that name with other ${title}`, async () => {
            const { nats, requests } = store();
            await makeTable(nats, spec);
            requests.length = 0;
            const { sortKey: _, ...plain } = spec;
            const other = "sortKey" in more ? plain : { ...spec, ...more };
            await assert.rejects(
                makeTable(nats, other),
                (error: unknown) =>
                    error instanceof Hopeless &&
                    error.message === `cell eu has kept a table items with ${why}; use that, or another name`,
            );
            assert.deepEqual(
                requests.filter(subject => /UPDATE|DELETE/.test(subject)),
                [],
            );
        });
    }

    it("is removed with all of its shards", async () => {
        const { buckets, nats } = store();
        await makeTable(nats, spec);
        await removeTable(nats, spec);
        assert.deepEqual([...buckets.keys()], []);
    });
});

describe("another table under the same name", () => {
    it("is no change where its copies, changes or primary's copies differ", () => {
        assert.equal(
            refusedChange(spec, { ...spec, copies: ["west", "north"], changes: { retainHours: 1 } }),
            undefined,
        );
    });

    it("is refused with each key that differs, and the way to migrate", () => {
        const { sortKey: _, ...plain } = spec;
        const message = refusedChange(plain, { ...spec, shards: 4, primary: "north" }) ?? "";
        assert.ok(
            message.startsWith(
                "table items of cell eu: sort key none can't become at, the number of shards 3 can't become 4, " +
                    "the cell's primary west can't become north, since its items lie by that; put it back; or ",
            ),
            message,
        );
    });
});
