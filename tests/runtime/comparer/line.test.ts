import assert from "node:assert/strict";

import { Budget, Line } from "../../../runtime/comparer/line";

describe("a line of jobs", () => {
    /** Jobs that end on request, and a record of those that have begun. */
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
        const line = new Line({ atOnce: 2, waiting: 10 });
        for (const name of ["a", "b", "c", "d"]) assert.ok(line.take(job(name)));
        assert.deepEqual(begun, ["a", "b"]);
        await end("b");
        assert.deepEqual(begun, ["a", "b", "c"]);
        await end("a");
        await end("c");
        await end("d");
        assert.deepEqual(begun, ["a", "b", "c", "d"]);
        assert.ok(line.take(job("e")));
        assert.deepEqual(begun.at(-1), "e");
    });

    it("refuses what there is no room for, and never does it", async () => {
        const { begun, job, end } = jobs();
        const line = new Line({ atOnce: 1, waiting: 2 });
        for (const name of ["under way", "first", "second"]) assert.ok(line.take(job(name)));
        assert.ok(!line.take(job("too many")));
        for (const name of ["under way", "first", "second"]) await end(name);
        assert.deepEqual(begun, ["under way", "first", "second"]);
    });

    it("goes on after one that fails", async () => {
        const { begun, job } = jobs();
        const line = new Line({ atOnce: 1, waiting: 1 });
        line.take(() => Promise.reject(new Error("failed")));
        line.take(job("next"));
        await new Promise(setImmediate);
        assert.deepEqual(begun, ["next"]);
    });
});

describe("a budget of bytes", () => {
    it("gives no more than there are, and again what was given back", () => {
        const budget = new Budget(100);
        const giveBack = budget.take(60);
        assert.ok(giveBack);
        assert.equal(budget.take(41), undefined);
        assert.ok(budget.take(40));
        giveBack();
        assert.equal(budget.take(61), undefined);
        assert.ok(budget.take(60));
    });
});
