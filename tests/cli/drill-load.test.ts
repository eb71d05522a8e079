import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { Load } from "../../cli/drill/load";
import { until } from "../support/until";

describe("the load of a drill", () => {
    it("sends in time whether or not anything is answered, and waits for all answers at its end", async () => {
        const answers: (() => void)[] = [];
        const load = new Load(
            200,
            i =>
                new Promise<number>(resolve =>
                    answers.push(() => {
                        resolve(i);
                    }),
                ),
        );
        await until("twenty were sent", () => answers.length >= 20, 5_000);
        assert.deepEqual(load.done, []);
        let isOver = false;
        const finished = load.finish().then(done => {
            isOver = true;
            return done;
        });
        answers.slice(1).forEach(answer => {
            answer();
        });
        await until("all but one are there", () => load.done.length === answers.length - 1, 5_000);
        assert.equal(isOver, false);
        const sent = answers.length;
        answers[0]!();
        const done = await finished;
        assert.deepEqual([done.length, done.at(-1)], [sent, 0]);
        await pause(50);
        assert.equal(answers.length, sent);
        // 5 ms from one to the next.
        assert.ok(Math.abs(load.dueMs - (sent - 1) * 5) < 0.001, `${load.dueMs} ms, ${sent} requests`);
    });

    it("sends no faster than its rate", async () => {
        const begun = performance.now();
        const times: number[] = [];
        const load = new Load(100, i => Promise.resolve(times.push(performance.now() - begun) + i));
        await until("ten were sent", () => times.length >= 10, 5_000);
        await load.finish();
        times.forEach((ms, i) => {
            // Timers count in whole milliseconds, and leave fractions out.
            assert.ok(ms >= i * 10 - 3, `request ${i} after ${ms} ms`);
        });
    });

    for (const [perSecond, standsStillMs, leastMs] of [
        [100, 120, 110],
        // The second one is due after 50 ms, and the third one when it is over.
        [20, 70, 20],
    ] as const) {
        it(`reports by how much it was late at worst, and sends what is late, at ${perSecond} a second`, async () => {
            let sent = 0;
            const load = new Load(perSecond, i => {
                if (i === 0) setImmediate(standStill, standsStillMs);
                return Promise.resolve(++sent);
            });
            const due = Math.ceil((standsStillMs * perSecond) / 1_000);
            await until("what was late is sent", () => sent > due, 5_000);
            await load.finish();
            assert.ok(load.latestMs >= leastMs, `${load.latestMs} ms`);
        });
    }
});

/** As a process that has no processor. */
function standStill(ms: number): void {
    for (const end = performance.now() + ms; performance.now() < end;);
}
