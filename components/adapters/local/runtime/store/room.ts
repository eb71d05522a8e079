/** Reads of one item, and reads of many. */
export type Lane = "one" | "many";

/** There was no room in time. */
export class NoRoom extends Error {}

interface Waiting {
    readonly bytes: number;
    readonly enter: () => void;
}

/**
 * Bytes that answers of the store may take on their way at a time. A server drops a connection for which more waits than it keeps
 * (64 MiB: `max_pending` of nats-server), and with it all that was asked over it. Reads wait here instead, in their order; reads of many
 * items leave some of the room to reads of one, which so are never behind them.
 */
export class Room {
    private used: Record<Lane, number> = { one: 0, many: 0 };
    private readonly waiting: Record<Lane, Waiting[]> = { one: [], many: [] };

    constructor(
        private readonly bytes: number,
        /** Of these for reads of many. */
        private readonly bytesOfMany: number,
    ) {}

    /** Resolves when there is room, to what gives it back. Rejects with `NoRoom` where there is none in so many milliseconds. */
    async enter(lane: Lane, bytes: number, timeoutMs: number): Promise<() => void> {
        if (this.waiting[lane].length > 0 || !this.fits(lane, bytes)) await this.turn(lane, bytes, timeoutMs);
        else this.used[lane] += bytes;
        return () => {
            this.used[lane] -= bytes;
            this.admit("one");
            this.admit("many");
        };
    }

    private turn(lane: Lane, bytes: number, timeoutMs: number): Promise<void> {
        const queue = this.waiting[lane];
        return new Promise((resolve, reject) => {
            const late = setTimeout(() => {
                queue.splice(queue.indexOf(one), 1);
                reject(new NoRoom(`no room for ${bytes} bytes`));
                // What stood behind it may be smaller.
                this.admit(lane);
            }, timeoutMs);
            const enter = () => {
                clearTimeout(late);
                this.used[lane] += bytes;
                resolve();
            };
            const one: Waiting = { bytes, enter };
            queue.push(one);
        });
    }

    private admit(lane: Lane): void {
        const queue = this.waiting[lane];
        while (queue.length > 0 && this.fits(lane, queue[0]!.bytes)) queue.shift()!.enter();
    }

    private fits(lane: Lane, bytes: number): boolean {
        const { one, many } = this.used;
        return one + many + bytes <= this.bytes && (lane === "one" || many + bytes <= this.bytesOfMany);
    }
}
