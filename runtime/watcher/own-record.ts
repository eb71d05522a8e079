import { type RegionRecord, type RegionRecords, recordsAfter } from "../../components/watch/regions/region-record";
import type { Clocks } from "../clocks";
import { Unavailable } from "../store/shard";
import type { Consistency } from "../store/table";
import type { NearestRecords } from "./nearest-records";

/** For the store to answer within a look. */
const STORE_MS = 1_500;

/** What a look at the region has found, and how long that counts. */
interface Found {
    readonly isWell: boolean;
    readonly reasons: readonly string[];
    readonly countsMs: number;
    readonly wasServing: boolean;
}

/** How a region does among the regions of its cell, in the cell's store, where there is one. */
export class OwnRecord {
    /**
     * As last read: what counts for a while goes on counting when the store is away. Undefined until the store has been read once: the region
     * may be evacuated.
     */
    records: RegionRecords | undefined;

    constructor(
        private readonly region: string,
        private readonly store: NearestRecords | undefined,
        private readonly clocks: Clocks,
    ) {
        if (store === undefined) this.records = {};
    }

    /** Changes the recorded states of the cell's regions on an operator's command. Throws `Unavailable`. */
    async change(change: (before: RegionRecords) => RegionRecords | undefined): Promise<{ readonly changed: boolean }> {
        if (this.store === undefined) {
            throw new Unavailable("untouched");
        }
        const { records, changed } = await this.store.change(change, STORE_MS * 4);
        this.records = records;
        return { changed };
    }

    /** Says how the region does, where that is news or would soon count no more; and reads how the others do. */
    async stand({ isWell, reasons, countsMs, wasServing }: Found): Promise<void> {
        if (this.store === undefined) {
            return;
        }
        const { region } = this;
        const next = (before: RegionRecords) => {
            const after = recordsAfter(before, { region, isWell, reasons, now: this.clocks.shared(), countsMs });
            return this.isNews(before[region], after[region], countsMs / 2) ? after : before;
        };
        try {
            // Where something is wrong, the region's own copy may be what is: it would not know that the region was withdrawn, or
            // is back.
            const isUsual = reasons.length === 0 && wasServing;
            const read = await this.read(this.store, isUsual ? "nearest" : "strong");
            this.records = read;
            if (next(read) !== read) {
                ({ records: this.records } = await this.store.change(next, STORE_MS));
            }
        } catch (error) {
            if (!(error instanceof Unavailable)) throw error;
        }
    }

    /** A watcher that has just started uses the nearest copy, which is better than nothing. */
    private async read(store: NearestRecords, how: Consistency): Promise<RegionRecords> {
        try {
            return await store.read(how, STORE_MS);
        } catch (error) {
            if (!(error instanceof Unavailable) || this.records !== undefined) throw error;
            return store.read("nearest", STORE_MS);
        }
    }

    private isNews(before: RegionRecord | undefined, after: RegionRecord | undefined, leastMs: number): boolean {
        const ends = (record: RegionRecord | undefined) => [record?.wellUntil ?? 0, record?.withdrawn?.until ?? 0];
        const other = (a: RegionRecord | undefined, b: RegionRecord | undefined) =>
            a?.withdrawn?.reasons.join() !== b?.withdrawn?.reasons.join() ||
            (a?.wellUntil === 0) !== (b?.wellUntil === 0);
        const soon = this.clocks.shared() + leastMs;
        return other(before, after) || ends(before).some((end, i) => end < soon && ends(after)[i]! > end);
    }
}
