import { environmentFrom, givingUp } from "../ending";
import { jsonLines, outliveLogReader, type Log } from "../log";
import { download } from "./download";
import { type Environment, parseEnvironment } from "./environment";
import { Refused } from "./failure";
import { digestOfFile, PartFile } from "./part-file";
import { sourceOf } from "./sources";

/**
 * Gets one release: `node main.js`, configured by the environment (`environment.ts`).
 *
 * Ends with 0 when the file is there and has its digest, 2 when the environment can't be right, and 1 when it has failed; also after SIGTERM
 * or SIGINT, since what waits for this program's success has no release then.
 */
async function main(): Promise<void> {
    outliveLogReader();
    const log = jsonLines({});
    const giveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    const parts: PartFile[] = [];
    endAtSignals(parts, log);
    try {
        await get(environment, parts, log);
        process.exit(0);
    } catch (error) {
        giveUp(1, "failed", error);
    }
}

async function get(environment: Environment, parts: PartFile[], log: Log): Promise<void> {
    const { deadlineMs, digest, file, maxBytes } = environment;
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
        await download(source, part, { maxBytes, signal, log });
        await part.finish(digest, source.shown);
    } catch (error) {
        part.removeNow();
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
function endAtSignals(parts: readonly PartFile[], log: Log): void {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.on(signal, () => {
            for (const part of parts) part.removeNow();
            log.error("ended", { reason: signal });
            process.exit(1);
        });
    }
}

void main();
