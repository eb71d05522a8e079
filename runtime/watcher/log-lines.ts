import { type FileHandle, open } from "node:fs/promises";

/** The requested part of a log. */
export interface LogQuery {
    /** Text that a line must have in it. */
    readonly contains?: string | undefined;
    /** Milliseconds since 1970. */
    readonly since?: number | undefined;
    readonly until?: number | undefined;
    /** Lines at most, the newest ones. */
    readonly most: number;
}

export interface LogLines {
    /** As they stand in the log, oldest first. */
    readonly lines: readonly string[];
    /** Whether older ones were left out, or not looked at. */
    readonly hasMore: boolean;
}

/** Where the supervisor moves a log that has become large (`program.ts`: 10 MB each). */
const ROTATED = ["", ".1", ".2", ".3"];
const CHUNK_BYTES = 64 * 1024;
/** All that the supervisor keeps of a process, and some more. */
const MOST_READ_BYTES = 48 * 1024 * 1024;
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;
/** A longer line is none of ours: it is left out. */
const MOST_LINE_BYTES = 64 * 1024;
/** Logs go by when requests ended, and their times say when they began: as long as one may take. */
const OUT_OF_ORDER_MS = 10 * 60_000;

/** The newest requested lines of a log, read from its end. A missing log has none. */
export async function newestLines(log: string, { contains, since, until, most }: LogQuery): Promise<LogLines> {
    const found: string[] = [];
    let bytes = 0;
    /** Of the line after: what is no JSON, as the trace of a crash, was written before that. */
    let time: number | undefined;
    for await (const line of linesBackwards(log)) {
        if (line === tooMuch) return { lines: found.reverse(), hasMore: true };
        if (since !== undefined || until !== undefined) {
            time = timeOf(line) ?? time;
            if (time !== undefined && since !== undefined && time < since - OUT_OF_ORDER_MS) break;
            if (time !== undefined && (time < (since ?? -Infinity) || time > (until ?? Infinity))) continue;
        }
        if (contains !== undefined && !line.includes(contains)) continue;
        bytes += Buffer.byteLength(line) + 1;
        if (found.length === most || bytes > MOST_ANSWER_BYTES) return { lines: found.reverse(), hasMore: true };
        found.push(line);
    }
    return { lines: found.reverse(), hasMore: false };
}

const tooMuch = Symbol("more than is read");

async function* linesBackwards(log: string): AsyncGenerator<string | typeof tooMuch> {
    const seen = new Set<bigint>();
    const across: Across = { rest: undefined };
    let room = MOST_READ_BYTES;
    for (const part of ROTATED) {
        const handle = await opened(`${log}${part}`);
        if (handle === undefined) continue;
        try {
            const { ino, size } = await handle.stat({ bigint: true });
            // Moved on since its name was read before.
            if (seen.has(ino)) continue;
            seen.add(ino);
            for await (const line of linesIn(handle, Number(size), across)) {
                room -= Buffer.byteLength(line) + 1;
                if (room < 0) {
                    yield tooMuch;
                    return;
                }
                yield line;
            }
        } finally {
            await handle.close();
        }
    }
    if (isOurs(across.rest)) yield across.rest.toString("utf8");
}

/** The supervisor moves a log wherever a line is: the end of a part's last line is at the beginning of the next newer one. */
interface Across {
    /** What is known of the end of the line before; undefined before any line's end, as of a line that is still being written. */
    rest: Buffer | undefined;
}

function isOurs(line: Buffer | undefined): line is Buffer {
    return line !== undefined && line.length > 0 && line.length <= MOST_LINE_BYTES;
}

async function opened(file: string): Promise<FileHandle | undefined> {
    try {
        return await open(file, "r");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}

const LINE_END = 0x0a;

/** A file's lines but for its first, last first. What of the log's last one is not written to its end yet is left out. */
async function* linesIn(handle: FileHandle, size: number, across: Across): AsyncGenerator<string> {
    for (let end = size; end > 0;) {
        const from = Math.max(0, end - CHUNK_BYTES);
        const chunk = await read(handle, from, end);
        if (chunk.length < end - from) return;
        let lineEnd = chunk.length;
        for (
            let at = chunk.lastIndexOf(LINE_END);
            at !== -1;
            at = at === 0 ? -1 : chunk.lastIndexOf(LINE_END, at - 1)
        ) {
            const line = joined(chunk.subarray(at + 1, lineEnd), across.rest);
            across.rest = nothing;
            lineEnd = at;
            if (isOurs(line)) yield line.toString("utf8");
        }
        across.rest = joined(chunk.subarray(0, lineEnd), across.rest)?.subarray(0, MOST_LINE_BYTES + 1);
        end = from;
    }
}

const nothing = Buffer.alloc(0);

/** The line of which one part is before the other; undefined where it has no end yet. */
function joined(before: Buffer, rest: Buffer | undefined): Buffer | undefined {
    if (rest === undefined) return undefined;
    return rest.length === 0 ? before : Buffer.concat([before, rest]);
}

async function read(handle: FileHandle, from: number, to: number): Promise<Buffer> {
    const buffer = Buffer.alloc(to - from);
    let length = 0;
    while (length < buffer.length) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, from + length);
        if (bytesRead === 0) break;
        length += bytesRead;
    }
    return buffer.subarray(0, length);
}

function timeOf(line: string): number | undefined {
    if (!line.startsWith("{")) return undefined;
    try {
        const time = Date.parse(String((JSON.parse(line) as { time?: unknown }).time));
        return Number.isNaN(time) ? undefined : time;
    } catch {
        return undefined;
    }
}
