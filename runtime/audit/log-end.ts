import { type FileHandle, open, rm } from "node:fs/promises";
import path from "node:path";

import { readLine } from "../../components/watch/audit/chain";
import { type Entry, mostEntryBytes } from "../../components/watch/audit/entry";

/** What of a log is read to find its last line: that, half a line after it, and some room. */
const TAIL_BYTES = 4 * mostEntryBytes;
const LINE_END = 0x0a;

/** The end of a log, where the next entry goes. */
export interface LogEnd {
    /** Bytes up to the end of the last line. */
    readonly size: number;
    /** The last line's entry; undefined where there is no line, or none that is as it was written. */
    readonly last: Entry | undefined;
    /** Where half a line was moved to. */
    readonly torn?: string;
}

/**
 * Finds the end of a log and repairs what a killed writer left there. A last line that lacks only its line end receives it. Anything else
 * after the last line end is moved to `audit.torn-<time>` next to the log, for the investigation, and the next entry begins on a new line.
 * Such an entry was never confirmed, unless an anchor contains it: then the entry is missing in the chain from now on, and verification
 * finds that.
 */
export async function repairedEnd(log: FileHandle, file: string, cell: string, now: Date): Promise<LogEnd> {
    const { size } = await log.stat();
    const tail = await tailOf(log, size);
    const lineEnd = tail.lastIndexOf(LINE_END);
    const rest = tail.subarray(lineEnd + 1);
    const unended = rest.length === 0 ? undefined : entryIn(rest, cell);
    if (unended !== undefined) {
        await log.appendFile("\n");
        return { size: size + 1, last: unended };
    }
    const last = lineEnd === -1 ? undefined : entryIn(lastLine(tail, lineEnd), cell);
    if (rest.length === 0) {
        return { size, last };
    }
    const torn = tornFile(file, now);
    await keepAside(torn, rest);
    await log.truncate(size - rest.length);
    return { size: size - rest.length, last, torn };
}

/** The last bytes of a log with a line's end in them, or all of it. */
async function tailOf(log: FileHandle, size: number): Promise<Buffer> {
    const tail = await read(log, Math.max(0, size - TAIL_BYTES), size);
    return tail.includes(LINE_END) || tail.length === size ? tail : read(log, 0, size);
}

async function read(log: FileHandle, from: number, to: number): Promise<Buffer> {
    const buffer = Buffer.alloc(to - from);
    for (let at = 0; at < buffer.length;) {
        const { bytesRead } = await log.read(buffer, at, buffer.length - at, from + at);
        if (bytesRead === 0) {
            return buffer.subarray(0, at);
        }
        at += bytesRead;
    }
    return buffer;
}

/** Without its end. One that begins before the tail is longer than an entry may be, and reads as none. */
function lastLine(tail: Buffer, lineEnd: number): Buffer {
    const before = lineEnd === 0 ? -1 : tail.lastIndexOf(LINE_END, lineEnd - 1);
    return tail.subarray(before + 1, lineEnd);
}

function entryIn(line: Buffer, cell: string): Entry | undefined {
    const read = readLine(line.toString("utf8"), cell);
    return "entry" in read ? read.entry : undefined;
}

function tornFile(log: string, now: Date): string {
    const name = path.basename(log, path.extname(log));
    return path.join(path.dirname(log), `${name}.torn-${now.toISOString().replaceAll(":", "-")}`);
}

async function keepAside(file: string, bytes: Buffer): Promise<void> {
    const aside = await open(file, "a", 0o600);
    const { size } = await aside.stat();
    try {
        await aside.appendFile(bytes);
        await aside.sync();
    } catch (error) {
        // On a full disk each attempt would leave another one.
        await (size === 0 ? rm(file) : aside.truncate(size)).catch(() => undefined);
        throw error;
    } finally {
        await aside.close();
    }
}
