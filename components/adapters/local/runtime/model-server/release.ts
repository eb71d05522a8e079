import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ModelSource } from "./environment";
import type { Log } from "../log";
import type { Runtime, Session } from "./runtime";
import { signatureOf, type Signature } from "./signature";
import { watchFiles } from "../watch";

/** A model that was proven to be the release's, and opened. */
export interface Model {
    readonly session: Session;
    readonly signature: Signature;
}

export type Readiness =
    { readonly ready: true; readonly model: Model } | { readonly ready: false; readonly reason: string };

/**
 * The one release that this process serves. It is ready once the artifact's SHA-256 is the release's; before that not a
 * byte of it is parsed. An artifact that is missing or wrong is looked at again whenever the file changes.
 *
 * Once ready, the model is in memory and proven: a file that changes afterwards is reported, and the proven model stays.
 */
export class Release {
    readonly source: ModelSource;
    private readonly runtime: Runtime;
    private readonly log: Log;
    private model: Model | undefined;
    private reason = "the artifact is being read";
    private withdrawn: string | undefined;
    private reading: Promise<void> = Promise.resolve();
    private unwatch: () => void = () => undefined;

    constructor(source: ModelSource, runtime: Runtime, log: Log) {
        this.source = source;
        this.runtime = runtime;
        this.log = log;
    }

    get readiness(): Readiness {
        if (this.model === undefined || this.withdrawn !== undefined) {
            return { ready: false, reason: this.withdrawn ?? this.reason };
        }
        return { ready: true, model: this.model };
    }

    /** Also while withdrawn: what is under way, and what comes before a gate has noticed, is still answered. */
    get opened(): Model | undefined {
        return this.model;
    }

    start(): void {
        const look = () => {
            this.reading = this.reading.then(() => this.look());
        };
        // Watched from before the first reading, so that no change falls between the two.
        this.unwatch = watchFiles([this.source.path], look);
        look();
    }

    /** Not ready from now on, for good. */
    withdraw(reason: string): void {
        this.withdrawn ??= reason;
        this.unwatch();
    }

    /** Never throws: whatever is wrong becomes the reason. */
    private async look(): Promise<void> {
        try {
            await (this.model === undefined ? this.open() : this.compare());
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            if (reason !== this.reason) {
                this.reason = reason;
                this.log.error(error instanceof WrongDigest ? "digest mismatch" : "artifact unusable", { reason });
            }
        }
    }

    private async open(): Promise<void> {
        const started = performance.now();
        const artifact = await read(this.source.path);
        const found = digestOf(artifact);
        if (found !== this.source.digest) {
            throw new WrongDigest(found, this.source);
        }
        const session = await openSession(this.runtime, artifact);
        this.model = { session, signature: signatureOf(session) };
        this.reason = "";
        this.log.info("ready", {
            runtime: this.runtime.name,
            digest: found,
            bytes: artifact.length,
            tookMs: Math.round(performance.now() - started),
            sinceStartMs: Math.round(process.uptime() * 1000),
        });
    }

    private async compare(): Promise<void> {
        const found = digestOf(await read(this.source.path));
        if (found === this.source.digest) {
            this.reason = "";
            return;
        }
        throw new Error(
            `the artifact has changed to ${short(found)} since it was opened as ${short(this.source.digest)}; ` +
                "the opened model stays; put the release's artifact back, or the next start will refuse it",
        );
    }
}

class WrongDigest extends Error {
    constructor(found: string, { digest, path }: ModelSource) {
        super(
            `the artifact's digest is ${short(found)}; allowed: ${short(digest)}; ` +
                `put the release's artifact at ${path}, it is read again when it changes`,
        );
    }
}

async function read(path: string): Promise<Buffer> {
    try {
        return await readFile(path);
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new Error(
            `the artifact can't be read (${code ?? "unknown"}): ${path}; put it there, it will be read then`,
            {
                cause: error,
            },
        );
    }
}

async function openSession(runtime: Runtime, artifact: Buffer): Promise<Session> {
    try {
        return await runtime.open(artifact);
    } catch (error) {
        const detail = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
        throw new Error(
            `the ${runtime.name} runtime can't open the artifact: ${detail.slice(0, 300)}; ` +
                "allowed: an ONNX model with operators that this runtime has",
            { cause: error },
        );
    }
}

function digestOf(bytes: Buffer): string {
    return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Enough to tell two digests apart by eye. */
function short(digest: string): string {
    return `${digest.slice(0, "sha256:".length + 12)}…`;
}
