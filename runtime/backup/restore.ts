import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import type { NatsConnection } from "@nats-io/transport-node";

import { Refused } from "../fetch/failure";
import type { Log } from "../log";
import { infoOf } from "../operator/bucket";
import { ask, noMessage, StoreRefusal, unlessGone } from "../operator/store-api";
import type { TableSpec } from "../operator/table-spec";
import { sha256 } from "../s3/signature";
import { bucketSubjects, inboxOf } from "../store/subjects";
import { attempted, type Run } from "./backup";
import { type CopiedStream, type Manifest, objectOf, sinceOf } from "./manifest";
import type { Seal } from "./seal";
import { replay } from "./replay";
import { sendStream } from "./sending";
import { shardsOf } from "./shards";
import { fromLines } from "./written-since";

export const restoreInbox = inboxOf("restore", "any");

/** In the metadata of a stream: the copy that it is made from, and that from which it is whole, so that a run that was interrupted goes on. */
const [restoringFrom, restoredFrom] = ["restoringFrom", "restoredFrom"];

const beginMs = 30_000;
/** For a stream that has to be read in, and for copies on other servers to catch up: some hundred MB a second. */
const settlingMs = 10 * 60_000;
const settlingPauseMs = 250;
/** Interval between log lines about a wait. */
const settlingLogMs = 15_000;

type Restoring = Run & { readonly seal: Seal };

/**
 * Replaces the shards of tables by those of a copy. Nothing is changed before all of it was decided and every object of the copy was read whole:
 * throws `Refused` where a table has items and their replacement is not consented to, where a table is another one than in the copy, and where an object
 * is missing or is not as it was written.
 */
export async function restore(
    tables: readonly TableSpec[],
    manifest: Manifest,
    { replace, ...run }: Restoring & { readonly replace: boolean },
): Promise<void> {
    const { log } = run;
    const streams = streamsFor(tables, manifest);
    for (const table of tables.filter(({ name }) => !streams.some(({ table }) => table === name))) {
        log.info("table not in the copy", { table: table.name, copy: manifest.copy });
    }
    const due: CopiedStream[] = [];
    for (const stream of streams) {
        if (await isDue(stream, manifest.copy, { ...run, replace })) due.push(stream);
    }
    for (const stream of due) {
        for (const one of [stream, sinceIn(stream)]) {
            for (const i of one.objects.keys()) await objectAt(one, i + 1, manifest, run);
        }
    }
    log.info("copy verified", { copy: manifest.copy, shards: due.length });
    for (const stream of streams) {
        if (due.includes(stream)) await restoreShard(stream, manifest, run);
        const { copies } = tables.find(({ name }) => name === stream.table)!;
        await spread(stream, copies.length, manifest.copy, run);
        log.info("shard restored", { table: stream.table, shard: stream.shard, messages: stream.state.messages });
    }
}

/** Those of the copy's streams that are shards of tables. Throws `Refused` where a table is not as it was. */
export function streamsFor(tables: readonly TableSpec[], { copy, streams }: Manifest): CopiedStream[] {
    return tables.flatMap(spec => {
        const copied = streams.filter(({ table }) => table === spec.name);
        if (copied.length === 0) return [];
        const { partitionKey = "", sortKey = "" } = copied[0]!.config.metadata ?? {};
        const changed = [
            ["shards", copied.length, spec.shards],
            ["partition key", partitionKey, spec.partitionKey],
            ["sort key", sortKey, spec.sortKey ?? ""],
        ].filter(([, then, now]) => then !== now);
        if (changed.length > 0) {
            const said = changed.map(
                ([what, then, now]) => `${what} ${then === "" ? "none" : then}, not ${now === "" ? "none" : now}`,
            );
            throw new Refused(
                `copy ${copy} has table ${spec.name} with ${said.join(", ")}`,
                "set the table as it was then, and update, or restore another copy",
            );
        }
        return shardsOf(spec).map(({ name }) => copied.find(stream => stream.name === name)!);
    });
}

/** Throws `Refused` where the shard has items that are not to be replaced. One that an interrupted run has restored is left as it is. */
async function isDue(
    { name, shard, table }: CopiedStream,
    copy: string,
    { replace, ...run }: Restoring & { readonly replace: boolean },
): Promise<boolean> {
    if (replace) return true;
    const look = async (nats: NatsConnection) => {
        const found = await infoOf(nats, name);
        if (found === undefined) return "empty";
        if (found.config.metadata?.[restoredFrom] === copy) return "restored";
        if (found.config.metadata?.[restoringFrom] === copy) return "empty";
        return (await hasItems(nats, name, table, shard)) ? "full" : "empty";
    };
    const found = await attempted(`table ${table}, shard ${shard}`, look, { ...run, inbox: restoreInbox });
    if (found === "full") {
        throw new Refused(
            `table ${table} has items, which the restoration of copy ${copy} would delete`,
            "set REPLACE to true to replace them",
        );
    }
    return found === "empty";
}

/** What regions write of themselves is no item. A change is one: its item was there. */
async function hasItems(nats: NatsConnection, stream: string, table: string, shard: number): Promise<boolean> {
    for (const kind of ["item.>", "change"]) {
        const subject = bucketSubjects(table, shard).replace(/>$/, kind);
        const found = await ask(nats, `STREAM.MSG.GET.${stream}`, { seq: 1, next_by_subj: subject }).then(
            () => true,
            (error: unknown) => {
                if (error instanceof StoreRefusal && error.code === noMessage) return false;
                throw error;
            },
        );
        if (found) return true;
    }
    return false;
}

/** On one server, which has it whole then: of several that make it at once, the others say that they have caught up before they have. */
async function restoreShard(stream: CopiedStream, manifest: Manifest, run: Restoring): Promise<void> {
    const { config, name, shard, state, table } = stream;
    const { metadata = {} } = config;
    const wanted = {
        ...config,
        num_replicas: 1,
        metadata: {
            ...metadata,
            [restoringFrom]: manifest.copy,
            // Positions in the changes that consumers have stored count from another beginning now.
            ...((metadata.changesId ?? "") !== "" && { changesId: randomBytes(9).toString("base64url") }),
        },
    };
    const once = async (nats: NatsConnection) => {
        await ask(nats, `STREAM.DELETE.${name}`, undefined, beginMs).catch(unlessGone);
        const objects = stream.objects.map((_, i) => () => objectAt(stream, i + 1, manifest, run));
        await sendStream(nats, { name, config: wanted, state }, objects);
        await replay(nats, { name, shard, table }, fromLines(contentsOf(sinceIn(stream), manifest, run)));
    };
    await attempted(`table ${table}, shard ${shard}`, once, { ...run, inbox: restoreInbox });
}

/** Has as many servers as there are places get a copy of a shard. */
async function spread(
    { name, shard, table }: CopiedStream,
    copies: number,
    copy: string,
    run: Restoring,
): Promise<void> {
    const once = async (nats: NatsConnection) => {
        const { config } = (await infoOf(nats, name))!;
        const metadata = { ...config.metadata, [restoredFrom]: copy };
        await ask(nats, `STREAM.UPDATE.${name}`, { ...config, metadata, num_replicas: copies }, beginMs);
        await settled(nats, name, copies, run.log);
    };
    await attempted(`table ${table}, shard ${shard}`, once, { ...run, inbox: restoreInbox });
}

type Objects = Pick<CopiedStream, "name" | "objects">;

const sinceIn = ({ name, since }: CopiedStream): Objects => ({ name: sinceOf(name), objects: since });

async function* contentsOf(objects: Objects, manifest: Manifest, run: Restoring): AsyncGenerator<Buffer> {
    for (const i of objects.objects.keys()) yield await objectAt(objects, i + 1, manifest, run);
}

/** Throws `Refused` if it is missing or differs from the manifest. */
async function objectAt(
    { name, objects }: Objects,
    index: number,
    { copy }: Manifest,
    { bucket, seal }: Restoring,
): Promise<Buffer> {
    const object = objectOf(name, index);
    const { bytes, digest } = objects[index - 1]!;
    const sealed = await bucket.get(`${copy}/${object}`);
    if (sealed === undefined) {
        throw new Refused(`object ${object} of copy ${copy} is missing`, "restore another copy: set COPY");
    }
    const found = sha256(sealed);
    if (sealed.length !== bytes || found !== digest) {
        throw new Refused(
            `object ${object} of copy ${copy} has digest ${found}, not ${digest}`,
            "restore another copy: set COPY",
        );
    }
    return seal.open(object, sealed);
}

/** Waits until there is a leader and all copies of the stream have caught up, but for servers that are down. */
async function settled(nats: NatsConnection, name: string, copies: number, log: Log): Promise<void> {
    let loggedAt = Date.now();
    for (const deadline = Date.now() + settlingMs; ;) {
        const { leader, replicas = [] } = (await infoOf(nats, name).catch(() => undefined))?.cluster ?? {};
        const behind = replicas.filter(({ current, offline }) => current !== true && offline !== true);
        if (leader !== undefined && replicas.length + 1 === copies && behind.length === 0) return;
        if (Date.now() > deadline) {
            throw new Error(`${name} has not been copied to all places within ${settlingMs / 60_000} minutes`);
        }
        if (Date.now() - loggedAt > settlingLogMs) {
            loggedAt = Date.now();
            log.info("copies not whole", {
                ...{ stream: name, leader, copies: replicas.length + 1, wanted: copies },
                missing: behind.map(({ name, lag = 0 }) => `${lag} messages in ${name}`),
            });
        }
        await pause(settlingPauseMs);
    }
}
