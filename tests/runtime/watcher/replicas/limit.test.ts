import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";

import { Limit } from "../../../../runtime/watcher/replicas/limit";

describe("a limit of tasks at a time", () => {
    it("has so many under way at most, and all of them in the end, in order, whether or not they fail", async () => {
        const limit = new Limit(3);
        let [running, most] = [0, 0];
        const begun: number[] = [];
        const all = await Promise.allSettled(
            Array.from({ length: 20 }, (_, i) =>
                limit.run(async () => {
                    begun.push(i);
                    most = Math.max(most, ++running);
                    await turn();
                    running--;
                    if (i % 4 === 0) throw new Error(`task ${i}`);
                    return i;
                }),
            ),
        );
        assert.equal(most, 3);
        assert.deepEqual(begun, [...Array(20).keys()]);
        assert.deepEqual(
            all.map(one => (one.status === "fulfilled" ? one.value : (one.reason as Error).message)),
            [...Array(20).keys()].map(i => (i % 4 === 0 ? `task ${i}` : i)),
        );
    });
});
