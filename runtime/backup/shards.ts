import type { TableSpec } from "../operator/table-spec";
import { bucketOf } from "../store/subjects";

/** A shard of a table, and the stream that it is to the engine. */
export interface Shard {
    readonly table: string;
    readonly shard: number;
    readonly name: string;
}

export function shardsOf({ name, shards }: Pick<TableSpec, "name" | "shards">): Shard[] {
    return Array.from({ length: shards }, (_, shard) => ({ table: name, shard, name: bucketOf(name, shard) }));
}
