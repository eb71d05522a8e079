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

export async function putArtifact(artifacts: ObjectStore, digest: string, content: Uint8Array): Promise<void> {
    const options = { max_chunk_size: PIECE_BYTES };
    await artifacts.putBlob({ name: digest, options }, content, { timeout: PATIENCE_MS });
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
