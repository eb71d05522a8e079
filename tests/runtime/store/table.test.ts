import assert from "node:assert/strict";
import { chainHeader, writeHeader } from "../../../runtime/store/chain";
import type { Connected } from "../../../runtime/store/connection";
import type { Asked, Headers } from "../../../runtime/store/inbox";
import { ttlHeader } from "../../../runtime/store/item";
import { Majority } from "../../../runtime/store/majority";
import { Room } from "../../../runtime/store/room";
import { NoCopy, type Stored } from "../../../runtime/store/reader";
import { deadlineIn, Unavailable } from "../../../runtime/store/shard";
import { type Condition, Table, type TableSpec } from "../../../runtime/store/table";
import { markerAt, storedAt } from "./stored";

/** A bucket in memory, whose nearest copy a test may hold back. */
class Bucket {
    private revision = 0;
    private readonly newest = new Map<string, Stored>();
    private old: Stored[] | undefined;

    readonly connected = (): Connected =>
        ({
            inbox: {
                ask: (asked: Asked) => Promise.resolve([{ json: () => this.take(asked) }]),
                tell: (_: string, __: string, headers: Headers) => this.reported.push(headers),
            },
            reader: {
                snapshot: (_bucket: string, subjects: string[]) => this.snapshot(subjects),
                last: async (_bucket: string, subject: string) => (await this.snapshot([subject])).messages[0],
            },
            room: new Room(2 ** 30, 2 ** 30),
        }) as unknown as Connected;

    /** Headers of events, which go before the items that they are stored with. */
    readonly reported: Headers[] = [];

    now(): Stored[] {
        return [...this.newest.values()];
    }

    /** What is read next is as it was, and only what is read after that is the newest. */
    holdBack(old: Stored[]): void {
        this.old = old;
    }

    /** Of the writes of an item the next is refused, by a server that led before and says what it knows. */
    refuseNext(): void {
        this.refusing = true;
    }

    /** What an item is by the time of the refusal, after so many writes of others that it remembers none of before. */
    overtakeNext(writes: number): void {
        this.refusing = true;
        this.overtaking = writes;
    }

    /** Who wrote each attempt that came for an item. */
    readonly attempts: string[] = [];
    private refusing = false;
    private overtaking = 0;

    /** What the engine does with an item whose time is over. */
    expire(): void {
        const [subject] = [...this.newest.keys()].filter(subject => subject.includes(".item."));
        this.newest.set(subject!, { ...markerAt(++this.revision), subject: subject! });
    }

    private take({ subject, data, headers = {} }: Asked) {
        const expected = headers["Nats-Expected-Last-Subject-Sequence"];
        if (subject.includes(".item.")) {
            this.attempts.push(headers[writeHeader]!);
            if (this.refusing) {
                this.refusing = false;
                if (this.overtaking > 0) this.overtake(subject);
                return { error: { err_code: 10_071 } };
            }
        }
        if (expected !== undefined && Number(expected) !== (this.newest.get(subject)?.revision ?? 0)) {
            return { error: { err_code: 10_071 } };
        }
        const stored = storedAt(++this.revision, { ...headers, "Nats-Time-Stamp": new Date().toISOString() });
        this.newest.set(subject, { ...stored, subject, data: new TextEncoder().encode(data as string) });
        return { seq: this.revision };
    }

    private overtake(subject: string): void {
        const before = this.revision;
        this.revision += this.overtaking;
        this.overtaking = 0;
        const chain = Array.from({ length: this.revision - before - 1 }, (_, i) => `${this.revision - 1 - i}.other`);
        const headers = { [writeHeader]: "another", [chainHeader]: chain.join(" ") };
        this.newest.set(subject, { ...storedAt(this.revision, headers), subject });
    }

    private snapshot(subjects: readonly string[]) {
        const messages = (this.old ?? this.now()).filter(({ subject }) => subjects.includes(subject));
        const upTo = this.old === undefined ? this.revision : Math.max(0, ...messages.map(({ revision }) => revision));
        this.old = undefined;
        return Promise.resolve({ messages, upTo });
    }
}

const key = { key: "p1" };
const at = (revision: number): Condition => ({ kind: "revision", revision });
const always: Condition = { kind: "always" };

describe("a condition of a write", () => {
    let bucket: Bucket;
    let table: Table;
    beforeEach(() => {
        bucket = new Bucket();
        const spec = { name: "features", partitionKey: "subject", ttl: "expires", shards: 1 };
        table = new Table(spec, "local:eu-west", bucket.connected);
    });

    const put = (condition: Condition, attributes: object = {}) =>
        table.put(key, { ...attributes }, condition, deadlineIn(30_000));
    const remove = (condition: Condition) => table.delete(key, condition, deadlineIn(30_000));
    const isThere = async () => (await table.get(key, "strong", deadlineIn(30_000))).item !== undefined;
    const made = async () => (await put(always)).revision;

    it("is met by the revision that the item has, and by no other", async () => {
        const first = await made();
        const second = await put(at(first));
        assert.equal(second.kind, "done");
        assert.deepEqual(await put(at(first)), { kind: "refused", revision: second.revision });
        assert.deepEqual(await put(at(second.revision + 1_000)), { kind: "refused", revision: second.revision });
    });

    it("is met by no revision where there never was an item", async () => {
        assert.deepEqual(await put(at(1)), { kind: "refused", revision: 0 });
    });

    for (const [title, goes] of [
        ["was deleted", async () => (await remove(always)).revision],
        ["has expired", async () => (await put(always, { expires: 1 })).revision],
        [
            "was taken away by the engine",
            async () => {
                const revision = await made();
                bucket.expire();
                return revision + 1;
            },
        ],
    ] as const) {
        it(`is met by no revision of an item that ${title}, its last one or that at which it went`, async () => {
            const last = await made();
            const gone = await goes();
            for (const revision of [last, gone, gone + 1]) {
                assert.deepEqual(await put(at(revision)), { kind: "refused", revision: 0 });
                assert.deepEqual(await remove(at(revision)), { kind: "refused", revision: 0 });
            }
            assert.equal(await isThere(), false);
        });

        it(`is met where none is to be, by an item that ${title}`, async () => {
            await made();
            await goes();
            assert.equal((await put({ kind: "present" })).kind, "refused");
            assert.equal((await put({ kind: "absent" })).kind, "done");
            assert.equal((await put({ kind: "absent" })).kind, "refused");
            assert.equal((await put({ kind: "present" })).kind, "done");
        });
    }

    it("is evaluated by the newest, if the nearest copy has an older one that would meet it", async () => {
        const first = await made();
        const old = bucket.now();
        const second = await made();
        bucket.holdBack(old);
        assert.deepEqual(await put(at(first)), { kind: "refused", revision: second });
    });

    it("is evaluated by the newest, if the nearest copy has none yet that meets it", async () => {
        const old = bucket.now();
        await made();
        bucket.holdBack(old);
        const { kind, revision } = await put({ kind: "present" });
        assert.equal(kind, "done");
        bucket.holdBack(old);
        assert.equal((await put(at(revision))).kind, "done");
    });
});

describe("what no reader sees any more", () => {
    const ttlIn = async (spec: Partial<TableSpec>, write: (table: Table) => Promise<unknown>) => {
        const bucket = new Bucket();
        const whole = { name: "features", partitionKey: "subject", ttl: "expires", shards: 1, ...spec };
        await write(new Table(whole, "local:eu-west", bucket.connected));
        return Number(bucket.now()[0]!.header(ttlHeader)!.slice(0, -1));
    };
    const put = (expires: number) => (table: Table) => table.put(key, { expires }, always, deadlineIn(30_000));
    const remove = (table: Table) => table.delete(key, always, deadlineIn(30_000));
    const now = () => Date.now() / 1000;

    it("is kept for a day where it was deleted, or as long as is said", async () => {
        assert.equal(await ttlIn({}, remove), 86_400);
        assert.equal(await ttlIn({ keeps: { deletedSeconds: 3 } }, remove), 3);
    });

    it("is kept two hours longer where it has expired: a writer's clock and a server's may be an hour off", async () => {
        assert.ok((await ttlIn({}, put(Math.ceil(now() + 60)))) >= 60 + 7_200);
        // By a writer whose clock is an hour ahead, so that it has expired already.
        assert.ok((await ttlIn({}, put(Math.ceil(now() - 1_800)))) >= 1_800 + 3_600);
        assert.ok((await ttlIn({ keeps: { graceSeconds: 1 } }, put(Math.ceil(now() + 60)))) < 65);
    });

    it("is kept of changes for the hours that are said and two more, of what was deleted, too", async () => {
        for (const [keeps, seconds] of [
            [{}, 24 * 3_600 + 7_800],
            [{ keeps: { graceSeconds: 1 } }, 24 * 3_600 + 1],
        ] as const) {
            const bucket = new Bucket();
            const spec = { name: "t", partitionKey: "id", shards: 1, changes: { retainHours: 24 }, ...keeps };
            const table = new Table(spec, "local:eu-west", bucket.connected);
            await table.put(key, {}, always, deadlineIn(30_000));
            await table.delete(key, always, deadlineIn(30_000));
            assert.deepEqual(
                bucket.reported.map(headers => headers[ttlHeader]),
                [`${seconds}s`, `${seconds}s`],
            );
        }
    });
});

describe("a write that is refused though the item is as it expects", () => {
    for (const [title, earlier] of [
        ["where there is no item", 0],
        ["where there is one", 1],
    ] as const) {
        it(`is tried again as the same write, ${title}: the refused one may be done yet`, async () => {
            const bucket = new Bucket();
            const table = new Table({ name: "t", partitionKey: "id", shards: 1 }, "local:eu-west", bucket.connected);
            for (let i = 0; i < earlier; i++) await table.put(key, { i }, always, deadlineIn(30_000));
            const before = bucket.attempts.length;
            bucket.refuseNext();
            const { kind } = await table.put(key, { value: 1 }, always, deadlineIn(30_000));
            assert.equal(kind, "done");
            const [refused, done, ...more] = bucket.attempts.slice(before);
            assert.deepEqual([done, more], [refused, []]);
        });
    }
});

describe("a write that is refused after others have written the item more often than it remembers", () => {
    // Were it taken for a write that was not done, it would be done twice, the second time over what others have written since.
    it("may be done, and is not tried again", async () => {
        const bucket = new Bucket();
        const table = new Table({ name: "features", partitionKey: "subject", shards: 1 }, "local:eu", bucket.connected);
        const put = (condition: Condition) => table.put(key, {}, condition, deadlineIn(30_000));
        for (const conditionOf of [() => always, at]) {
            const condition = conditionOf((await put(always)).revision);
            const before = bucket.attempts.length;
            bucket.overtakeNext(30);
            await assert.rejects(put(condition), (error: unknown) => {
                assert.ok(error instanceof Unavailable);
                assert.deepEqual([error.state, error.missing], ["maybe", "trace"]);
                return true;
            });
            assert.equal(bucket.attempts.length, before + 1);
        }
    });
});

describe("a write that is not acknowledged by its deadline", () => {
    const now = performance.now.bind(performance);
    afterEach(() => {
        performance.now = now;
    });

    for (const [title, state, answer] of [
        ["may be done where an attempt had no answer", "maybe", () => Promise.reject(new Error("no answer"))],
        ["is not done where no server took an attempt", "undone", () => Promise.resolve([{ headers: { code: 503 } }])],
    ] as const) {
        it(title, async () => {
            const ask = () => {
                // Before the next attempt, and after the wait for it has begun.
                setImmediate(() => (performance.now = () => now() + 60_000));
                return answer();
            };
            const connected = () => ({ ...new Bucket().connected(), inbox: { ask } }) as unknown as Connected;
            const table = new Table({ name: "t", partitionKey: "id", shards: 1 }, "local:eu-west", connected);
            await assert.rejects(
                table.put(key, {}, always, deadlineIn(30_000)),
                (error: unknown) => error instanceof Unavailable && error.state === state,
            );
        });
    }

    for (const isCutOff of [false, true]) {
        it(`may be done where its first attempt had no answer, though ${isCutOff ? "a majority is away at" : "no leader received"} the next`, async () => {
            const majority = { isLost: false, heard: () => undefined };
            let attempts = 0;
            const ask = () => {
                attempts += 1;
                if (attempts === 1) return Promise.reject(new Error("no answer"));
                majority.isLost = isCutOff;
                setImmediate(() => (performance.now = () => now() + 60_000));
                return Promise.resolve([{ headers: { code: 503 } }]);
            };
            const connected = () => ({ ...new Bucket().connected(), inbox: { ask } }) as unknown as Connected;
            const spec = { name: "t", partitionKey: "id", shards: 1 };
            const table = new Table(spec, "local:eu-west", connected, majority);
            await assert.rejects(
                table.put(key, {}, always, deadlineIn(30_000)),
                (error: unknown) => error instanceof Unavailable && error.state === "maybe",
            );
            assert.ok(attempts >= 2);
        });
    }
});

describe("a request whose time is over", () => {
    const spec = { name: "t", partitionKey: "id", shards: 1 };

    it("is not sent to the region's copy", async () => {
        const table = new Table(spec, "local:eu-west", new Bucket().connected);
        await assert.rejects(table.get(key, "nearest", deadlineIn(-1)), { state: "undone", missing: "time" });
    });

    it("ends, where it waits for a majority that says nothing", async () => {
        const inbox = { ask: () => new Promise(() => undefined) };
        const connected = () => ({ ...new Bucket().connected(), inbox }) as unknown as Connected;
        const table = new Table(spec, "local:eu-west", connected);
        await assert.rejects(table.get(key, "strong", deadlineIn(50)), { state: "undone", missing: "majority" });
    });
});

describe("a region whose server of the store is not reached", () => {
    it("leaves each request to others at once, with nothing begun", async () => {
        const table = new Table({ name: "t", partitionKey: "id", shards: 1 }, "local:eu-west", () => undefined);
        const untouched = { state: "untouched", missing: "server" };
        await assert.rejects(table.get(key, "nearest", deadlineIn(60_000)), untouched);
        await assert.rejects(table.get(key, "strong", deadlineIn(60_000)), untouched);
        await assert.rejects(table.put(key, {}, always, deadlineIn(60_000)), untouched);
        await assert.rejects(table.delete(key, always, deadlineIn(60_000)), untouched);
    });
});

describe("a region that has not heard from a majority for longer than an election takes", () => {
    let now: number;
    let bucket: Bucket;
    let table: Table;
    beforeEach(async () => {
        now = 0;
        bucket = new Bucket();
        const majority = new Majority(() => now);
        table = new Table({ name: "t", partitionKey: "id", shards: 1 }, "local:eu-west", bucket.connected, majority);
        await table.put(key, {}, always, deadlineIn(30_000));
        now = 1e12;
    });

    const isUntouched = (error: unknown) => error instanceof Unavailable && error.state === "untouched";

    it("leaves writes and strong reads to others at once, with nothing begun", async () => {
        const before = bucket.attempts.length;
        await assert.rejects(table.put(key, {}, always, deadlineIn(60_000)), isUntouched);
        await assert.rejects(table.get(key, "strong", deadlineIn(60_000)), isUntouched);
        assert.equal(bucket.attempts.length, before);
    });

    it("still reads its own copy", async () => {
        assert.deepEqual((await table.get(key, "nearest", deadlineIn(30_000))).item?.attributes, { id: "p1" });
    });

    it("serves all again once a pulse has come through", async () => {
        const beat = table.shards[0]!.heartbeat.confirm();
        now = 0;
        await beat;
        assert.equal((await table.put(key, {}, always, deadlineIn(30_000))).kind, "done");
        assert.notEqual((await table.get(key, "strong", deadlineIn(30_000))).item, undefined);
    });
});

describe("how far a copy is, after a write", () => {
    const now = Date.now.bind(Date);
    afterEach(() => {
        Date.now = now;
    });

    for (const [title, sleptMs, isKnown] of [
        ["is known", 0, true],
        ["isn't known where the machine has slept meanwhile: others have written", 60_000, false],
    ] as const) {
        it(title, async () => {
            const bucket = new Bucket();
            const { inbox, ...rest } = bucket.connected();
            const ask = (asked: Asked) => {
                // `performance.now()` stands still while a machine sleeps.
                Date.now = () => now() + sleptMs;
                return inbox.ask(asked);
            };
            const connected = () => ({ ...rest, inbox: { ask } }) as unknown as Connected;
            const table = new Table({ name: "t", partitionKey: "id", shards: 1 }, "local:eu-west", connected);
            await table.put(key, {}, always, deadlineIn(30_000));
            const { lagMs } = await table.get(key, "nearest", deadlineIn(30_000));
            assert.equal(lagMs !== undefined, isKnown);
        });
    }
});

describe("a process that sends no pulses", () => {
    const now = performance.now.bind(performance);
    afterEach(() => {
        performance.now = now;
    });

    it("writes again after a majority was away for longer than an election takes", async () => {
        const bucket = new Bucket();
        let isAway = true;
        const connected = () => (isAway ? undefined : bucket.connected());
        const table = new Table({ name: "t", partitionKey: "id", shards: 1 }, "local:eu-west", connected);
        await assert.rejects(table.put(key, {}, always, deadlineIn(1_000)), Unavailable);
        performance.now = () => now() + 60_000;
        isAway = false;
        assert.equal((await table.put(key, {}, always, deadlineIn(30_000))).kind, "done");
        assert.notEqual((await table.get(key, "strong", deadlineIn(30_000))).item, undefined);
    });
});

describe("a region's own copy that does not answer", () => {
    const away: Connected = {
        nats: {},
        reader: { last: () => Promise.reject(new NoCopy()), snapshot: () => Promise.reject(new NoCopy()) },
        room: new Room(2 ** 30, 2 ** 30),
    } as unknown as Connected;

    it("is awaited by the first readers, and by none later", async () => {
        const table = new Table({ name: "t", partitionKey: "id", shards: 1 }, "local:eu-west", () => away);
        const took = async () => {
            const began = performance.now();
            await assert.rejects(table.get(key, "nearest", deadlineIn(60_000)), Unavailable);
            return performance.now() - began;
        };
        const first = await took();
        // The shortest: a busy machine may hold one up.
        const later = Math.min(await took(), await took(), await took());
        assert.ok(first > 2_500 && later < first / 5, `${first} and ${later} ms`);
    });
});
