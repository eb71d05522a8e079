/** Reads of one item, and reads of many. */
export type Lane = "one" | "many";

/** There was no room in time. */
export class NoRoom extends Error {}

interface Waiting {
    readonly caller: string;
    readonly bytes: number;
    readonly enter: () => void;
}

/**
 * Bytes that answers of the store may take on their way at a time. A server drops a connection for which more waits than it keeps
 * (64 MiB: `max_pending` of nats-server), and with it all requests on it. Reads wait here instead. Reads of many items leave some of the
 * room to reads of one, which so are never behind them. Among those that wait, the next is of the caller with the fewest bytes on their
 * way, so that one caller's reads never hold up another's.
 */
export class Room {
    private used: Record<Lane, number> = { one: 0, many: 0 };
    private readonly usedBy: Record<Lane, Map<string, number>> = { one: new Map(), many: new Map() };
    private readonly waiting: Record<Lane, Waiting[]> = { one: [], many: [] };

    constructor(
        private readonly bytes: number,
        /** Of these for reads of many. */
        private readonly bytesOfMany: number,
    ) {}

    /** Callers with bytes in transit, in each lane. Nothing is stored of others: their number has no limit over time. */
    get callers(): number {
        return this.usedBy.one.size + this.usedBy.many.size;
    }

    /** Resolves when there is room, to what gives it back. Rejects with `NoRoom` where there is none in so many milliseconds. */
    async enter(lane: Lane, bytes: number, timeoutMs: number, caller = ""): Promise<() => void> {
        if (this.waiting[lane].length > 0 || !this.fits(lane, bytes)) await this.turn(lane, bytes, timeoutMs, caller);
        else this.take(lane, bytes, caller);
        return () => {
            this.take(lane, -bytes, caller);
            this.admit("one");
            this.admit("many");
        };
    }

    private turn(lane: Lane, bytes: number, timeoutMs: number, caller: string): Promise<void> {
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
                this.take(lane, bytes, caller);
                resolve();
            };
            const one: Waiting = { caller, bytes, enter };
            queue.push(one);
        });
    }

    private admit(lane: Lane): void {
        const queue = this.waiting[lane];
        for (let next = this.next(lane); next !== undefined && this.fits(lane, next.bytes); next = this.next(lane)) {
            queue.splice(queue.indexOf(next), 1);
            next.enter();
        }
    }

    /** Of the caller with the fewest bytes, the one that has waited longest. */
    private next(lane: Lane): Waiting | undefined {
        const usedBy = (one: Waiting) => this.usedBy[lane].get(one.caller) ?? 0;
        return this.waiting[lane].reduce<Waiting | undefined>(
            (least, one) => (least === undefined || usedBy(one) < usedBy(least) ? one : least),
            undefined,
        );
    }

    private take(lane: Lane, bytes: number, caller: string): void {
        this.used[lane] += bytes;
        const used = (this.usedBy[lane].get(caller) ?? 0) + bytes;
        if (used === 0) this.usedBy[lane].delete(caller);
        else this.usedBy[lane].set(caller, used);
    }

    private fits(lane: Lane, bytes: number): boolean {
        const { one, many } = this.used;
        return one + many + bytes <= this.bytes && (lane === "one" || many + bytes <= this.bytesOfMany);
    }
}
