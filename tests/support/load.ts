import { setTimeout as pause } from "node:timers/promises";

import type { Answer } from "./client";

export interface Outcome {
    /** Milliseconds since the load began. */
    readonly at: number;
    readonly ms: number;
    /** `undefined` when no answer came; then `error` says why. */
    readonly answer?: Answer;
    readonly error?: string;
}

/**
 * Open-loop load: requests leave at their time whether or not earlier ones are answered, so that an outage shows every
 * request that it costs. A closed loop would stop asking, and under-report.
 */
export class Load {
    private readonly begun = performance.now();
    private readonly outcomes: Promise<Outcome>[] = [];
    private over = false;
    private readonly running: Promise<void>;

    constructor(
        private readonly perSecond: number,
        private readonly send: (i: number) => Promise<Answer>,
    ) {
        this.running = this.run();
    }

    /** Milliseconds since the load began. */
    get now(): number {
        return performance.now() - this.begun;
    }

    /** Sends no more, and returns what came of everything sent. */
    async finish(): Promise<Outcome[]> {
        this.over = true;
        await this.running;
        return Promise.all(this.outcomes);
    }

    private async run(): Promise<void> {
        for (let i = 0; !this.over; i++) {
            const due = (i * 1000) / this.perSecond;
            const early = due - this.now;
            if (early > 0) {
                await pause(early);
            }
            this.outcomes.push(this.one(i));
        }
    }

    private async one(i: number): Promise<Outcome> {
        const at = this.now;
        try {
            const answer = await this.send(i);
            return { at, ms: this.now - at, answer };
        } catch (error) {
            return { at, ms: this.now - at, error: (error as Error).message };
        }
    }
}

/** What failed: no answer, or a status that is none of success. */
export function failed(outcomes: readonly Outcome[]): Outcome[] {
    return outcomes.filter(({ answer }) => answer === undefined || answer.status >= 400);
}

/** What failed, by reason. */
export function tally(outcomes: readonly Outcome[]): string {
    const counts = new Map<string, number>();
    for (const { answer, error } of outcomes) {
        const reason = error ?? `status ${answer?.status ?? "none"} from ${answer?.region ?? "nobody"}`;
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    return [...counts].map(([reason, count]) => `${count} × ${reason}`).join(", ");
}
