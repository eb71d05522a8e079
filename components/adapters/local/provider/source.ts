import { rm } from "node:fs/promises";
import path from "node:path";

import { pathIn } from "../../../plan/serving/release-file";
import { download } from "../../../../runtime/fetch/download";
import { Refused } from "../../../../runtime/fetch/failure";
import { httpSource } from "../../../../runtime/fetch/http/object";
import { httpsObject } from "../../../../runtime/fetch/https";
import { PartFile } from "../../../../runtime/fetch/part-file";
import { piecesOf } from "../../../../runtime/files";
import type { Log } from "../../../../runtime/log";
import { projectDirectory } from "./files";

/** Where a release's file comes from, and the digest that it must have. */
export interface Sourced {
    /** `file:<path>`, relative to the project, or `https://<host>/<path>`. */
    readonly source: string;
    readonly digest: string;
}

/** The content of a source in pieces, from the start at each call: a release may be larger than memory. */
export type Pieces = () => AsyncIterable<Uint8Array>;

/**
 * Gives the content of a source to `use`. What is on the web is brought whole first, to `beside` with an ending, and removed afterwards: a
 * connection that breaks is no reason to start again. Throws where it can't be read, or has another digest.
 */
export async function withSource<T>(
    { digest, source }: Sourced,
    beside: string,
    use: (pieces: Pieces) => Promise<T>,
): Promise<T> {
    if (!source.startsWith("https:")) return use(() => sourcePieces(source));
    // Ends like what is removed with the file itself (runtime/files.ts), where the engine is killed meanwhile.
    const file = `${beside}.download.tmp`;
    try {
        await bring(source, digest, file);
        return await use(() => piecesOf(file));
    } finally {
        await rm(file, { force: true });
    }
}

/** A file of the project in pieces. */
export async function* sourcePieces(source: string): AsyncIterable<Uint8Array> {
    try {
        yield* piecesOf(path.resolve(projectDirectory(), pathIn(source) ?? source));
    } catch (error) {
        throw new Error(
            `artifact ${source} can't be read: ${(error as Error).message}; paths are relative to the project`,
            { cause: error },
        );
    }
}

/** What a release takes at most; as in a cluster. */
const deadlineMs = 3_600_000;
/** A source that sends nothing for so long gets another request. */
const silentMs = 60_000;

async function bring(source: string, digest: string, file: string): Promise<void> {
    const object = httpsObject({ kind: "https", url: new URL(source) }, undefined);
    const { shown } = object;
    const refusing = {
        ...object,
        refusal: (...args: Parameters<typeof object.refusal>) =>
            new Refused(
                object.refusal(...args).problem,
                "correct the address; one that needs a token can't be read here",
            ),
    };
    const part = await PartFile.beside(file);
    const signal = AbortSignal.timeout(deadlineMs);
    try {
        await download(httpSource(refusing, silentMs), part, { maxBytes: Infinity, signal, log: shownBy(shown) });
        await part.finish(digest, shown);
    } catch (error) {
        await part.abandon();
        const reason = signal.aborted ? `only ${part.bytes} bytes came in an hour` : (error as Error).message;
        throw new Error(`artifact ${shown} can't be downloaded: ${reason}`, { cause: error });
    }
}

/** Shorter downloads say nothing. */
const quietMs = 10_000;

/** The engine shows what a provider prints beside its resource. */
function shownBy(shown: string): Log {
    let last = performance.now();
    return {
        info: (_event, { bytes, percent } = {}) => {
            if (performance.now() - last < quietMs) return;
            last = performance.now();
            console.log(`${shown}: ${percent === undefined ? `${String(bytes)} bytes` : `${String(percent)} %`}`);
        },
        error: (_event, { reason, resumes } = {}) => {
            console.log(`${shown}: ${String(reason)}; goes on ${String(resumes)}`);
        },
    };
}
