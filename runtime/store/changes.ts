import { beginning, type Change, type Place, reportedBy } from "./change";
import type { Stored } from "./reader";
import type { Deadline } from "./shard";
import type { Table } from "./table";

/** How far a consumer has read the changes of a table. */
export interface Cursor {
    /** By shard. */
    readonly places: readonly Place[];
    /** The shard to go on with, so that each has its turn. */
    readonly turn: number;
}

/** Changes, and where the next ones are. */
export interface Page {
    readonly changes: readonly Change[];
    readonly next: Cursor;
    /** Whether there are more now. */
    readonly more: boolean;
}

/** What came after a cursor may no longer be kept. */
export class Forgotten extends Error {}

/** Bytes of items after which a page is full. */
const PAGE_BYTES = 1024 * 1024;
/** Shards that are asked at a time, each for so many bytes: some of which are asked for again, where the page is full. */
const AT_ONCE = 8;
const SHARD_BYTES = 256 * 1024;

export function cursorAtBeginning({ spec: { shards } }: Pick<Table, "spec">): Cursor {
    return { places: Array.from({ length: shards }, () => beginning), turn: 0 };
}

/**
 * The changes of a table after a cursor, from the nearest copy: of one item in order, and each once to who goes on with the
 * cursor that the page gives. Throws `Unavailable`, `Forgotten`.
 */
export async function changesAfter(
    { places, turn }: Cursor,
    { spec, shards }: Table,
    most: number,
    deadline: Deadline,
    { caller, now = Date.now() }: { readonly caller?: string; readonly now?: number } = {},
): Promise<Page> {
    const keptMs = (spec.changes?.retainHours ?? 0) * 3_600_000;
    if (places.some(({ revision, at }) => revision > 0 && at < now - keptMs)) {
        throw new Forgotten();
    }
    const page = new Filling(most, places);
    const order = shards.map((_, i) => (turn + i) % shards.length);
    let more = false;
    for (let first = 0; first < order.length; first += AT_ONCE) {
        const some = order.slice(first, first + AT_ONCE);
        const scans = await Promise.all(
            // Beside each change stands its item.
            some.map(i => shards[i]!.scan(places[i]!.revision + 1, 2 * most, SHARD_BYTES, deadline, caller)),
        );
        for (const [j, scan] of scans.entries()) {
            const shard = some[j]!;
            const isWhole = page.take(shard, scan.messages, message => reportedBy(message, page.placeOf(shard), spec));
            if (!isWhole) return page.end(page.hasFrom(shard) ? (shard + 1) % shards.length : shard, true);
            more ||= scan.more;
        }
    }
    return page.end(turn, more);
}

/** A page while it fills. */
class Filling {
    private readonly changes: Change[] = [];
    private readonly places: Place[];
    private bytes = 0;

    constructor(
        private readonly most: number,
        private readonly before: readonly Place[],
    ) {
        this.places = [...before];
    }

    placeOf(shard: number): Place {
        return this.places[shard]!;
    }

    /** False, where the page was full before the last of the messages. */
    take(
        shard: number,
        messages: readonly Stored[],
        reported: (message: Stored) => ReturnType<typeof reportedBy>,
    ): boolean {
        for (const message of messages) {
            const { change, place } = reported(message);
            if (change !== undefined) {
                if (this.changes.length >= this.most || this.bytes >= PAGE_BYTES) return false;
                this.changes.push(change);
                this.bytes += message.data.length;
            }
            // The item after an event adds nothing for readers.
            if (place.revision > this.placeOf(shard).revision) this.places[shard] = place;
        }
        return true;
    }

    /** Whether it has advanced in a shard, which then is not the next one's first. */
    hasFrom(shard: number): boolean {
        return this.places[shard] !== this.before[shard];
    }

    end(turn: number, more: boolean): Page {
        return { changes: this.changes, next: { places: this.places, turn }, more };
    }
}
