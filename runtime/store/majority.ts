/** Elections are over by then: what hasn't heard from a majority for so long is cut off from it. */
const LOST_MS = 10_000;

/**
 * For processes that request too seldom to notice: each request is tried. Without pulses, nothing would be tried again once a majority
 * counts as lost, and so nothing would notice that it is back.
 */
export const untracked: Pick<Majority, "heard" | "isLost"> = { heard: () => undefined, isLost: false };

/** When a majority has last answered a process that sends pulses, whatever shard it was asked about. */
export class Majority {
    private heardAt: number;

    constructor(private readonly now = () => performance.now()) {
        this.heardAt = now();
    }

    /** Of something that was begun at `since`, on the clock of `performance.now()`. */
    heard(since: number): void {
        this.heardAt = Math.max(this.heardAt, since);
    }

    /** Whether this region is cut off, so that another may do better. Of a single shard it may be that an election runs. */
    get isLost(): boolean {
        return this.now() - this.heardAt > LOST_MS;
    }
}
