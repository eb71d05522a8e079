import { Load as OpenLoop } from "../../cli/drill/load";
import type { Answer } from "./client";

export interface Outcome {
    /** Milliseconds since the load began. */
    readonly at: number;
    readonly ms: number;
    /** `undefined` when no answer came; then `error` says why. */
    readonly answer?: Answer;
    readonly error?: string;
}

/** Open-loop load, with what came of each request in the order in which they were sent. */
export class Load {
    private readonly begun = performance.now();
    private readonly load: OpenLoop<Outcome>;

    constructor(
        perSecond: number,
        private readonly send: (i: number) => Promise<Answer>,
    ) {
        this.load = new OpenLoop(perSecond, i => this.one(i));
    }

    /** Milliseconds since the load began. */
    get now(): number {
        return performance.now() - this.begun;
    }

    /** When the last request that left was due, likewise. */
    get due(): number {
        return this.load.dueMs;
    }

    /** Sends no more, and returns what came of everything sent. */
    async finish(): Promise<Outcome[]> {
        return [...(await this.load.finish())].sort((a, b) => a.at - b.at);
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
        const said = answer?.body.slice(0, 200) ?? "";
        const reason = error ?? `status ${answer?.status ?? "none"} from ${answer?.region ?? "nobody"}: ${said}`;
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    return [...counts].map(([reason, count]) => `${count} × ${reason}`).join(", ");
}
