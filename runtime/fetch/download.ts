import { setTimeout as delay } from "node:timers/promises";

import type { Log } from "../log";
import { waitMs } from "./backoff";
import { Passing, Refused } from "./failure";
import type { PartFile } from "./part-file";
import { Progress } from "./progress";
import type { Content, Position, Source } from "./source";

/** In a row, without a byte between them. With the longest waits these are two minutes. */
const mostFailures = 10;

export interface Bounds {
    readonly maxBytes: number;
    readonly signal: AbortSignal;
    readonly log: Log;
    /** How often the disk has to have room for it: an archive lies there beside what it becomes. Default: once. */
    readonly copies?: number;
    /** Between attempts. Default: exponential, with jitter. */
    readonly wait?: (failures: number, askedMs: number) => number;
}

/** Writes all that the source has. What came before a failure is kept where the source can go on from there. */
export async function download(source: Source, part: PartFile, bounds: Bounds): Promise<void> {
    const { log, signal, wait = waitMs } = bounds;
    const progress = new Progress(log);
    let at: Position | undefined;
    for (let failures = 0; ;) {
        const before = part.bytes;
        let version: string | undefined;
        try {
            const content = await source.open(at, signal);
            version = content.version;
            if (content.from !== part.bytes) await part.empty();
            await refuseLarge(content, part, bounds, source.shown);
            await copy(content, part, bounds, progress, source.shown);
            return;
        } catch (error) {
            if (!(error instanceof Passing) || signal.aborted) throw error;
            failures = part.bytes > before ? 1 : failures + 1;
            if (failures >= mostFailures) {
                throw new Refused(`${error.problem}, ${failures} times in a row`, error.remedy);
            }
            version ??= at?.version;
            at = version === undefined || part.bytes === 0 ? undefined : { bytes: part.bytes, version };
            const ms = wait(failures, error.afterMs);
            log.error("attempt failed", {
                source: source.shown,
                reason: error.message,
                bytes: part.bytes,
                resumes: at === undefined ? "from the start" : `from byte ${at.bytes}`,
                againInMs: Math.round(ms),
            });
            await delay(ms, undefined, { signal });
        }
    }
}

async function copy(
    { length, pieces }: Content,
    part: PartFile,
    { maxBytes }: Bounds,
    progress: Progress,
    shown: string,
): Promise<void> {
    for await (const piece of pieces) {
        if (part.bytes + piece.length > maxBytes) throw tooLarge(shown, `more than ${maxBytes} bytes`, maxBytes);
        await part.write(piece);
        progress.at(part.bytes, length);
    }
    if (length !== undefined && part.bytes !== length) {
        throw new Passing(`${shown} ended after ${part.bytes} of ${length} bytes`, "see whether a proxy cuts it off");
    }
}

/** Before a byte is written. */
async function refuseLarge(
    content: Content,
    part: PartFile,
    { maxBytes, copies = 1 }: Bounds,
    shown: string,
): Promise<void> {
    const { length, from } = content;
    if (length === undefined) return;
    if (length > maxBytes) throw tooLarge(shown, `${length} bytes`, maxBytes);
    const room = await part.room();
    const needed = copies * length - from;
    if (needed > room) {
        throw new Refused(
            `${shown} has ${length} bytes${copies > 1 ? " and is to be unpacked" : ""}, and the disk has room for ${room}`,
            `give the volume ${needed - room} bytes more`,
        );
    }
}

function tooLarge(shown: string, size: string, maxBytes: number): Refused {
    return new Refused(`${shown} has ${size}, MAX_BYTES is ${maxBytes}`, "raise MAX_BYTES, or get a smaller release");
}
