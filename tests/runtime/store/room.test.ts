import assert from "node:assert/strict";

import { type Lane, NoRoom, Room } from "../../../runtime/store/room";

describe("room for answers of the store", () => {
    let room: Room;
    let entered: string[];
    beforeEach(() => {
        room = new Room(100, 60);
        entered = [];
    });

    /** Enters without waiting for it. */
    function enter(name: string, lane: Lane, bytes: number, timeoutMs = 10_000, caller = ""): Promise<() => void> {
        const entering = room.enter(lane, bytes, timeoutMs, caller);
        void entering.then(
            () => entered.push(name),
            () => undefined,
        );
        return entering;
    }
    const settled = () => new Promise(resolve => setImmediate(resolve));

    it("is given in the order of requests, as others leave", async () => {
        const leave = await enter("a", "one", 80);
        const second = enter("b", "one", 60);
        void enter("c", "one", 10);
        await settled();
        assert.deepEqual(entered, ["a"]);
        leave();
        await second;
        await settled();
        assert.deepEqual(entered, ["a", "b", "c"]);
    });

    it("is kept for reads of one item while reads of many wait", async () => {
        await enter("many", "many", 60);
        void enter("more", "many", 10);
        for (let i = 0; i < 4; i++) await enter(`one ${i}`, "one", 10);
        assert.deepEqual(entered, ["many", "one 0", "one 1", "one 2", "one 3"]);
    });

    it("is given to a read of one item once a read of many leaves it, and the other way round", async () => {
        const all = await enter("many", "many", 60);
        const rest = await enter("one", "one", 40);
        const one = enter("another", "one", 50);
        await settled();
        all();
        const another = await one;
        const many = enter("all", "many", 60);
        await settled();
        assert.deepEqual(entered, ["many", "one", "another"]);
        another();
        await many;
        assert.deepEqual(entered, ["many", "one", "another", "all"]);
        rest();
    });

    it("is given next to the caller with the fewest bytes on their way, however many requests of others wait", async () => {
        const leaves = [
            await enter("loud 0", "many", 30, 10_000, "loud"),
            await enter("loud 1", "many", 30, 10_000, "loud"),
        ];
        for (let i = 2; i < 20; i++) void enter(`loud ${i}`, "many", 30, 10_000, "loud");
        void enter("seldom 0", "many", 30, 10_000, "seldom");
        void enter("seldom 1", "many", 30, 10_000, "seldom");
        await settled();
        for (const leave of leaves) leave();
        await settled();
        assert.deepEqual(entered, ["loud 0", "loud 1", "seldom 0", "loud 2"]);
    });

    it("keeps nothing of callers that have left", async () => {
        for (let i = 0; i < 1_000; i++) {
            const leaves = [await enter("", "one", 10, 10_000, `${i}`), await enter("", "many", 10, 10_000, `${i}`)];
            assert.equal(room.callers, 2);
            for (const leave of leaves) leave();
        }
        assert.equal(room.callers, 0);
    });

    it("is refused after the time of a request, and the next one proceeds", async () => {
        const leave = await enter("a", "one", 50);
        const late = enter("large", "one", 90, 20);
        const behind = enter("b", "one", 50);
        await assert.rejects(late, NoRoom);
        await behind;
        assert.deepEqual(entered, ["a", "b"]);
        leave();
        (await behind)();
        await enter("all", "one", 100);
    });
});
