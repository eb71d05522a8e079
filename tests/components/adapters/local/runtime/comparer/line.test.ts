import assert from "node:assert/strict";

import { Line } from "../../../../../../components/adapters/local/runtime/comparer/line";

describe("a line of jobs", () => {
    /** Jobs that end when they are told to, and a record of those that have begun. */
    function jobs() {
        const begun: string[] = [];
        const ends = new Map<string, () => void>();
        const job = (name: string) => () => {
            begun.push(name);
            return new Promise<void>(resolve => ends.set(name, resolve));
        };
        const end = async (name: string) => {
            ends.get(name)!();
            await new Promise(setImmediate);
        };
        return { begun, job, end };
    }

    it("does a few at once, the others in the order that they came", async () => {
        const { begun, job, end } = jobs();
        const line = new Line({ atOnce: 2, waiting: 10, bytes: 1000 });
        for (const name of ["a", "b", "c", "d"]) assert.ok(line.take(1, job(name)));
        assert.deepEqual(begun, ["a", "b"]);
        await end("b");
        assert.deepEqual(begun, ["a", "b", "c"]);
        await end("a");
        await end("c");
        await end("d");
        assert.deepEqual(begun, ["a", "b", "c", "d"]);
        assert.ok(line.take(1, job("e")));
        assert.deepEqual(begun.at(-1), "e");
    });

    it("refuses what there is no room for, by number and by size, and never does it", async () => {
        const { begun, job, end } = jobs();
        const line = new Line({ atOnce: 1, waiting: 2, bytes: 100 });
        assert.ok(line.take(1000, job("under way")));
        assert.ok(line.take(60, job("first")));
        assert.ok(!line.take(41, job("too large")));
        assert.ok(line.take(40, job("second")));
        assert.ok(!line.take(0, job("too many")));
        await end("under way");
        assert.ok(!line.take(61, job("too large yet")));
        assert.ok(line.take(60, job("third")));
        for (const name of ["first", "second", "third"]) await end(name);
        assert.deepEqual(begun, ["under way", "first", "second", "third"]);
    });
});
