import assert from "node:assert/strict";

import { attributesOf } from "../../../runtime/table-server/attributes";
import { batchKeys, keyOf } from "../../../runtime/table-server/keys";
import { conditionOf, tagOf } from "../../../runtime/table-server/preconditions";
import { parseTables } from "../../../runtime/table-server/tables-file";

const plain = { name: "items", partitionKey: "id", shards: 1 };
const sorted = { ...plain, sortKey: "at" };
const refused = (status: number, message: RegExp) => ({ status, message });

describe("the keys of an item", () => {
    const long = "k".repeat(1024);

    it("have up to 1024 bytes, without a slash, in a path", () => {
        assert.deepEqual(keyOf({ key: long }, plain), { key: long });
        assert.deepEqual(keyOf({ key: "a", sort: long }, sorted), { key: "a", sort: long });
        for (const wrong of ["", `${long}k`, "é".repeat(513), "a/b"]) {
            assert.throws(() => keyOf({ key: wrong }, plain), refused(400, /^the key is wrong/), wrong);
            assert.throws(
                () => keyOf({ key: "a", sort: wrong }, sorted),
                refused(400, /^the sort key is wrong/),
                wrong,
            );
        }
    });

    it("have up to 1024 bytes, without a slash, in a batch", () => {
        assert.deepEqual(batchKeys({ keys: [{ key: long }] }, plain), [{ key: long }]);
        for (const wrong of ["", `${long}k`, "a/b"]) {
            const keys = (more: object) => ({
                keys: [
                    { key: "a", sort: "b" },
                    { key: "a", sort: "b", ...more },
                ],
            });
            assert.throws(() => batchKeys(keys({ key: wrong }), sorted), refused(400, /^keys\[1\]\.key is wrong/));
            assert.throws(() => batchKeys(keys({ sort: wrong }), sorted), refused(400, /^keys\[1\]\.sort is wrong/));
        }
    });

    it("are both named where the table has a sort key, and one where it has none", () => {
        assert.throws(() => keyOf({ key: "a" }, sorted), refused(400, /has a sort key/));
        assert.deepEqual(keyOf({ key: "a" }, sorted, true), { key: "a" });
        assert.throws(() => keyOf({ key: "a", sort: "b" }, plain, true), refused(400, /has no sort key/));
        assert.throws(() => batchKeys({ keys: [{ key: "a" }] }, sorted), refused(400, /^keys\[0\]\.sort must be text/));
        assert.throws(
            () => batchKeys({ keys: [{ key: "a", sort: "b" }] }, plain),
            refused(400, /^keys\[0\]\.sort must be left out/),
        );
    });

    it("are 1 to 100 in a batch, each an object with text", () => {
        const keys = (count: number) => ({ keys: Array.from({ length: count }, (_, i) => ({ key: `${i}` })) });
        assert.equal(batchKeys(keys(1), plain).length, 1);
        assert.equal(batchKeys(keys(100), plain).length, 100);
        for (const wrong of [{}, { keys: {} }, keys(0), keys(101)]) {
            assert.throws(() => batchKeys(wrong, plain), refused(400, /1 to 100 keys/));
        }
        for (const wrong of [null, "a", [], { key: 1 }]) {
            assert.throws(() => batchKeys({ keys: [wrong] }, plain), refused(400, /^keys\[0\]/));
        }
        for (const wrong of [null, [], "keys", { ...keys(1), consistency: "strong" }]) {
            assert.throws(() => batchKeys(wrong, plain), refused(400, /^(the body must be|"consistency" in the body)/));
        }
    });
});

describe("the attributes of an item", () => {
    const spec = { ...sorted, ttl: "expires" };
    const of = (body: unknown) => attributesOf(body, spec, { key: "a", sort: "b" });

    it("may repeat its keys, and contradict neither of them", () => {
        for (const body of [{}, { id: "a" }, { at: "b" }, { id: "a", at: "b", more: null }]) {
            assert.deepEqual(of(body), body);
        }
        for (const body of [{ id: "b" }, { at: "a" }, { id: null }, { at: 1 }]) {
            assert.throws(() => of(body), refused(400, /must be the text that the path has/), JSON.stringify(body));
        }
        for (const body of [null, [], "a", 1]) assert.throws(() => of(body), refused(400, /must be a JSON object/));
    });

    it("expire at a whole second up to 9000000000", () => {
        for (const expires of [1, 9_000_000_000]) assert.deepEqual(of({ expires }), { expires });
        for (const expires of [0, -1, 1.5, 9_000_000_001, "1", null]) {
            assert.throws(
                () => of({ expires }),
                refused(400, /must be a whole number from 1 to 9000000000/),
                `${expires}`,
            );
        }
    });

    it("are their own only, where a key or the expiry has the name of what every object has", () => {
        const odd = { ...spec, partitionKey: "constructor", sortKey: "toString", ttl: "valueOf" };
        assert.deepEqual(attributesOf({}, odd, { key: "a", sort: "b" }), {});
        assert.throws(() => attributesOf({ constructor: "b" }, odd, { key: "a", sort: "b" }), { status: 400 });
    });
});

describe("a condition in a request's headers", () => {
    it("is the revision of the tag that a write returned, any item, or no item", () => {
        assert.deepEqual(conditionOf({}), { kind: "always" });
        assert.deepEqual(conditionOf({ "if-match": tagOf(17) }), { kind: "revision", revision: 17 });
        assert.deepEqual(conditionOf({ "if-match": "*" }), { kind: "present" });
        assert.deepEqual(conditionOf({ "if-none-match": "*" }), { kind: "absent" });
    });

    it("is refused where it is another", () => {
        for (const wrong of ["17", '"0"', '"17", "18"', 'W/"17"', '"a"', ""]) {
            assert.throws(() => conditionOf({ "if-match": wrong }), refused(400, /^if-match is wrong/), wrong);
        }
        assert.throws(() => conditionOf({ "if-none-match": '"17"' }), refused(400, /^if-none-match is wrong/));
        assert.throws(() => conditionOf({ "if-match": "*", "if-none-match": "*" }), refused(400, /contradict/));
    });
});

describe("the file of a table server", () => {
    const file = { regions: ["local:eu-west"], consistency: "strong", tables: [plain] };
    const wrongAt = (more: object) => {
        try {
            parseTables(JSON.stringify({ ...file, ...more }));
            return undefined;
        } catch (error) {
            return (error as { faults: readonly { path: string }[] }).faults.map(({ path }) => path);
        }
    };

    it("names regions, and tables with a name, a key and a shard at least", () => {
        assert.deepEqual(parseTables(JSON.stringify(file)), file);
        assert.deepEqual(wrongAt({ regions: [] }), ["tables.regions"]);
        for (const part of ["name", "partitionKey", "sortKey", "ttl"]) {
            assert.deepEqual(wrongAt({ tables: [{ ...plain, [part]: "" }] }), [`tables.tables[0].${part}`]);
        }
        for (const shards of [0, 1.5]) {
            assert.deepEqual(wrongAt({ tables: [{ ...plain, shards }] }), ["tables.tables[0].shards"]);
        }
    });
});
