import { setTimeout as pause } from "node:timers/promises";

import type { NatsConnection } from "@nats-io/transport-node";

import { Refused } from "../fetch/failure";
import type { Log } from "../log";
import type { StoreAccess } from "../operator/access";
import { withStore } from "../operator/connection";
import { notFound, StoreRefusal } from "../operator/store-api";
import type { TableSpec } from "../operator/table-spec";
import { inboxOf } from "../store/subjects";
import type { Bucket } from "./bucket";
import { putObjects } from "./copied";
import { type CopiedStream, type Manifest, manifestFile, sinceOf, writeManifest } from "./manifest";
import type { Seal } from "./seal";
import { Snapshot } from "./snapshot";
import { asLines, writtenSince } from "./written-since";
import { type Shard, shardsOf } from "./shards";

/** What answers to a backup come to. */
export const backupInbox = inboxOf("backup", "any");

/** In a row: a server that restarts, and the election that follows, are over by then. */
const mostAttempts = 6;
const firstPauseMs = 2_000;

export interface Run {
    readonly cell: string;
    readonly access: StoreAccess;
    readonly bucket: Bucket;
    readonly signal: AbortSignal;
    readonly log: Log;
}

/** Copies every shard of the tables, one after the other, and then writes the manifest. */
export async function backUp(
    tables: readonly Pick<TableSpec, "name" | "shards">[],
    { copy, seal, ...run }: Run & { readonly copy: string; readonly seal: Seal },
): Promise<Manifest> {
    const { bucket, cell, log } = run;
    const begun = new Date().toISOString();
    const streams: CopiedStream[] = [];
    for (const shard of tables.flatMap(shardsOf)) {
        const stream = await copyShard(shard, { ...run, copy, seal });
        streams.push(stream);
        log.info("shard copied", {
            ...{ table: shard.table, shard: shard.shard, messages: stream.state.messages },
            ...{ bytes: sizeOf(stream), objects: stream.objects.length + stream.since.length },
        });
    }
    const manifest: Manifest = { format: 1, copy, cell, begun, ended: new Date().toISOString(), streams };
    await bucket.put(`${copy}/${manifestFile}`, writeManifest(manifest, seal));
    return manifest;
}

/** Bytes in the bucket. */
export function sizeOf({ objects, since }: CopiedStream): number {
    return [...objects, ...since].reduce((sum, { bytes }) => sum + bytes, 0);
}

async function copyShard(
    { name, shard, table }: Shard,
    { copy, seal, bucket, ...run }: Run & { readonly copy: string; readonly seal: Seal },
): Promise<CopiedStream> {
    const once = async (nats: NatsConnection): Promise<CopiedStream> => {
        const { begun, snapshot } = await Snapshot.begin(nats, backupInbox, name);
        const where = { bucket, copy, seal };
        const objects = await putObjects(snapshot, { ...where, stream: name });
        const written = writtenSince(nats, backupInbox, { name, shard, table }, begun.state.last_seq);
        const since = await putObjects(asLines(written), { ...where, stream: sinceOf(name) });
        return { name, table, shard, ...begun, objects, since };
    };
    return attempted(`table ${table}, shard ${shard}`, once, { ...run, inbox: backupInbox });
}

/** Each attempt uses a new connection. An error that a retry does not fix ends it at once. */
export async function attempted<T>(
    what: string,
    once: (nats: NatsConnection) => Promise<T>,
    { access, inbox, log, signal }: Pick<Run, "access" | "log" | "signal"> & { readonly inbox: string },
): Promise<T> {
    for (let attempt = 1; ; attempt++) {
        try {
            return await withStore(access, inbox, once);
        } catch (error) {
            // Others pass: of a stream, the engine takes one snapshot at a time.
            const isGone = error instanceof StoreRefusal && error.code === notFound;
            if (error instanceof Refused || isGone || signal.aborted) throw about(what, error);
            if (attempt === mostAttempts) throw about(`${what}, in ${mostAttempts} attempts`, error);
            log.error("attempt failed", { what, reason: error instanceof Error ? error.message : String(error) });
        }
        await pause(firstPauseMs * 2 ** (attempt - 1), undefined, { signal });
    }
}

/** The same kind of error, with its subject in the message. */
export function about(what: string, error: unknown): Error {
    if (error instanceof Refused) return new Refused(`${what}: ${error.problem}`, error.remedy);
    return new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
