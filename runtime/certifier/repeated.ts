/** Work that is done again and again, never twice at a time. */
export class Repeated {
    private timer: NodeJS.Timeout | undefined;
    private running: Promise<void> | undefined;
    private isDue = false;
    private stopped = false;

    /** `work` returns after how many milliseconds it is to be done again. It must not reject. */
    constructor(private readonly work: () => Promise<number>) {}

    /** Works now, or once more after what is under way. The first call begins the repetition. */
    now(): void {
        clearTimeout(this.timer);
        if (this.stopped) return;
        this.isDue = true;
        this.running ??= this.worked();
    }

    get isStopped(): boolean {
        return this.stopped;
    }

    /** Returns once nothing is under way any more. */
    async stop(): Promise<void> {
        this.stopped = true;
        clearTimeout(this.timer);
        await this.running;
    }

    private async worked(): Promise<void> {
        let wait = 0;
        while (this.isDue && !this.stopped) {
            this.isDue = false;
            wait = await this.work();
        }
        this.running = undefined;
        if (this.stopped) return;
        this.timer = setTimeout(() => {
            this.now();
        }, wait);
    }
}
