import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ModelSource } from "./environment";
import { replaceFile } from "../files";
import type { Log } from "../log";
import type { Runtime } from "./runtime";
import type { Session } from "./session";
import { signatureOf, type Signature } from "./signature";
import { watchFiles } from "../watch";

/** A model that was proven to be the release's, and opened. */
export interface Model {
    readonly session: Session;
    readonly signature: Signature;
    /** Of what was opened. */
    readonly digest: string;
}

export type Readiness =
    { readonly ready: true; readonly model: Model } | { readonly ready: false; readonly reason: string };

/** Between attempts to get a file from a store that doesn't answer. */
const FETCH_AGAIN_MS = 2_000;

/**
 * The one release that this process serves. It is ready once the artifact's SHA-256 is the release's; before that not a
 * byte of it is parsed. An artifact that is missing or wrong is fetched again where there is a store to get it from, and looked
 * at again whenever the file changes.
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
    private corrupt = false;
    private reading: Promise<void> = Promise.resolve();
    private unwatch: () => void = () => undefined;
    private look: () => void = () => undefined;
    private later: NodeJS.Timeout | undefined;
    /** Why it could not be fetched last. Logged once. */
    private unfetched: string | undefined;

    /**
     * `fetch` gets the release's file again, where there is a store to get it from. `adapted` gives the session that answers requests, or
     * throws why this model can't be served so.
     */
    constructor(
        source: ModelSource,
        runtime: Runtime,
        log: Log,
        private readonly fetch?: () => Promise<Uint8Array>,
        private readonly adapted: (session: Session) => Promise<Session> = session => Promise.resolve(session),
    ) {
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

    /** Whether the artifact's file is not the release's, as far as that was looked at. */
    get isCorrupt(): boolean {
        return this.corrupt;
    }

    /** `ifUnusable` is called if the file can't be served when it is read first, and no store has it. */
    start(ifUnusable: (reason: string) => void = () => undefined): void {
        this.look = () => {
            clearTimeout(this.later);
            this.reading = this.reading.then(() => this.read());
        };
        // Watched from before the first reading, so that no change falls between the two.
        this.unwatch = watchFiles([this.source.path], this.look);
        this.look();
        void this.reading.then(() => {
            if (this.model === undefined && this.fetch === undefined && !this.isWithdrawn()) ifUnusable(this.reason);
        });
    }

    /** Not ready from now on, for good. */
    withdraw(reason: string): void {
        this.withdrawn ??= reason;
        this.unwatch();
        clearTimeout(this.later);
    }

    /** Never throws: whatever is wrong becomes the reason. */
    private async read(): Promise<void> {
        try {
            await (this.model === undefined ? this.open() : this.compare());
            this.corrupt = false;
        } catch (error) {
            this.corrupt = error instanceof CorruptArtifact;
            const reason = error instanceof Error ? error.message : String(error);
            if (reason !== this.reason) {
                this.reason = reason;
                this.log.error(error instanceof WrongDigest ? "digest mismatch" : "artifact unusable", { reason });
            }
            if (error instanceof CorruptArtifact && this.withdrawn === undefined) await this.fetchAgain();
        }
    }

    /** Puts the release's file back in its place, where a store has it; else tries again later. */
    private async fetchAgain(): Promise<void> {
        if (this.fetch === undefined) {
            return;
        }
        try {
            const content = Buffer.from(await this.fetch());
            const found = digestOf(content);
            if (found !== this.source.digest) throw new WrongDigest(found, this.source);
            if (this.isWithdrawn()) return;
            await replaceFile(this.source.path, content);
            this.log.info("artifact fetched again", { digest: found, bytes: content.length });
            this.unfetched = undefined;
            this.look();
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            if (reason !== this.unfetched) this.log.error("artifact not fetched again", { reason });
            this.unfetched = reason;
            if (!this.isWithdrawn()) this.later = setTimeout(this.look, FETCH_AGAIN_MS);
        }
    }

    private isWithdrawn(): boolean {
        return this.withdrawn !== undefined;
    }

    private async open(): Promise<void> {
        const started = performance.now();
        const artifact = await read(this.source.path);
        const found = digestOf(artifact);
        if (found !== this.source.digest) {
            throw new WrongDigest(found, this.source);
        }
        const opened = await openSession(this.runtime, artifact);
        const signature = signatureOf(opened);
        this.model = { session: await this.adapted(opened), signature, digest: found };
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
        throw new CorruptArtifact(
            `the artifact has changed to ${short(found)} since it was opened as ${short(this.source.digest)}; ` +
                "the opened model stays; put the release's artifact back, or the next start will refuse it",
        );
    }
}

/** The file is not the release's. */
class CorruptArtifact extends Error {}

class WrongDigest extends CorruptArtifact {
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
        throw new CorruptArtifact(
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
