import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { EndMark } from "./end-mark";
import { type Entry, entryOf } from "./entries";
import { type Compression, compressionOf, headBytes } from "./format";
import { type BytesLimit, cutOff } from "./limits";
import { UnpackRefused } from "./refused";

const readBytes = 2 ** 20;

/** How a file is compressed. Throws where it is no archive. */
export async function compressionIn(archive: string): Promise<Compression> {
    const handle = await open(archive, "r");
    try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
        return compressionOf(buffer.subarray(0, bytesRead));
    } finally {
        await handle.close();
    }
}

export interface Found {
    readonly entry: Entry;
    /** Bytes of a file: to be read or skipped before the next entry is taken. */
    readonly content: AsyncIterable<Buffer>;
}

/** The entries of an archive, in its order. Throws where it is cut off or damaged, or becomes larger than its limit. */
export async function* entriesIn(archive: string, compression: Compression, limit: BytesLimit): AsyncIterable<Found> {
    const { extract } = await library();
    const [reader, end] = [extract(), new EndMark(limit)];
    const source = createReadStream(archive, { highWaterMark: readBytes });
    const read =
        compression === "gzip"
            ? pipeline(source, createGunzip({ chunkSize: readBytes }), end, reader)
            : pipeline(source, end, reader);
    // What fails in it fails the reader, too.
    read.catch(() => undefined);
    try {
        for await (const found of reader) {
            const { header, offset } = found;
            const entry = entryOf(header);
            // As the reader takes it: content of a link, too, and none of a directory.
            end.entry(offset + headBytes, header.type === "directory" ? 0 : header.size);
            yield { entry, content: contentOf(found as AsyncIterable<Buffer>, read) };
        }
        await read;
    } catch (error) {
        throw await meaningOf(error, read);
    } finally {
        reader.destroy();
    }
    end.finish();
}

/** Reads on to the next entry. */
export async function skip(content: AsyncIterable<Buffer>): Promise<void> {
    for await (const _ of content);
}

async function* contentOf(content: AsyncIterable<Buffer>, read: Promise<void>): AsyncIterable<Buffer> {
    try {
        yield* content;
    } catch (error) {
        throw await meaningOf(error, read);
    }
}

/** An optional peer of the package: loaded by those who unpack only. */
async function library(): Promise<typeof import("tar-stream")> {
    try {
        return await import("tar-stream");
    } catch (error) {
        throw new UnpackRefused("archives need tar-stream, not installed here", "run `npm install tar-stream`", {
            cause: error,
        });
    }
}

/** Errors of zlib, and those of the reader, which have no code. What stopped it is known of the pipeline alone. */
async function meaningOf(found: unknown, read: Promise<void>): Promise<unknown> {
    if (found instanceof UnpackRefused) return found;
    const error: unknown = await read.then(
        () => found,
        (first: unknown) => first,
    );
    if (!(error instanceof Error)) return error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR" || message === "Unexpected end of data") return cutOff();
    if (code?.startsWith("Z_") === true || /^(Invalid (tar )?header|Header exceeds)/i.test(message)) {
        return new UnpackRefused(`the archive is damaged (${message})`, "pack the files again", { cause: error });
    }
    return error;
}
