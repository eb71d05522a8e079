import { environmentFrom, givingUp } from "../ending";
import { jsonLines, outliveLogReader, type Log } from "../log";
import { download } from "./download";
import { type Environment, parseEnvironment } from "./environment";
import { Refused } from "./failure";
import { digestOfFile, PartFile } from "./part-file";
import { sourceOf } from "./sources";
import { archiveBeside, isUnpacked, unpackArchive } from "./unpacked";

/**
 * Gets one release: `node main.js`, configured by the environment (`environment.ts`).
 *
 * Ends with 0 when the file is there and has its digest, or the directory is there that it was unpacked to, 2 when the environment can't be
 * right, and 1 when it has failed; also after SIGTERM or SIGINT, since what waits for this program's success has no release then.
 */
async function main(): Promise<void> {
    outliveLogReader();
    const log = jsonLines({});
    const giveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    const parts: Part[] = [];
    endAtSignals(parts, log);
    try {
        await (environment.unpack === undefined ? get : getDirectory)(environment, parts, log);
        process.exit(0);
    } catch (error) {
        giveUp(1, "failed", error);
    }
}

/** Something that is not whole yet. */
interface Part {
    removeNow(): void;
}

async function getDirectory(environment: Environment, parts: Part[], log: Log): Promise<void> {
    if (await isUnpacked(environment)) {
        log.info("present", { directory: environment.file, digest: environment.digest });
        return;
    }
    await get({ ...environment, file: archiveBeside(environment.file) }, parts, log);
    await unpackArchive(environment, part => parts.push(part), log);
}

async function get(environment: Environment, parts: Part[], log: Log): Promise<void> {
    const { deadlineMs, digest, file, maxBytes, unpack } = environment;
    const source = sourceOf(environment);
    if ((await digestOfFile(file)) === digest) {
        log.info("present", { file, digest });
        return;
    }
    const part = await PartFile.beside(file);
    parts.push(part);
    const signal = AbortSignal.timeout(deadlineMs);
    log.info("started", { source: source.shown, file, digest });
    const started = performance.now();
    try {
        await download(source, part, { maxBytes, signal, log, copies: unpack === undefined ? 1 : 2 });
        await part.finish(digest, source.shown);
    } catch (error) {
        await part.abandon();
        throw signal.aborted ? late(environment, part.bytes, source.shown) : error;
    }
    log.info("done", {
        source: source.shown,
        file,
        digest,
        bytes: part.bytes,
        tookMs: Math.round(performance.now() - started),
    });
}

function late({ deadlineMs }: Environment, bytes: number, shown: string): Refused {
    return new Refused(
        `${shown} is not here after ${deadlineMs / 1000} s, but ${bytes} bytes of it`,
        "raise DEADLINE_SECONDS, or see why the source is slow",
    );
}

/** From the start: the first process of a container has no default for signals. */
function endAtSignals(parts: readonly Part[], log: Log): void {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.on(signal, () => {
            for (const part of parts) part.removeNow();
            log.error("ended", { reason: signal });
            process.exit(1);
        });
    }
}

void main();
