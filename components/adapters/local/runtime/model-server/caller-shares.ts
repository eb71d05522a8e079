import { windowValues } from "../../../../watch/drift/window";

/** Rows of one request that are counted: a window of a thousand takes twenty requests at least. */
const mostOfRequest = 50;
/** Rows of a block: as many as a window of drift has. */
const blockRows = windowValues;
/** Of a block, what one caller of several may fill. */
const mostOfCaller = blockRows / 2;
/** A block ends after so long in any case: a caller that waits for others to fill it would else wait for ever. */
const blockMs = 600_000;

/**
 * How many rows count of what each caller asks with: one request, or one of several callers, is not to decide alone that a release has
 * moved. A caller without another one, in this block of rows and the one before, counts in full: what it asks is what the release is
 * asked.
 */
export class CallerShares {
    private before: ReadonlySet<string> = new Set();
    private rows = new Map<string, number>();
    private total = 0;
    private begun: number;

    constructor(private readonly now: () => number = () => performance.now()) {
        this.begun = now();
    }

    /** Of so many rows of a request, how many count. `caller`: empty where none is known. */
    take(caller: string, rows: number): number {
        if (this.total >= blockRows || this.now() - this.begun >= blockMs) this.begin();
        const mine = this.rows.get(caller) ?? 0;
        const most = Math.min(rows, mostOfRequest);
        const taken = this.isAlone(caller) ? most : Math.max(Math.min(most, mostOfCaller - mine), 0);
        this.rows.set(caller, mine + taken);
        this.total += taken;
        return taken;
    }

    private begin(): void {
        this.before = new Set(this.rows.keys());
        this.rows = new Map();
        this.total = 0;
        this.begun = this.now();
    }

    private isAlone(caller: string): boolean {
        const others = (callers: Pick<ReadonlySet<string>, "size" | "has">) =>
            callers.size - (callers.has(caller) ? 1 : 0);
        return others(this.before) === 0 && others(this.rows) === 0;
    }
}
