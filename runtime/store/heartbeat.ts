import type { Connected } from "./connection";
import { alone } from "./item";
import type { Majority } from "./majority";
import { publish } from "./outcome";

/** For one attempt: a round trip to the majority, half around the Earth and back, takes less. */
const ATTEMPT_MS = 2_000;
/** As many as there are between two looks at the oldest copy that still answers. */
const KEPT = 256;

/** Of a machine that sleeps so long, or whose clock is set so far ahead, nothing is known of the time that went by. */
const SLEPT_MS = 1_000;

/** A moment from which on everything acknowledged before is at or below a revision. */
interface Confirmed {
    readonly revision: number;
    /** On the clock of `performance.now()`. */
    readonly since: number;
    /** See `Heartbeat`. */
    readonly setBy: number;
}

/** No majority has answered. */
export class NoMajority extends Error {}

/**
 * What a majority of a bucket's copies has said. A leader that was cut off goes on answering without knowing that another
 * leads, so neither it nor a copy can be asked whether it is up to date; a write of one's own can, since it is acknowledged by
 * the majority only. All that was acknowledged before the write began comes before it. (The read index of Raft, Ongaro 2014
 * §6.4, with an entry of the log in place of heartbeats, which the engine doesn't offer.)
 */
export class Heartbeat {
    private readonly confirmed: Confirmed[] = [];
    private underWay: Promise<number> | undefined;
    private next: Promise<number> | undefined;
    private triedAt = -Infinity;

    constructor(
        private readonly subject: string,
        private readonly connected: () => Connected | undefined,
        private readonly majority: Pick<Majority, "heard">,
        /**
         * By how much the machine's clock is ahead of that of `performance.now()`, which stands still while the machine sleeps (CLOCK_MONOTONIC):
         * others have written meanwhile.
         */
        readonly setBy: () => number = () => Date.now() - performance.now(),
    ) {}

    /**
     * A revision at or after everything that was acknowledged before the call: one attempt. Callers during a write share the next one,
     * which begins after their call. Throws `NoMajority`.
     */
    async confirm(): Promise<number> {
        if (this.underWay === undefined) {
            return this.begin();
        }
        const begin = () => this.begin();
        this.next ??= this.underWay.then(begin, begin);
        return this.next;
    }

    /** What an acknowledged write says as well: it began at `since`, when the clocks were `setBy` apart, and is at `revision`. */
    record(revision: number, since: number, setBy = this.setBy()): void {
        const { confirmed, majority } = this;
        majority.heard(since);
        // Later and not further: all that the earlier one says, and more.
        while ((confirmed.at(-1)?.revision ?? 0) >= revision && confirmed.at(-1)!.since <= since) confirmed.pop();
        if ((confirmed.at(-1)?.since ?? -Infinity) < since) confirmed.push({ revision, since, setBy });
        if (confirmed.length > KEPT) confirmed.shift();
    }

    /** By how many milliseconds at most a copy lags that has everything up to a revision; undefined where that isn't known. */
    lagOf(upTo: number): number | undefined {
        const newest = this.confirmed.findLast(({ revision }) => revision <= upTo);
        return newest === undefined || this.setBy() - newest.setBy > SLEPT_MS
            ? undefined
            : performance.now() - newest.since;
    }

    /** Milliseconds since the start of the last write that a majority has taken. */
    get ageMs(): number {
        const newest = this.confirmed.at(-1);
        return newest === undefined ? Infinity : performance.now() - newest.since;
    }

    /** The same, or since the last attempt, where that failed or is under way. */
    get quietMs(): number {
        return Math.min(this.ageMs, performance.now() - this.triedAt);
    }

    private begin(): Promise<number> {
        this.next = undefined;
        const mine = this.beat().finally(() => {
            if (this.underWay === mine) this.underWay = undefined;
        });
        this.underWay = mine;
        return mine;
    }

    private async beat(): Promise<number> {
        const [since, setBy] = [performance.now(), this.setBy()];
        this.triedAt = since;
        const message = { subject: this.subject, data: "", headers: alone };
        const outcome = await publish(this.connected(), message, ATTEMPT_MS);
        if (outcome.kind !== "stored") {
            throw new NoMajority();
        }
        this.record(outcome.revision, since, setBy);
        return outcome.revision;
    }
}
