import assert from "node:assert/strict";

import type { Connected } from "../../../runtime/store/connection";
import { Copies, isOverdue } from "../../../runtime/table-server/copies";
import { engine, type EngineAnswer, refused } from "../operator/engine";

const created = "2026-01-30T12:00:00.5Z";
const [first, second] = ["2026-01-31T12:00:00Z", "2026-01-31T18:00:00.123456789Z"];
const having = (last: string | undefined): EngineAnswer => ({
    created,
    state: last === undefined ? { messages: 0, last_ts: "0001-01-01T00:00:00Z" } : { messages: 1, last_ts: last },
});

describe("the newest copy of the tables", () => {
    let says: EngineAnswer | undefined;
    let asked: string[];
    let now: number;
    let copies: Copies;

    beforeEach(() => {
        [says, asked, now] = [having(first), [], 0];
        const nats = engine(subject => {
            asked.push(subject);
            if (says === undefined) throw new Error("no answer in time");
            return says;
        });
        copies = new Copies(
            () => ({ nats }) as unknown as Connected,
            () => now,
        );
    });

    it("is of the moment that the store has, which is looked up every 15 seconds", async () => {
        assert.equal(await copies.newest(), Date.parse(first) / 1000);
        [says, now] = [having(second), 14_000];
        assert.equal(await copies.newest(), Date.parse(first) / 1000);
        now = 15_000;
        assert.equal(await copies.newest(), Date.parse(second) / 1000);
        assert.deepEqual(asked, ["STREAM.INFO.meridian_copies", "STREAM.INFO.meridian_copies"]);
    });

    it("counts from when copies began to be made, until there is one", async () => {
        says = having(undefined);
        assert.equal(await copies.newest(), Date.parse(created) / 1000);
    });

    it("stays known while the store does not answer, and is not before it has", async () => {
        says = undefined;
        assert.equal(await copies.newest(), undefined);
        says = refused(10_059);
        assert.equal(await copies.newest(), undefined);
        says = having(first);
        await copies.newest();
        [says, now] = [undefined, 120_000];
        assert.equal(await copies.newest(), Date.parse(first) / 1000);
    });

    it("is overdue once the next one was missed as well", () => {
        const at = Date.parse(first) / 1000;
        const after = (hours: number) => isOverdue(at, 6, Date.parse(first) + hours * 3_600_000);
        assert.deepEqual([after(6), after(11.9), after(12.1)], [false, false, true]);
    });
});
