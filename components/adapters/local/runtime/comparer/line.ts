/** What is done a few at a time; what is too much is refused at once, so that it never uses up the machine. */
export class Line {
    private working = 0;
    private waitingBytes = 0;
    private readonly waiting: Job[] = [];

    constructor(private readonly most: { readonly atOnce: number; readonly waiting: number; readonly bytes: number }) {}

    /** False where there is no more room: the job is not, and never will be, done. `work` must not reject. */
    take(bytes: number, work: () => Promise<void>): boolean {
        const { atOnce, waiting, bytes: mostBytes } = this.most;
        if (this.working < atOnce) {
            this.begin(work);
            return true;
        }
        if (this.waiting.length >= waiting || this.waitingBytes + bytes > mostBytes) {
            return false;
        }
        this.waiting.push({ bytes, work });
        this.waitingBytes += bytes;
        return true;
    }

    private begin(work: () => Promise<void>): void {
        this.working += 1;
        void work().finally(() => {
            this.working -= 1;
            const next = this.waiting.shift();
            if (next !== undefined) {
                this.waitingBytes -= next.bytes;
                this.begin(next.work);
            }
        });
    }
}

interface Job {
    readonly bytes: number;
    readonly work: () => Promise<void>;
}
