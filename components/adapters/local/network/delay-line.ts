import type { Socket } from "node:net";

/**
 * Bytes on their way in one direction, at most. Beyond that no more are read, as with a full TCP window: 4 MiB are what
 * Linux lets a sender have under way by default (`tcp_wmem`, tcp(7)).
 */
const MOST_BYTES = 4 * 1024 * 1024;

interface Item {
    readonly due: number;
    readonly bytes: number;
    /** Says whether more may follow at once. */
    deliver(): boolean;
}

/**
 * Forwards from one socket to another with a delay: bytes, the end of the stream, and a reset. The order is preserved, also if the delay
 * becomes shorter.
 */
export class DelayLine {
    /** When it last took or gave anything, on the clock of `performance.now()`. */
    movedAt = performance.now();
    private readonly underWay: Item[] = [];
    private bytes = 0;
    private timer: NodeJS.Timeout | undefined;
    private full = false;

    constructor(
        private readonly from: Socket,
        to: Socket,
        /** When a byte that is received now is to be sent. */
        private readonly arrival: () => number,
    ) {
        from.on("data", (chunk: Buffer) => {
            this.take(chunk.length, () => to.destroyed || to.write(chunk));
        });
        from.on("end", () => {
            this.take(0, () => {
                to.end();
                return true;
            });
        });
        from.on("close", broken => {
            if (broken) {
                this.take(0, () => {
                    to.resetAndDestroy();
                    return true;
                });
            }
        });
        to.on("drain", () => {
            this.full = false;
            this.give();
        });
        // A peer that has closed the connection reads nothing more, so this side is never drained.
        to.on("close", () => {
            this.full = false;
            this.give();
        });
    }

    private take(bytes: number, deliver: () => boolean): void {
        const due = Math.max(this.arrival(), this.underWay.at(-1)?.due ?? 0);
        this.underWay.push({ due, bytes, deliver });
        this.movedAt = performance.now();
        this.bytes += bytes;
        if (this.bytes >= MOST_BYTES) {
            this.from.pause();
        }
        this.give();
    }

    private give(): void {
        clearTimeout(this.timer);
        const now = performance.now();
        for (let next = this.underWay[0]; next !== undefined && !this.full; next = this.underWay[0]) {
            if (next.due > now) {
                // Rounded up, since a timer counts whole milliseconds; and asked again, since it may run early.
                this.timer = setTimeout(
                    () => {
                        this.give();
                    },
                    Math.ceil(next.due - now),
                );
                return;
            }
            this.underWay.shift();
            this.movedAt = now;
            this.bytes -= next.bytes;
            this.full = !next.deliver();
        }
        if (this.from.isPaused() && this.bytes < MOST_BYTES) {
            this.from.resume();
        }
    }
}
