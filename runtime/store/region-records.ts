import { type RegionRecords, recordsSchema } from "../../components/watch/regions/region-record";
import { type Deadline, Unavailable } from "./shard";
import type { Consistency, Table, TableSpec } from "./table";

/** The table in which a cell's regions say how they do: one item, which each of them changes. No user's table has such a name. */
export const recordsTable = {
    name: "meridian_regions",
    partitionKey: "cell",
    shards: 1,
} as const satisfies TableSpec;

/** How a cell's regions do, in its store. */
export class RecordsStore {
    constructor(
        private readonly cell: string,
        private readonly table: Pick<Table, "get" | "put">,
    ) {}

    /** The record in the nearest copy, or the one that was acknowledged last. Throws `Unavailable`. */
    async read(how: Consistency, deadline: Deadline): Promise<RegionRecords> {
        return (await this.find(how, deadline)).records;
    }

    /**
     * Puts what becomes of it in place of what there is, as one step: what another region says meanwhile is seen first.
     * Returns what there is then. Nothing is written where `change` returns undefined, or the same. Throws `Unavailable`.
     */
    async change(
        change: (before: RegionRecords) => RegionRecords | undefined,
        deadline: Deadline,
    ): Promise<{ readonly records: RegionRecords; readonly changed: boolean }> {
        // What the nearest copy has is mostly the newest; where it isn't, the write is refused.
        for (let how: Consistency = "nearest"; ; how = "strong") {
            const { records, revision } = await this.find(how, deadline);
            const next = change(records);
            if (next === undefined || next === records) {
                // Decided by what may be old: once more, by what is new.
                if (how === "nearest") continue;
                return { records, changed: false };
            }
            const condition =
                revision === 0 ? ({ kind: "absent" } as const) : ({ kind: "revision", revision } as const);
            const { kind } = await this.table.put({ key: this.cell }, { standings: { ...next } }, condition, deadline);
            if (kind === "done") {
                return { records: next, changed: true };
            }
            if (performance.now() >= deadline) throw new Unavailable("undone");
        }
    }

    private async find(
        consistency: Consistency,
        deadline: Deadline,
    ): Promise<{ records: RegionRecords; revision: number }> {
        const { item } = await this.table.get({ key: this.cell }, consistency, deadline);
        const found = recordsSchema.safeParse(item?.attributes.standings ?? {});
        // An unreadable file is no evidence about any region.
        return { records: found.success ? found.data : {}, revision: item?.revision ?? 0 };
    }
}
