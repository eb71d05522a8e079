/** Elections are over by then: what hasn't heard from a majority for so long is cut off from it. */
const LOST_MS = 10_000;

/** When a majority has last answered a process, whatever shard it was asked about. */
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
