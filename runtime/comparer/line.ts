/** What is done a few at a time, in the order that it came. */
export class Line {
    private working = 0;
    private readonly waiting: (() => Promise<void>)[] = [];

    constructor(private readonly most: { readonly atOnce: number; readonly waiting: number }) {}

    /** False where there is no more room: the work is not, and never will be, done. */
    take(work: () => Promise<void>): boolean {
        const { atOnce, waiting } = this.most;
        if (this.working < atOnce) {
            this.begin(work);
            return true;
        }
        if (this.waiting.length >= waiting) {
            return false;
        }
        this.waiting.push(work);
        return true;
    }

    private begin(work: () => Promise<void>): void {
        this.working += 1;
        void work()
            // The caller that queued the work handles its failure; the next in line is not affected.
            .catch(() => undefined)
            .then(() => {
                this.working -= 1;
                const next = this.waiting.shift();
                if (next !== undefined) {
                    this.begin(next);
                }
            });
    }
}

/** Bytes that may be held at a time. */
export class Budget {
    private held = 0;

    constructor(private readonly most: number) {}

    /** What gives them back; undefined where there are not so many left. */
    take(bytes: number): (() => void) | undefined {
        if (this.held + bytes > this.most) {
            return undefined;
        }
        this.held += bytes;
        return () => {
            this.held -= bytes;
        };
    }
}
