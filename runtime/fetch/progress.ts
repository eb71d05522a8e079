import type { Log } from "../log";

const everyMs = 10_000;
const everyPercent = 10;

/** A line of the log for each tenth of the release, and after ten seconds without one. */
export class Progress {
    private readonly started = performance.now();
    private lastMs = 0;
    private lastTenth = 0;

    constructor(
        private readonly log: Log,
        private readonly now: () => number = () => performance.now(),
    ) {
        this.lastMs = this.now();
    }

    at(bytes: number, of: number | undefined): void {
        const tenth = of === undefined || of === 0 ? 0 : Math.floor((bytes / of) * (100 / everyPercent));
        const now = this.now();
        if (tenth <= this.lastTenth && now - this.lastMs < everyMs) return;
        this.lastMs = now;
        this.lastTenth = tenth;
        const percent = of === undefined || of === 0 ? undefined : Math.floor((bytes / of) * 100);
        this.log.info("progress", { bytes, of, percent, tookMs: Math.round(now - this.started) });
    }
}
