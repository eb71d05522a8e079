import { sha256 } from "../s3/signature";
import type { Bucket } from "./bucket";
import { type CopiedStream, objectOf } from "./manifest";
import type { Seal } from "./seal";

/** Bytes of a stream in an object: two of them are in memory at a time. */
export const objectBytes = 8 * 1024 * 1024;

/** Writes pieces as objects of a copy while the next one is filled. Returns their entries in the manifest. */
export async function putObjects(
    pieces: AsyncIterable<Uint8Array>,
    { bucket, copy, seal, size = objectBytes, stream }: Where & { readonly size?: number },
): Promise<CopiedStream["objects"]> {
    const objects: CopiedStream["objects"] = [];
    let uploading = Promise.resolve();
    const begin = (content: Buffer) => {
        const name = objectOf(stream, objects.length + 1);
        const sealed = seal.close(name, content);
        objects.push({ bytes: sealed.length, digest: sha256(sealed) });
        uploading = bucket.put(`${copy}/${name}`, sealed);
        // It is awaited before the next one. Until then its failure is not unhandled.
        uploading.catch(() => undefined);
    };
    let [filled, held]: [number, Uint8Array[]] = [0, []];
    for await (const piece of pieces) {
        held.push(piece);
        filled += piece.length;
        while (filled >= size) {
            const all = Buffer.concat(held);
            await uploading;
            begin(all.subarray(0, size));
            const rest = all.subarray(size);
            [filled, held] = [rest.length, rest.length === 0 ? [] : [rest]];
        }
    }
    await uploading;
    if (filled > 0) begin(Buffer.concat(held));
    await uploading;
    return objects;
}

export interface Where {
    readonly bucket: Pick<Bucket, "put">;
    readonly copy: string;
    readonly seal: Seal;
    readonly stream: string;
}
