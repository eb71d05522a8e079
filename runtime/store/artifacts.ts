import type { NatsConnection } from "@nats-io/transport-node";

/** The bucket of a cell's model files, each under its digest. */
export const artifactBucket = "artifacts";

/**
 * What who reads model files must be let do, in the engine's terms: to follow the messages that they are kept as. Each of them is asked
 * for by `@nats-io/obj` when a file is read; none of what else it may ask for is.
 */
export const readingArtifacts: readonly string[] = [
    "$JS.API.INFO",
    `$JS.API.STREAM.MSG.GET.OBJ_${artifactBucket}`,
    `$JS.API.CONSUMER.CREATE.OBJ_${artifactBucket}.>`,
    `$JS.API.CONSUMER.DELETE.OBJ_${artifactBucket}.>`,
    `$JS.FC.OBJ_${artifactBucket}.>`,
];

/** The store has no model file of that digest. */
export class NoArtifact extends Error {
    constructor(digest: string) {
        super(`the cell's store has no artifact ${digest}`);
    }
}

/** The model file of a digest. Its content is the caller's to check. Throws where there is none. */
export async function readArtifact(nats: NatsConnection, digest: string): Promise<Uint8Array> {
    const { Objm } = await import("@nats-io/obj");
    const artifacts = await new Objm(nats).open(artifactBucket, false);
    const content = await artifacts.getBlob(digest);
    if (content === null) throw new NoArtifact(digest);
    return content;
}

/** The same in pieces, for files that may be larger than memory. */
export async function streamArtifact(nats: NatsConnection, digest: string): Promise<ArtifactStream> {
    const { Objm } = await import("@nats-io/obj");
    const artifacts = await new Objm(nats).open(artifactBucket, false);
    const found = await artifacts.get(digest);
    if (found === null) throw new NoArtifact(digest);
    // The reader of the pieces gets the same error.
    found.error.catch(() => undefined);
    return { bytes: found.info.size, pieces: piecesOf(found.data, nats) };
}

export interface ArtifactStream {
    readonly bytes: number;
    readonly pieces: AsyncIterable<Uint8Array>;
}

/** A client whose connection has ended leaves the stream open. */
async function* piecesOf(data: ReadableStream<Uint8Array>, nats: NatsConnection): AsyncIterable<Uint8Array> {
    const reader = data.getReader();
    const lost = nats.closed().then(() => {
        throw new Error("the connection to the store has ended");
    });
    lost.catch(() => undefined);
    for (;;) {
        const { done, value } = await Promise.race([reader.read(), lost]);
        if (done) return;
        yield value;
    }
}
