import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";

import { Repeated } from "../../../runtime/certifier/repeated";
import { until } from "../../support/until";

describe("repeated work", () => {
    let begun: number;
    let underWay: number;
    let finish: () => void;
    let repeated: Repeated;

    /** Work that takes until the test ends it, and is due again after a time. */
    function work(waitMs: number): Repeated {
        [begun, underWay] = [0, 0];
        repeated = new Repeated(async () => {
            begun++;
            assert.equal(++underWay, 1);
            await new Promise<void>(resolve => (finish = resolve));
            underWay--;
            return waitMs;
        });
        return repeated;
    }
    afterEach(async () => {
        const stopped = repeated.stop();
        finish();
        await stopped;
    });

    it("is done again after its time", async () => {
        work(1).now();
        for (let times = 1; times <= 3; times++) {
            await until("it is done again", () => begun === times);
            finish();
        }
    });

    it("is done once more after what is under way, however often it is requested meanwhile", async () => {
        work(100_000).now();
        for (let i = 0; i < 3; i++) repeated.now();
        assert.equal(begun, 1);
        finish();
        await until("it is done once more", () => begun === 2);
        finish();
        await turn();
        assert.deepEqual([begun, underWay], [2, 0]);
    });

    it("is done at once on request, although its time has not come", async () => {
        work(100_000).now();
        finish();
        await until("it is over", () => underWay === 0);
        await turn();
        repeated.now();
        assert.equal(begun, 2);
    });

    it("is over when it is stopped, and not done again", async () => {
        work(0).now();
        let isOver = false;
        const stopped = repeated.stop().then(() => (isOver = true));
        await turn();
        assert.equal(isOver, false);
        finish();
        await stopped;
        repeated.now();
        await turn();
        assert.deepEqual([begun, underWay, repeated.isStopped], [1, 0, true]);
    });
});
