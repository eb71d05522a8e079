import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";

import { inTurn } from "../../../../../components/adapters/local/provider/mutex";

describe("tasks in turn", () => {
    it("run one after the other, in the order that they came, and each gets its own result", async () => {
        let running = 0;
        const order: number[] = [];
        const task = (i: number) => async () => {
            assert.equal(++running, 1);
            await nextTurn();
            order.push(i);
            running--;
            return i;
        };
        assert.deepEqual(await Promise.all([1, 2, 3].map(i => inTurn("book", task(i)))), [1, 2, 3]);
        assert.deepEqual(order, [1, 2, 3]);
    });

    it("go on after one that failed, which alone is reported", async () => {
        const failed = inTurn("book", () => Promise.reject(new Error("full")));
        const next = inTurn("book", () => Promise.resolve("done"));
        await assert.rejects(failed, /full/);
        assert.equal(await next, "done");
    });

    it("do not wait for those of another key", async () => {
        let release: () => void = () => undefined;
        const held = inTurn("one", () => new Promise<void>(resolve => (release = resolve)));
        assert.equal(await inTurn("two", () => Promise.resolve("done")), "done");
        release();
        await held;
    });
});
