import { Transform, type TransformCallback } from "node:stream";

import { type BytesLimit, cutOff } from "./limits";
import { UnpackRefused } from "./refused";

const blockBytes = 512;
/** An archive ends with two blocks of zeros in the place of a header (POSIX.1-2017, pax). */
const endBytes = 2 * blockBytes;
const zeros = Buffer.alloc(blockBytes);
/** More than the buffers before the reader can have, where no headers of gigabytes lie between two entries. */
const mostRuns = 10_000;

/** Bytes that are all zero. */
interface Run {
    readonly from: number;
    to: number;
}

/**
 * The bytes of an archive on their way to its reader, which skips blocks of zeros: it reads on behind the end, and takes an archive that
 * was cut off between two entries for whole.
 */
export class EndMark extends Transform {
    /** Behind the content of the entry that the reader has come to, and long enough for an end. */
    private readonly runs: Run[] = [];
    private at = 0;
    private entryEnd = 0;

    constructor(private readonly limit: BytesLimit) {
        super();
    }

    /** The reader has come to an entry's content. Throws where the end lies before it. */
    entry(content: number, bytes: number): void {
        if (this.endBefore(content) !== undefined) throw goesOn();
        this.entryEnd = upToBlock(content + bytes);
        while (this.runs[0] !== undefined && this.runs[0].to <= this.entryEnd) this.runs.shift();
    }

    /** The reader has come to the last byte. Throws where that isn't the end. */
    finish(): void {
        const end = this.endBefore(this.at);
        if (end === undefined) throw cutOff();
        if (end.to !== this.at) throw goesOn();
    }

    override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
        const start = this.at;
        // Content has any zeros.
        this.at = Math.min(start + chunk.length, Math.max(start, this.entryEnd));
        while (this.at < start + chunk.length) {
            const to = Math.min(start + chunk.length, this.at + blockBytes - (this.at % blockBytes));
            if (chunk.compare(zeros, 0, to - this.at, this.at - start, to - start) === 0) this.extend(to);
            this.at = to;
        }
        if (this.at > this.limit.bytes) done(this.limit.exceeded());
        else if (this.runs.length > mostRuns) done(goesOn());
        else done(null, chunk);
    }

    private extend(to: number): void {
        const last = this.runs.at(-1);
        if (last?.to === this.at) {
            last.to = to;
            return;
        }
        if (last !== undefined && last.to - last.from < endBytes) this.runs.pop();
        this.runs.push({ from: this.at, to });
    }

    private endBefore(limit: number): Run | undefined {
        return this.runs.find(({ from, to }) => {
            const header = upToBlock(Math.max(from, this.entryEnd));
            return header + endBytes <= Math.min(to, limit);
        });
    }
}

function upToBlock(bytes: number): number {
    return Math.ceil(bytes / blockBytes) * blockBytes;
}

function goesOn(): UnpackRefused {
    return new UnpackRefused(
        "the archive goes on behind its end",
        "pack all files into one archive, and nothing behind it",
    );
}
