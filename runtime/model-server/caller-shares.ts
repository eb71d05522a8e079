import { windowMs } from "../../components/watch/drift/window";

/** Rows of one request that count: a window of a thousand takes twenty requests at least. */
const mostOfRequest = 50;
/** Rows that one of several callers may count beyond those of all others: a single request counts as it does without them. */
const allowance = mostOfRequest;
/** A caller is alone if no other one has sent a request for as long as a window of drift usually lasts. */
const aloneAfterMs = windowMs;

/**
 * How many rows of each request count. No single one of several callers may fill a window of drift, and neither may one request. A caller
 * that is alone counts in full, since no other requests show what the release receives. Rows of one caller alone and rows of several must
 * not share a window, in which the first could outnumber the others by any factor: `since` separates them.
 */
export class CallerShares {
    /**
     * Since when the rows that count are of one caller alone, or of several: in milliseconds since 1970. 0 until a caller is known: unknown
     * callers are one, also of a server that has restarted, so that their windows go on.
     */
    since = 0;
    private last: { readonly caller: string; readonly at: number } | undefined;
    /** When a caller other than the last one sent a request. */
    private othersAt = -Infinity;
    private isShared = false;
    private balances = new Balances();

    /** `now` must not go back. */
    constructor(private readonly now: () => number = () => performance.timeOrigin + performance.now()) {}

    /** How many of a request's rows count. `caller` is empty if it is unknown. */
    take(caller: string, rows: number): number {
        this.see(caller);
        const most = Math.min(rows, mostOfRequest);
        return this.isShared ? this.balances.take(caller, most) : most;
    }

    private see(caller: string): void {
        const { last, isShared } = this;
        const at = this.now();
        this.last = { caller, at };
        if (last === undefined) {
            if (caller !== "") this.since = at;
            return;
        }
        const isOther = caller !== last.caller;
        if (isOther) this.othersAt = last.at;
        this.isShared = at - this.othersAt < aloneAfterMs;
        if (this.isShared !== isShared || (isOther && !this.isShared)) {
            // Another time in any case: two callers may come within one tick of the clock.
            this.since = Math.max(at, this.since + 1);
            this.balances = new Balances();
        }
    }
}

/**
 * In any run of rows that count, wherever it begins and ends, a caller has at most as many as all others together, and the allowance.
 * So the bound holds in every window, without the server knowing where windows begin. A row costs its caller one, and gives one to every
 * other caller, up to the allowance.
 */
class Balances {
    private total = 0;
    /** In order of `at`. Callers whose balance is full again are left out: at most as many entries as the allowance has rows. */
    private readonly spent = new Map<string, { readonly left: number; readonly at: number }>();

    take(caller: string, most: number): number {
        const left = this.leftOf(caller);
        const taken = Math.min(most, left);
        if (taken > 0) {
            this.total += taken;
            this.spent.delete(caller);
            this.spent.set(caller, { left: left - taken, at: this.total });
            this.forget();
        }
        return taken;
    }

    private leftOf(caller: string): number {
        const { left, at } = this.spent.get(caller) ?? { left: allowance, at: this.total };
        return Math.min(left + this.total - at, allowance);
    }

    private forget(): void {
        for (const [caller, { at }] of this.spent) {
            if (this.total - at < allowance) return;
            this.spent.delete(caller);
        }
    }
}
