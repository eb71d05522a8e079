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

/** The model file of a digest. Its content is the caller's to check. Throws where there is none. */
export async function readArtifact(nats: NatsConnection, digest: string): Promise<Uint8Array> {
    const { Objm } = await import("@nats-io/obj");
    const artifacts = await new Objm(nats).open(artifactBucket, false);
    const content = await artifacts.getBlob(digest);
    if (content === null) {
        throw new Error(`the cell's store has no artifact ${digest}`);
    }
    return content;
}
