import { createHash } from "node:crypto";

/** What was found of an artifact. */
export interface Found {
    /** `sha256:<64 hexadecimal digits>`. */
    readonly digest: string;
    readonly bytes: number;
}

/** An artifact that can't be downloaded: lower case, no full stop, and never with a credential in it. */
export class SourceError extends Error {
    constructor(
        message: string,
        readonly remedy: string,
    ) {
        super(message);
    }
}

/** Told of every piece that comes, with the size of the whole where that is known. */
export type OnProgress = (bytes: number, whole: number | undefined) => void;

/** The digest of what a stream gives; nothing of it is kept. */
export async function digestOf(
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    whole: number | undefined,
    onProgress: OnProgress,
): Promise<Found> {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const piece of pieces) {
        hash.update(piece);
        bytes += piece.length;
        onProgress(bytes, whole);
    }
    if (whole !== undefined && bytes !== whole) {
        throw new SourceError(`${bytes} bytes came, and not the ${whole} that were announced`, "try again");
    }
    return { digest: `sha256:${hash.digest("hex")}`, bytes };
}
