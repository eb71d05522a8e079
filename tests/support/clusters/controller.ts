import { setTimeout as delay } from "node:timers/promises";

import { ApiError, isPassing } from "./api";

/**
 * Looks at a cluster time and again, and makes it as it is to be, as controllers do. An object that is deleted meanwhile is left, and an API that does
 * not answer is called again; any other error ends it, and `close` throws it.
 */
export class Controller {
    private readonly ending = new AbortController();
    private readonly work: Promise<void>;
    private failure: Error | undefined;

    constructor(
        private readonly reconcile: () => Promise<void>,
        private readonly everyMs: number,
    ) {
        this.work = this.run().catch((error: unknown) => {
            this.failure = error instanceof Error ? error : new Error(String(error));
            // Updates wait for what it does for as long as that may take.
            console.error(this.failure);
        });
    }

    /** Throws the error by which it ended before. */
    async close(): Promise<void> {
        this.ending.abort();
        await this.work;
        if (this.failure !== undefined) throw this.failure;
    }

    private async run(): Promise<void> {
        const { signal } = this.ending;
        while (!signal.aborted) {
            await this.reconcile().catch((error: unknown) => {
                const isDeleted = error instanceof ApiError && error.status === 404;
                if (!isDeleted && !isPassing(error)) throw error;
            });
            await delay(this.everyMs, undefined, { signal }).catch(() => undefined);
        }
    }
}
