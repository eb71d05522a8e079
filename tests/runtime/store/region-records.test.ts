import assert from "node:assert/strict";

import { deadlineIn, Unavailable } from "../../../runtime/store/shard";
import { RecordsStore } from "../../../runtime/store/region-records";
import type { Attributes } from "../../../runtime/store/item";
import type { Condition, Consistency, Table } from "../../../runtime/store/table";
import {
    evacuated,
    recordsAfter,
    type RegionRecords,
    verdictOn,
} from "../../../components/watch/regions/region-record";

/** A table of one item, which holds writes to their condition, and whose nearest copy may be behind. */
class OneItem {
    private readonly versions: Attributes[] = [];
    /** Revisions that the nearest copy is behind. */
    behind = 0;
    /** What another writer does before the next write is checked. */
    meanwhile: (() => void) | undefined;
    writes = 0;

    readonly table = {
        get: (_key: object, consistency: Consistency) => {
            const revision = Math.max(0, this.versions.length - (consistency === "nearest" ? this.behind : 0));
            const attributes = this.versions[revision - 1];
            return Promise.resolve({ item: attributes && { attributes, revision, writtenAt: 0 }, lagMs: 0 });
        },
        put: (_key: object, attributes: Attributes, condition: Condition) => {
            const meanwhile = this.meanwhile;
            this.meanwhile = undefined;
            meanwhile?.();
            const revision = this.versions.length;
            const isMet =
                condition.kind === "absent"
                    ? revision === 0
                    : "revision" in condition && condition.revision === revision;
            if (!isMet) return Promise.resolve({ kind: "refused" as const, revision });
            this.write(attributes);
            return Promise.resolve({ kind: "done" as const, revision: revision + 1 });
        },
    } as unknown as Pick<Table, "get" | "put">;

    write(attributes: Attributes): void {
        this.versions.push(attributes);
        this.writes++;
    }

    get records(): RegionRecords {
        return (this.versions.at(-1)?.standings ?? {}) as RegionRecords;
    }
}

const [now, countsMs] = [1_000_000, 12_000];
const [east, west] = ["local:eu-east", "local:eu-west"];
const well = { wellUntil: now + countsMs };
const leaving = (region: string) => (before: RegionRecords) =>
    recordsAfter(before, { region, isWell: true, reasons: ["lag"], now, countsMs });

describe("what a cell's regions say of themselves, in its store", () => {
    let item: OneItem;
    let store: RecordsStore;
    beforeEach(() => {
        item = new OneItem();
        store = new RecordsStore("eu", item.table);
    });

    const verdicts = () => [east, west].map(region => verdictOn(item.records, region, now).kind);

    it("lets one of two regions leave that both want to at once, and not the other", async () => {
        item.write({ standings: { [east]: well, [west]: well } });
        // The other one has decided by the same document, and was a moment faster.
        item.meanwhile = () => {
            item.write({ standings: leaving(west)(item.records) });
        };
        await store.change(leaving(east), deadlineIn(30_000));
        assert.deepEqual(verdicts(), ["serving", "withdrawn"]);
    });

    it("lets the last one not be evacuated while the other leaves", async () => {
        item.write({ standings: { [east]: well, [west]: well } });
        item.meanwhile = () => {
            item.write({ standings: leaving(west)(item.records) });
        };
        const { changed } = await store.change(before => evacuated(before, east, "ada", now), deadlineIn(30_000));
        assert.equal(changed, false);
        assert.deepEqual(verdicts(), ["serving", "withdrawn"]);
    });

    it("changes what is there now where the nearest copy is behind", async () => {
        item.write({ standings: {} });
        item.write({ standings: { [west]: well } });
        item.behind = 1;
        await store.change(before => ({ ...before, [east]: well }), deadlineIn(30_000));
        assert.deepEqual(Object.keys(item.records).sort(), [east, west]);
    });

    it("asks the whole cell before it finds that nothing is to be done", async () => {
        item.write({ standings: { [west]: well } });
        item.write({ standings: {} });
        item.behind = 1;
        const change = (before: RegionRecords) => (before[west] ? undefined : { [east]: well });
        assert.equal((await store.change(change, deadlineIn(30_000))).changed, true);
        assert.deepEqual(item.records, { [east]: well });
    });

    it("begins without a file, or with an unreadable one", async () => {
        await store.change(() => ({ [east]: well }), deadlineIn(30_000));
        assert.deepEqual(item.records, { [east]: well });
        item.write({ standings: "broken" });
        assert.deepEqual(await store.read("strong", deadlineIn(30_000)), {});
        await store.change(before => ({ ...before, [west]: well }), deadlineIn(30_000));
        assert.deepEqual(item.records, { [west]: well });
    });

    it("is unavailable where others are faster each time", async () => {
        item.write({ standings: {} });
        const faster = () => {
            item.meanwhile = faster;
            item.write({ standings: {} });
        };
        item.meanwhile = faster;
        await assert.rejects(
            store.change(before => ({ ...before, [east]: well }), deadlineIn(20)),
            Unavailable,
        );
    });
});
