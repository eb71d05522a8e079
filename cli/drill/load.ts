import { setImmediate as breath, setTimeout as pause } from "node:timers/promises";

/**
 * Open-loop load: a request leaves at its time whether or not earlier ones are answered, so that an outage shows every request
 * that it costs. A closed loop would stop asking, and under-report (Schroeder, Wierman and Harchol-Balter, "Open Versus
 * Closed", NSDI 2006).
 */
export class Load<T> {
    /** What has come back so far. */
    readonly done: T[] = [];
    /** By how many milliseconds a request left late at worst: what the load itself may have had a part in. */
    latestMs = 0;
    /** When the last request that left was due, in milliseconds from the begin: behind the clock while the load is late. */
    dueMs = 0;
    private readonly sent: Promise<void>[] = [];
    private over = false;
    private readonly running: Promise<void>;

    /** `send` never rejects: that there was no answer is a result. */
    constructor(
        private readonly perSecond: number,
        private readonly send: (i: number) => Promise<T>,
    ) {
        this.running = this.run();
    }

    /** Sends no more, and returns what came of everything sent. */
    async finish(): Promise<readonly T[]> {
        this.over = true;
        await this.running;
        await Promise.all(this.sent);
        return this.done;
    }

    private isOver(): boolean {
        return this.over;
    }

    private async run(): Promise<void> {
        const begun = performance.now();
        for (let i = 0; !this.isOver(); i++) {
            const due = begun + (i * 1000) / this.perSecond;
            const early = due - performance.now();
            // Else what came back meanwhile would wait until all that is late has left, and keep its connections.
            await (early > 0 ? pause(early) : breath());
            if (this.isOver()) return;
            // Also of one that was waited for: a process that stands still wakes late.
            this.latestMs = Math.max(this.latestMs, performance.now() - due);
            this.dueMs = due - begun;
            this.sent.push(this.send(i).then(result => void this.done.push(result)));
        }
    }
}
