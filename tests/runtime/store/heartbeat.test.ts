import assert from "node:assert/strict";
import type { Connected } from "../../../runtime/store/connection";
import type { Asked } from "../../../runtime/store/inbox";
import { Majority } from "../../../runtime/store/majority";
import { NoMajority, Heartbeat } from "../../../runtime/store/heartbeat";

/** A majority that acknowledges when a test says so. */
class Acknowledging {
    readonly asked: string[] = [];
    private readonly waiting: ((acknowledgement: object) => void)[] = [];

    readonly connected = (): Connected => {
        const ask = ({ subject }: Asked) => {
            this.asked.push(subject);
            return new Promise(resolve => {
                this.waiting.push(acknowledgement => {
                    resolve([{ json: () => acknowledgement }]);
                });
            });
        };
        return { inbox: { ask } } as unknown as Connected;
    };

    /** To the oldest write that waits. */
    answer(acknowledgement: object): void {
        this.waiting.shift()!(acknowledgement);
    }
}

const subject = "table.features.0.pulse.local:eu-west";
const ago = (ms: number) => performance.now() - ms;
/** Of what was so many milliseconds ago, by a clock that goes on. */
const isAbout = (lag: number | undefined, ms: number) => {
    assert.ok(lag !== undefined && lag >= ms && lag < ms + 5_000, `${lag} is not about ${ms}`);
};

describe("how far a copy lags", () => {
    let heartbeat: Heartbeat;
    beforeEach(() => {
        heartbeat = new Heartbeat(subject, () => undefined, new Majority());
    });

    it("isn't known before a majority has taken something, nor of a copy that hasn't it", () => {
        assert.equal(heartbeat.lagOf(1_000), undefined);
        assert.equal(heartbeat.ageMs, Infinity);
        heartbeat.record(10, ago(0));
        assert.equal(heartbeat.lagOf(9), undefined);
    });

    it("is the time since the newest write began that it has", () => {
        heartbeat.record(10, ago(90_000));
        heartbeat.record(20, ago(60_000));
        heartbeat.record(30, ago(30_000));
        isAbout(heartbeat.lagOf(10), 90_000);
        isAbout(heartbeat.lagOf(19), 90_000);
        isAbout(heartbeat.lagOf(20), 60_000);
        isAbout(heartbeat.lagOf(99), 30_000);
        isAbout(heartbeat.ageMs, 30_000);
    });

    it("is by a write that began later and came before, which says all that the other does", () => {
        heartbeat.record(20, ago(60_000));
        heartbeat.record(10, ago(30_000));
        isAbout(heartbeat.lagOf(10), 30_000);
        isAbout(heartbeat.lagOf(20), 30_000);
    });

    it("is not by one that began earlier and came after, which says nothing new", () => {
        heartbeat.record(10, ago(30_000));
        heartbeat.record(20, ago(60_000));
        isAbout(heartbeat.lagOf(10), 30_000);
        isAbout(heartbeat.lagOf(20), 30_000);
    });

    it("is never told too short, in whatever order acknowledgements come", () => {
        const writes = [30, 10, 50, 20, 60, 40].map((revision, i) => ({ revision, since: ago(70_000 - i * 10_000) }));
        for (const { revision, since } of writes) heartbeat.record(revision, since);
        for (let upTo = 0; upTo <= 60; upTo += 10) {
            const lag = heartbeat.lagOf(upTo);
            const newest = writes.filter(({ revision }) => revision <= upTo).at(-1);
            if (lag !== undefined)
                assert.ok(newest !== undefined && lag > performance.now() - newest.since - 1_000, `${upTo}`);
        }
        isAbout(heartbeat.lagOf(60), 20_000);
    });

    it("isn't known across a sleep of the machine, nor while its clock was set ahead, until the next write", () => {
        let setBy = 0;
        heartbeat = new Heartbeat(
            subject,
            () => undefined,
            new Majority(),
            () => setBy,
        );
        heartbeat.record(10, ago(2_000));
        // A week that `performance.now()` has not counted.
        setBy = 7 * 86_400_000;
        assert.equal(heartbeat.lagOf(99), undefined);
        // Begun before, and acknowledged after.
        heartbeat.record(20, ago(1_000), 0);
        assert.equal(heartbeat.lagOf(99), undefined);
        heartbeat.record(30, ago(0));
        isAbout(heartbeat.lagOf(99), 0);
        assert.equal(heartbeat.lagOf(29), undefined);
        setBy = -3_600_000;
        isAbout(heartbeat.lagOf(99), 0);
    });

    it("is known by the last 256 writes, and no longer by those before", () => {
        for (let i = 1; i <= 300; i++) heartbeat.record(i, ago(600_000 - i * 1_000));
        assert.equal(heartbeat.lagOf(44), undefined);
        isAbout(heartbeat.lagOf(45), 555_000);
        isAbout(heartbeat.lagOf(300), 300_000);
    });
});

describe("a pulse", () => {
    let majority: Acknowledging;
    let heartbeat: Heartbeat;
    beforeEach(() => {
        majority = new Acknowledging();
        heartbeat = new Heartbeat(subject, majority.connected, new Majority());
    });

    it("is written where it is said, and gives the revision at which a majority has it", async () => {
        const confirmed = heartbeat.confirm();
        majority.answer({ seq: 7 });
        assert.equal(await confirmed, 7);
        assert.deepEqual(majority.asked, [subject]);
        isAbout(heartbeat.lagOf(7), 0);
        assert.equal(heartbeat.lagOf(6), undefined);
    });

    it("is shared by all callers while one is under way, in the next, which begins after their calls", async () => {
        const first = heartbeat.confirm();
        const others = [heartbeat.confirm(), heartbeat.confirm(), heartbeat.confirm()];
        assert.equal(majority.asked.length, 1);
        majority.answer({ seq: 7 });
        assert.equal(await first, 7);
        await new Promise(setImmediate);
        assert.equal(majority.asked.length, 2);
        majority.answer({ seq: 9 });
        assert.deepEqual(await Promise.all(others), [9, 9, 9]);
    });

    it("fails with no majority only who shares it: the next is another attempt", async () => {
        const first = assert.rejects(heartbeat.confirm(), NoMajority);
        const second = heartbeat.confirm();
        majority.answer({ error: { err_code: 10_000, description: "no quorum" } });
        await first;
        await new Promise(setImmediate);
        majority.answer({ seq: 9 });
        assert.equal(await second, 9);
        isAbout(heartbeat.ageMs, 0);
    });

    it("fails at once where there is no connection", async () => {
        await assert.rejects(new Heartbeat(subject, () => undefined, new Majority()).confirm(), NoMajority);
    });
});
