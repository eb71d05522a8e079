import type { RegionRecords } from "../../components/watch/regions/region-record";
import { deadlineIn, Unavailable } from "../store/shard";
import type { RecordsStore } from "../store/region-records";
import type { Consistency } from "../store/table";
import type { Peer } from "./sources";

/** A way to the store by another region's server. */
export interface Detour {
    readonly records: RecordsStore;
    /** Returns when it is there, or so many milliseconds are over. */
    reached(ms: number): Promise<void>;
    close(): Promise<void>;
}

type Act<T> = (records: RecordsStore) => Promise<T>;

/**
 * How a cell's regions do, in its store: by the region's own server, and by those of other regions where that one can't. A region
 * whose copy of the store is behind could else not say so: it is its own server that is cut off, or stands still.
 */
export class NearestRecords {
    private readonly detours = new Map<string, Detour>();

    constructor(
        private readonly own: RecordsStore,
        private readonly others: () => readonly Peer[],
        private readonly open: (other: Peer) => Detour,
    ) {}

    /** Each server has so many milliseconds. Throws `Unavailable`. */
    async read(how: Consistency, ms: number): Promise<RegionRecords> {
        const read = await this.anywhere(records => records.read(how, deadlineIn(ms)), ms);
        // A server that is cut off still reads its own copy.
        if (read.isOwn && how === "strong") void this.close();
        return read.done;
    }

    /** See `StandingsStore.change`; each server has so many milliseconds. Throws `Unavailable`. */
    async change(
        change: (before: RegionRecords) => RegionRecords | undefined,
        ms: number,
    ): Promise<{ readonly records: RegionRecords; readonly changed: boolean }> {
        const changed = await this.anywhere(records => records.change(change, deadlineIn(ms)), ms);
        if (changed.isOwn) void this.close();
        return changed.done;
    }

    async close(): Promise<void> {
        const all = [...this.detours.values()];
        this.detours.clear();
        await Promise.all(all.map(detour => detour.close()));
    }

    /** What one of them may have done is done again by the next: it begins from what there is then. */
    private async anywhere<T>(act: Act<T>, ms: number): Promise<{ readonly done: T; readonly isOwn: boolean }> {
        try {
            return { done: await act(this.own), isOwn: true };
        } catch (error) {
            if (!(error instanceof Unavailable)) throw error;
            return { done: await this.elsewhere(act, ms, error), isOwn: false };
        }
    }

    private async elsewhere<T>(act: Act<T>, ms: number, failed: Unavailable): Promise<T> {
        for (const other of this.others()) {
            try {
                const detour = this.detourBy(other);
                await detour.reached(ms);
                return await act(detour.records);
            } catch (error) {
                if (!(error instanceof Unavailable)) throw error;
            }
        }
        throw failed;
    }

    private detourBy(other: Peer): Detour {
        const detour = this.detours.get(other.name) ?? this.open(other);
        this.detours.set(other.name, detour);
        return detour;
    }
}
