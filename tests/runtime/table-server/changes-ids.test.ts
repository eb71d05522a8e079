import assert from "node:assert/strict";

import type { Connected } from "../../../runtime/store/connection";
import { deadlineIn } from "../../../runtime/store/shard";
import { ChangesIds } from "../../../runtime/table-server/changes-ids";
import { engine, type EngineAnswer } from "../operator/engine";

/** What the store says of a table's first bucket; undefined: nothing in time. */
let says: EngineAnswer | undefined;
const having = (changesId: string) => ({ config: { metadata: { changesId } } });

describe("the ids of the changes of tables", () => {
    let asked: string[];
    let now: number;
    let isConnected: boolean;
    let ids: ChangesIds;

    beforeEach(() => {
        [asked, now, isConnected, says] = [[], 0, true, having("a")];
        const nats = engine(subject => {
            asked.push(subject);
            if (says === undefined) throw new Error("no answer in time");
            return says;
        });
        ids = new ChangesIds(
            () => (isConnected ? ({ nats } as unknown as Connected) : undefined),
            () => now,
        );
    });

    const of = (table = "items") => ids.of(table, deadlineIn(1_000));

    it("are those of each table in the store, and looked up once for a while", async () => {
        assert.deepEqual([await of(), await of(), await of("visits")], ["a", "a", "a"]);
        assert.deepEqual(asked, ["STREAM.INFO.table_items_0", "STREAM.INFO.table_visits_0"]);
    });

    it("are looked up again after that, so that those of a table that was recreated are known", async () => {
        await of();
        [now, says] = [10_000, having("b")];
        assert.equal(await of(), "b");
    });

    it("count on while the store does not answer, and its server is away", async () => {
        await of();
        [now, says] = [10_000, undefined];
        assert.equal(await of(), "a");
        [now, isConnected] = [20_000, false];
        assert.equal(await of(), "a");
    });

    it("are unavailable where none was known by then, so that another region is called", async () => {
        says = undefined;
        await assert.rejects(of(), { state: "untouched", missing: "majority" });
        isConnected = false;
        await assert.rejects(of(), { state: "untouched", missing: "server" });
    });

    it("are refused where the store keeps no changes, although one was known", async () => {
        await of();
        for (const none of [having(""), { error: { err_code: 10_059, description: "stream not found" } }]) {
            now += 10_000;
            says = none;
            await assert.rejects(of(), { status: 503, message: /keeps no changes of table items/ });
        }
    });
});
