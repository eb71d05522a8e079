import type { ObjectStore } from "@nats-io/obj";
import type { NatsConnection } from "@nats-io/transport-node";

import { artifactBucket } from "../store/artifacts";
import type { Bucket } from "./bucket";

/** A model file is written once, and read whole: pieces as large as a message may be save round trips. */
const PIECE_BYTES = 512 * 1024;
/** A model of some gigabytes takes its time. */
const PATIENCE_MS = 60_000;

/** The cell's bucket of model files. */
export async function openArtifacts(nats: NatsConnection): Promise<ObjectStore> {
    const { Objm } = await import("@nats-io/obj");
    return new Objm(nats).open(artifactBucket, false);
}

/** Whether the bucket has something under a digest, with that digest. */
export async function hasArtifact(artifacts: ObjectStore, digest: string): Promise<boolean> {
    const info = await artifacts.info(digest);
    return info !== null && !info.deleted && digestIn(info.digest) === digest;
}

/** Throws where the content has another digest, which it then does not hold. */
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

/** `SHA-256=<base64url>`, as the engine's clients write it, in our form. */
function digestIn(written: string): string {
    return `sha256:${Buffer.from(written.replace(/^SHA-256=/, ""), "base64url").toString("hex")}`;
}

/** The bucket with a copy on each of these servers, as the engine's clients make their object stores (ADR-20 of NATS), so that they read it. */
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
