import { randomBytes } from "node:crypto";

import type { NatsConnection } from "@nats-io/transport-node";

import { bucketOf, bucketSubjects } from "../store/subjects";
import { type Bucket, infoOf, makeBucket, removeBucket, stateOfBucket } from "./bucket";
import { Hopeless } from "./connection";
import type { TableSpec, TableState } from "./table-spec";

const AT_ONCE = 8;

/** Creates or updates the shards of a table: a bucket each, with a copy at every place of the cell. */
export async function makeTable(nats: NatsConnection, spec: TableSpec): Promise<TableState> {
    const changesId = await changesIdFor(nats, spec);
    await eachShard(spec, changesId, async bucket => {
        await refuseOther(nats, spec, bucket);
        await makeBucket(nats, bucket);
    });
    return { state: "whole", changesId };
}

export async function stateOfTable(nats: NatsConnection, spec: TableSpec, changesId: string): Promise<TableState> {
    const states = await eachShard(spec, changesId, bucket => stateOfBucket(nats, bucket));
    return { state: states.find(state => state !== "whole") ?? "whole", changesId };
}

/** Removes a table with its items. */
export async function removeTable(nats: NatsConnection, spec: TableSpec): Promise<void> {
    await eachShard(spec, "", ({ configuration }) => removeBucket(nats, configuration.name));
}

/** Why a table can't be changed to another, with a remedy; undefined if it can. */
export function refusedChange(before: TableSpec, after: TableSpec): string | undefined {
    const changed = fixed.filter(key => before[key] !== after[key]);
    const changes = changed.map(key => `${words[key]} ${said(before[key])} can't become ${said(after[key])}`);
    return changed.length === 0
        ? undefined
        : `table ${after.name} of cell ${after.cell}: ${changes.join(", ")}, since its items lie by that; ${migration}`;
}

/** Properties that decide where an item is, or which table owns it. */
const fixed = ["partitionKey", "sortKey", "shards", "primary"] as const;

const words = {
    partitionKey: "partition key",
    sortKey: "sort key",
    shards: "the number of shards",
    primary: "the cell's primary",
} as const;

const migration =
    "put it back; or add a table of another name beside it, copy the items through /v1/tables, have readers and writers " +
    "use it, and then remove this one";

function said(value: string | number | undefined): string {
    return value === undefined || value === "" ? "none" : String(value);
}

/** The previous id, if changes are retained for as long as before; otherwise a new one. */
async function changesIdFor(nats: NatsConnection, { name, changes }: TableSpec): Promise<string> {
    if (changes === undefined) return "";
    const { metadata = {} } = (await infoOf(nats, bucketOf(name, 0)))?.config ?? {};
    const goesOn = (metadata.changesId ?? "") !== "" && changes.retainHours <= Number(metadata.retainHours);
    return goesOn ? metadata.changesId! : randomBytes(9).toString("base64url");
}

/** https://docs.nats.io/nats-concepts/jetstream/streams */
function bucketFor(
    { name, copies, partitionKey, sortKey, shards, changes }: TableSpec,
    changesId: string,
    shard: number,
): Bucket {
    return {
        copies,
        configuration: {
            name: bucketOf(name, shard),
            subjects: [bucketSubjects(name, shard)],
            storage: "file",
            retention: "limits",
            discard: "new",
            // One revision an item: an older one would come to light again when the newest expires. Events of a bucket have one
            // subject, since each subject takes memory of a server: there who writes an item takes away what there was.
            max_msgs_per_subject: changes === undefined ? 1 : -1,
            allow_rollup_hdrs: true,
            allow_atomic: true,
            allow_direct: true,
            allow_msg_ttl: true,
            // A marker could replace an item that is written while the server creates the marker.
            subject_delete_marker_ttl: 0,
            deny_delete: true,
            metadata: {
                partitionKey,
                sortKey: sortKey ?? "",
                shards: String(shards),
                changesId,
                retainHours: String(changes?.retainHours ?? 0),
            },
        },
    };
}

/** A retained table of that name with other keys. */
async function refuseOther(nats: NatsConnection, { cell, name }: TableSpec, { configuration }: Bucket): Promise<void> {
    const found = await infoOf(nats, configuration.name);
    const { metadata } = found?.config ?? configuration;
    for (const key of ["partitionKey", "sortKey", "shards"] as const) {
        const [kept, wanted] = [metadata?.[key], configuration.metadata?.[key]];
        if (kept !== wanted) {
            throw new Hopeless(
                `cell ${cell} has kept a table ${name} with ${words[key]} ${said(kept)}, not ${said(wanted)}; ` +
                    `use that, or another name`,
            );
        }
    }
}

async function eachShard<T>(spec: TableSpec, changesId: string, task: (bucket: Bucket) => Promise<T>): Promise<T[]> {
    const results: T[] = [];
    for (let first = 0; first < spec.shards; first += AT_ONCE) {
        const some = Array.from({ length: Math.min(AT_ONCE, spec.shards - first) }, (_, i) =>
            task(bucketFor(spec, changesId, first + i)),
        );
        results.push(...(await Promise.all(some)));
    }
    return results;
}
