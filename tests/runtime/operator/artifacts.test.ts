import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import type { ObjectInfo, ObjectStore } from "@nats-io/obj";

import { hasArtifact, putArtifact } from "../../../runtime/operator/artifacts";

const bytes = Buffer.from("a model file");
const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
/** As the engine's clients write it. */
const written = (content: Uint8Array) => `SHA-256=${createHash("sha256").update(content).digest("base64url")}`;

/** A bucket in memory. A deleted object leaves its entry, as in the engine. */
class Bucket {
    readonly entries = new Map<string, Partial<ObjectInfo>>();
    readonly given: unknown[] = [];

    info = (name: string) => Promise.resolve(this.entries.get(name) ?? null);

    delete = (name: string) => {
        this.entries.set(name, { ...this.entries.get(name), deleted: true });
        return Promise.resolve({});
    };

    put = async (meta: { name: string; options: object }, content: ReadableStream<Uint8Array>, options: object) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of content) pieces.push(piece);
        this.given.push([meta.options, options]);
        const info = { name: meta.name, digest: written(Buffer.concat(pieces)), deleted: false };
        this.entries.set(meta.name, info);
        return info;
    };

    get store() {
        return this as unknown as ObjectStore;
    }
}

async function* inPieces(content: Buffer) {
    for (const half of [content.subarray(0, 5), content.subarray(5)]) yield await Promise.resolve(half);
}

describe("a cell's bucket of model files", () => {
    it("has what was put, in pieces of half a MiB", async () => {
        const bucket = new Bucket();
        assert.equal(await hasArtifact(bucket.store, digest), false);
        await putArtifact(bucket.store, digest, inPieces(bytes));
        assert.equal(await hasArtifact(bucket.store, digest), true);
        assert.deepEqual(bucket.given, [[{ max_chunk_size: 512 * 1024 }, { timeout: 60_000 }]]);
    });

    it("does not have what was deleted, whose entry stays", async () => {
        const bucket = new Bucket();
        await putArtifact(bucket.store, digest, inPieces(bytes));
        await bucket.delete(digest);
        assert.equal(await hasArtifact(bucket.store, digest), false);
    });

    it("does not have what has another digest under the name", async () => {
        const bucket = new Bucket();
        bucket.entries.set(digest, { deleted: false, digest: written(Buffer.from("another")) });
        assert.equal(await hasArtifact(bucket.store, digest), false);
    });

    it("does not retain content that has changed while it was read", async () => {
        const bucket = new Bucket();
        const another = Buffer.from("another file");
        await assert.rejects(
            putArtifact(bucket.store, digest, inPieces(another)),
            new RegExp(`artifact ${digest} has digest sha256:${createHash("sha256").update(another).digest("hex")}`),
        );
        assert.equal(bucket.entries.get(digest)?.deleted, true);
    });
});
