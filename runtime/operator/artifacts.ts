import type { ObjectStore } from "@nats-io/obj";
import type { NatsConnection } from "@nats-io/transport-node";

import { artifactBucket } from "../store/artifacts";
import type { Bucket } from "./bucket";

/** Model files are written once and read whole, so pieces of the largest size that a message may have save round trips. */
const PIECE_BYTES = 512 * 1024;
/** For a model of several gigabytes. */
const PATIENCE_MS = 60_000;

/** The cell's bucket of model files. */
export async function openArtifacts(nats: NatsConnection): Promise<ObjectStore> {
    const { Objm } = await import("@nats-io/obj");
    return new Objm(nats).open(artifactBucket, false);
}

/** Whether the bucket has a file under a digest, and the file has that digest. */
export async function hasArtifact(artifacts: ObjectStore, digest: string): Promise<boolean> {
    const info = await artifacts.info(digest);
    return info !== null && !info.deleted && digestIn(info.digest) === digest;
}

/** Stores a file under its digest. Throws, and deletes it again, if its content has another digest. */
export async function putArtifact(
    artifacts: ObjectStore,
    digest: string,
    pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
    const options = { max_chunk_size: PIECE_BYTES };
    const content = ReadableStream.from<Uint8Array>(pieces);
    const put = await artifacts.put({ name: digest, options }, content, { timeout: PATIENCE_MS });
    const found = digestIn(put.digest);
    if (found === digest) return;
    await artifacts.delete(digest);
    throw new Error(
        `what was stored as artifact ${digest} has digest ${found}; see that nothing writes to the file, and update again`,
    );
}

/** `SHA-256=<base64url>`, as NATS clients write a digest, in the form `sha256:<hex>`. */
function digestIn(written: string): string {
    return `sha256:${Buffer.from(written.replace(/^SHA-256=/, ""), "base64url").toString("hex")}`;
}

/** The bucket with a copy on each of these servers. It has the form of an object store (ADR-20 of NATS), so that NATS clients can read it. */
export function artifactBucketOn(copies: readonly string[]): Bucket {
    return {
        copies,
        configuration: {
            name: `OBJ_${artifactBucket}`,
            subjects: [`$O.${artifactBucket}.C.>`, `$O.${artifactBucket}.M.>`],
            storage: "file",
            retention: "limits",
            discard: "new",
            allow_direct: true,
            allow_rollup_hdrs: true,
        },
    };
}
