import { createHash } from "node:crypto";

/** What the engine calls things of a cell's store. A shard is a bucket: one replicated stream, in which each item has a subject. */

/** The bucket of a shard. */
export function bucketOf(table: string, shard: number): string {
    return `table_${table}_${shard}`;
}

/** All buckets of a table. Permissions have to name each: the engine's wildcards stand for whole tokens. */
export function bucketsOf(table: string, shards: number): string[] {
    return Array.from({ length: shards }, (_, shard) => bucketOf(table, shard));
}

/** All that is in the bucket. */
export function bucketSubjects(table: string, shard: number | "*"): string {
    return `table.${table}.${shard}.>`;
}

/**
 * Where an item is. Keys are hashed: they may be names of people, and subjects show in the engine's monitoring. An item
 * carries its own key, so that nothing is lost by that.
 */
export function itemSubject(table: string, shard: number, key: string, sort?: string): string {
    return [`table.${table}.${shard}.item`, token(key), ...(sort === undefined ? [] : [token(sort)])].join(".");
}

/** All items of one partition key. */
export function itemsSubject(table: string, shard: number, key: string): string {
    return `table.${table}.${shard}.item.${token(key)}.*`;
}

/** The subject on which each change of an item in a shard is published, in a table that stores changes. */
export function changesSubject(table: string, shard: number | "*"): string {
    return `table.${table}.${shard}.change`;
}

/** What a region writes to see that a majority follows, and how far its own copy is. */
export function heartbeatSubject(table: string, shard: number | "*", region: string): string {
    return `table.${table}.${shard}.pulse.${region}`;
}

/** Every subject of a region's writes to a shard, except changes: items, and the region's own pulse. `*` means every table or shard. */
export function writtenSubjects(table: string, shard: number | "*", region: string): string[] {
    return [`table.${table}.${shard}.item.>`, heartbeatSubject(table, shard, region)];
}

/** The subject of answers: no other identity of the cell may listen there. */
export function inboxOf(purpose: string, region: string): string {
    return `_INBOX.${purpose}.${region}`;
}

function token(key: string): string {
    return createHash("sha256").update(key).digest("base64url");
}
