import type { RegionRef } from "../places/catalogue";

/**
 * Home of each shard: the region with the highest score for it (rendezvous hashing, Thaler and Ravishankar 1998). A region
 * that comes takes its part from all others, and one that goes leaves its part to all others: nothing else moves.
 */
export function homesOf(shards: number, regions: readonly RegionRef[]): RegionRef[] {
    return ranksOf(shards, regions).map(ranks => ranks[0]!);
}

/** For each shard all regions by their scores: its home, and who stands in for it. */
export function ranksOf<Region extends string>(shards: number, regions: readonly Region[]): Region[][] {
    const ordered = [...regions].sort().map(region => ({ region, hash: hashOf(region) }));
    return Array.from({ length: shards }, (_, shard) => {
        const bytes = encoder.encode(`#${shard}`);
        const scored = ordered.map(({ region, hash }) => ({ region, score: mixed(hashed(bytes, hash)) }));
        // Stable, so that of equal scores the first in order of name goes first.
        return scored.sort((a, b) => b.score - a.score).map(({ region }) => region);
    });
}

/** The shard of a key, from its UTF-8 bytes' hash: every writer and reader comes to the same. */
export function shardOf(key: string, shards: number): number {
    return mixed(hashOf(key)) % shards;
}

const encoder = new TextEncoder();

function hashOf(text: string): number {
    return hashed(encoder.encode(text), 0x811c9dc5);
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv), after what was hashed before: short, and the same in every language. */
function hashed(bytes: Uint8Array, before: number): number {
    return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), before);
}

/** The finalizer of MurmurHash3: FNV's last bytes alone reach few of the high bits, which decide between scores. */
function mixed(hash: number): number {
    const a = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
    return (b ^ (b >>> 16)) >>> 0;
}
