import { randomBytes } from "node:crypto";

import { z } from "zod";

import { Refused } from "../fetch/failure";
import { otherKey, Seal } from "./seal";

const text = z.string().min(1);

const objects = z.array(z.object({ bytes: z.number().int().min(1), digest: z.string().regex(/^[0-9a-f]{64}$/) }));

const streamSchema = z.object({
    /** The bucket of a shard, as the engine calls it. */
    name: text,
    table: text,
    shard: z.number().int().min(0),
    /** The engine's own words, which it wants back. */
    config: z.looseObject({ name: text, metadata: z.record(z.string(), z.string()).optional() }),
    state: z.looseObject({ messages: z.number(), bytes: z.number(), last_seq: z.number() }),
    /** In order; the first is object 1. */
    objects,
    /** What was written while these were made, likewise, as messages. */
    since: objects,
});

const manifestSchema = z.object({
    format: z.literal(1),
    copy: text,
    cell: text,
    /** The moments between which the shards were copied, one after the other. */
    begun: z.iso.datetime(),
    ended: z.iso.datetime(),
    streams: z.array(streamSchema),
});

/** What is in a copy. It is written last: without it there is no copy. */
export type Manifest = z.output<typeof manifestSchema>;
export type CopiedStream = z.output<typeof streamSchema>;

/** The file of it in the folder of a copy. */
export const manifestFile = "manifest.json";

/** What objects of what was written since a snapshot of a stream are named after. */
export const sinceOf = (stream: string) => `${stream}-since`;

/** The name of the object of a stream. */
export const objectOf = (stream: string, index: number) => `${stream}/${String(index).padStart(6, "0")}`;

/** A copy's name: the moment when it was begun, so that names are in order of time, and what makes it another one than that of the same millisecond. */
export function newCopy(now: Date): string {
    return `${now.toISOString().replace(/[-:]/g, "")}-${randomBytes(3).toString("hex")}`;
}

/** When a copy was begun, in milliseconds since 1970; undefined where that is no name of a copy. */
export function momentOf(copy: string): number | undefined {
    const [, year, month, day, hours, minutes, seconds] =
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z-[0-9a-f]{6}$/.exec(copy) ?? [];
    const moment = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
    return Number.isNaN(moment) ? undefined : moment;
}

export function writeManifest(manifest: Manifest, seal: Seal): Buffer {
    const code = seal.codeOf(JSON.stringify(manifest));
    return Buffer.from(`${JSON.stringify({ manifest, code }, undefined, 1)}\n`);
}

/** Throws `Refused` where it is of another key, or not as it was written. */
export function readManifest(content: Buffer, copy: string, key: string): Manifest {
    const refused = (why: string) => new Refused(`the manifest of copy ${copy} ${why}`, otherKey);
    let written: { readonly manifest?: unknown; readonly code?: unknown };
    try {
        written = JSON.parse(content.toString()) as typeof written;
    } catch {
        throw refused("is not JSON");
    }
    const text = JSON.stringify(written.manifest ?? null);
    if (!new Seal(key, copy).hasCode(text, String(written.code))) {
        throw refused("was changed, or written with another key");
    }
    const found = manifestSchema.safeParse(written.manifest);
    if (!found.success || found.data.copy !== copy) throw refused("is of another form than this version reads");
    return found.data;
}
