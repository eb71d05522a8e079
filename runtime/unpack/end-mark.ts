import { Transform, type TransformCallback } from "node:stream";

/** An archive ends with two blocks of zeros (POSIX.1-2017, pax). */
const endBytes = 1024;

/** The bytes of an archive on their way to its reader, which takes one that was cut off between two entries for whole. */
export class EndMark extends Transform {
    private zeros = 0;

    /** Whether the mark of the end came last. */
    get seen(): boolean {
        return this.zeros >= endBytes;
    }

    override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
        let from = chunk.length;
        while (from > 0 && chunk.length - from < endBytes && chunk[from - 1] === 0) from--;
        this.zeros = from === 0 ? this.zeros + chunk.length : chunk.length - from;
        done(null, chunk);
    }
}
