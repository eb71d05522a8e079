import { EventEmitter, once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

import { type Api, ApiError, isPassing, type Kind } from "./api";

/** Where which kinds of objects are that a controller acts upon. */
export interface Watched {
    readonly api: Api;
    readonly kinds: readonly Kind[];
}

/** What changes at once is seen at once. */
const GATHERED_MS = 50;
/** After an error that passes, and where a kind is not there yet. */
const AGAIN_AFTER_MS = 300;
/** Without any change: a connection that the other end has left without a word reports none. */
const LOOK_AGAIN_AFTER_MS = 5_000;

/**
 * Looks at clusters whenever objects of its kinds change, and makes them as they are to be, as controllers do. An object that is deleted
 * meanwhile is left, and an API that does not answer is called again; any other error ends it, and `close` throws it. It does not poll: for
 * that, API servers would need as much of a processor as for all that tests do.
 */
export class Controller {
    private readonly ending = new AbortController();
    private readonly changes = new EventEmitter();
    private readonly work: Promise<unknown>;
    private hasChanged = false;
    private failure: Error | undefined;

    constructor(
        private readonly reconcile: () => Promise<void>,
        watched: readonly Watched[],
    ) {
        const watches = watched.flatMap(({ api, kinds }) => kinds.map(kind => this.watch(api, kind)));
        const acts = this.run().catch((error: unknown) => {
            this.failure = error instanceof Error ? error : new Error(String(error));
            // Updates wait for what it does for as long as that may take.
            console.error(this.failure);
            this.ending.abort();
        });
        this.work = Promise.all([acts, ...watches]);
    }

    /** Throws the error by which it ended before. */
    async close(): Promise<void> {
        this.ending.abort();
        await this.work;
        if (this.failure !== undefined) throw this.failure;
    }

    private async run(): Promise<void> {
        while (!this.ending.signal.aborted) {
            this.hasChanged = false;
            const isDone = await this.reconcile().then(
                () => true,
                (error: unknown) => {
                    const isDeleted = error instanceof ApiError && error.status === 404;
                    if (!isDeleted && !isPassing(error)) throw error;
                    return false;
                },
            );
            if (isDone) await this.untilChanged();
            await this.pause(isDone ? GATHERED_MS : AGAIN_AFTER_MS);
        }
    }

    private async untilChanged(): Promise<void> {
        if (this.hasChanged) return;
        const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(LOOK_AGAIN_AFTER_MS)]);
        await once(this.changes, "change", { signal }).catch(() => undefined);
    }

    private async watch(api: Api, kind: Kind): Promise<void> {
        const { signal } = this.ending;
        const changed = () => {
            this.hasChanged = true;
            this.changes.emit("change");
        };
        while (!signal.aborted) {
            // What keeps it from watching also keeps it from acting, which says so.
            await api.watch(kind, changed, signal).catch(() => undefined);
            // An API that has gone away is a change, too.
            changed();
            await this.pause(AGAIN_AFTER_MS);
        }
    }

    private pause(ms: number): Promise<unknown> {
        return delay(ms, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
}
