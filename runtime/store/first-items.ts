import type { Item } from "./item";

interface Found {
    readonly sort: string;
    readonly item: Item;
    readonly bytes: number;
}

/** Items of a key that fill a page: the first ones by their sort keys (UTF-16 code units), whatever the order in which they come. */
export class FirstItems {
    private readonly found = new Map<string, Found>();
    private bytes = 0;
    /** The first sort key for which there was no room. */
    private limit: string | undefined;

    constructor(
        /** The page begins after this one. */
        private readonly after: string | undefined,
        /** Bytes of items after which it ends. It has one item at least. */
        private readonly mostBytes: number,
    ) {}

    /** An item, in place of what was read of the same sort key before. */
    take(sort: string, item: Item, bytes: number): void {
        if (this.after !== undefined && sort <= this.after) return;
        if (this.limit !== undefined && sort >= this.limit) return;
        this.bytes += bytes - (this.found.get(sort)?.bytes ?? 0);
        this.found.set(sort, { sort, item, bytes });
        // Sorting each time would take longer than reading.
        if (this.bytes > 2 * this.mostBytes) this.cut();
    }

    /** In order, and the sort key that the next page begins after, where there may be one. */
    end(): { readonly items: readonly Item[]; readonly next: string | undefined } {
        const kept = this.cut();
        return { items: kept.map(({ item }) => item), next: this.limit === undefined ? undefined : kept.at(-1)!.sort };
    }

    /** Drops what no longer has room. */
    private cut(): Found[] {
        const all = [...this.found.values()].sort((a, b) => (a.sort < b.sort ? -1 : 1));
        let bytes = 0;
        const end = all.findIndex((one, i) => (bytes += one.bytes) > this.mostBytes && i > 0);
        if (end === -1) return all;
        this.limit = all[end]!.sort;
        for (const { sort, bytes: own } of all.splice(end)) {
            this.bytes -= own;
            this.found.delete(sort);
        }
        return all;
    }
}
