/** Has so many tasks at most under way at a time; others wait in their order. */
export class Limit {
    private running = 0;
    private readonly waiting: (() => void)[] = [];

    constructor(private readonly most: number) {}

    /** The result of a task, which begins once there is room. */
    async run<T>(task: () => Promise<T>): Promise<T> {
        if (this.running >= this.most) {
            // What ends hands its place over, so that none that comes later takes it.
            await new Promise<void>(resolve => this.waiting.push(resolve));
        } else this.running++;
        try {
            return await task();
        } finally {
            const next = this.waiting.shift();
            if (next === undefined) this.running--;
            else next();
        }
    }
}
