import { type Standing, type Standings, standingsAfter } from "../../components/watch/regions/standing";
import type { Clocks } from "../clocks";
import { Unavailable } from "../store/shard";
import type { Consistency } from "../store/table";
import type { NearestStandings } from "./nearest-standings";

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
export class OwnStanding {
    /**
     * As last read: what counts for a while goes on counting when the store is away. Undefined until the store has been read once: the region
     * may be evacuated.
     */
    standings: Standings | undefined;

    constructor(
        private readonly region: string,
        private readonly store: NearestStandings | undefined,
        private readonly clocks: Clocks,
    ) {
        if (store === undefined) this.standings = {};
    }

    /** Changes the recorded states of the cell's regions on an operator's command. Throws `Unavailable`. */
    async change(change: (before: Standings) => Standings | undefined): Promise<{ readonly changed: boolean }> {
        if (this.store === undefined) {
            throw new Unavailable("untouched");
        }
        const { standings, changed } = await this.store.change(change, STORE_MS * 4);
        this.standings = standings;
        return { changed };
    }

    /** Says how the region does, where that is news or would soon count no more; and reads how the others do. */
    async stand({ isWell, reasons, countsMs, wasServing }: Found): Promise<void> {
        if (this.store === undefined) {
            return;
        }
        const { region } = this;
        const next = (before: Standings) => {
            const after = standingsAfter(before, { region, isWell, reasons, now: this.clocks.shared(), countsMs });
            return this.isNews(before[region], after[region], countsMs / 2) ? after : before;
        };
        try {
            // Where something is wrong, the region's own copy may be what is: it would not know that the region was withdrawn, or
            // is back.
            const isUsual = reasons.length === 0 && wasServing;
            const read = await this.read(this.store, isUsual ? "nearest" : "strong");
            this.standings = read;
            if (next(read) !== read) {
                ({ standings: this.standings } = await this.store.change(next, STORE_MS));
            }
        } catch (error) {
            if (!(error instanceof Unavailable)) throw error;
        }
    }

    /** For a watcher that has just started, what the nearest copy says is better than nothing. */
    private async read(store: NearestStandings, how: Consistency): Promise<Standings> {
        try {
            return await store.read(how, STORE_MS);
        } catch (error) {
            if (!(error instanceof Unavailable) || this.standings !== undefined) throw error;
            return store.read("nearest", STORE_MS);
        }
    }

    private isNews(before: Standing | undefined, after: Standing | undefined, leastMs: number): boolean {
        const ends = (standing: Standing | undefined) => [standing?.wellUntil ?? 0, standing?.withdrawn?.until ?? 0];
        const other = (a: Standing | undefined, b: Standing | undefined) =>
            a?.withdrawn?.reasons.join() !== b?.withdrawn?.reasons.join() ||
            (a?.wellUntil === 0) !== (b?.wellUntil === 0);
        const soon = this.clocks.shared() + leastMs;
        return other(before, after) || ends(before).some((end, i) => end < soon && ends(after)[i]! > end);
    }
}
