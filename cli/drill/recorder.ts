import type { Asked } from "../../components/watch/drills/measure";
import type { Answer, Entry, Question } from "./entry";

/** Asks, and keeps what came of it, by the time since the run began. */
export class Recorder {
    private readonly begun = performance.now();
    /** Requests that have no answer yet. */
    private readonly pending = new Set<{ readonly cell: string; readonly at: number }>();

    /** Milliseconds since the run began. */
    get now(): number {
        return performance.now() - this.begun;
    }

    /** A moment of the process's clock, in milliseconds since the run began. */
    since(moment: number): number {
        return moment - this.begun;
    }

    /** When the oldest request of a cell was sent that has no answer yet; undefined where all have one. */
    oldest(cell: string): number | undefined {
        const own = [...this.pending].filter(one => one.cell === cell);
        return own.length === 0 ? undefined : Math.min(...own.map(({ at }) => at));
    }

    /** Never rejects. `judge` returns whether an answer is right, if it can be evaluated. */
    async ask(
        kind: Asked["kind"],
        entry: Entry,
        question: Question,
        judge: (answer: Answer) => boolean | undefined = () => undefined,
    ): Promise<Asked> {
        const at = this.now;
        const from = { kind, cell: entry.cell.name, point: entry.point.city, at };
        this.pending.add(from);
        try {
            const answer = await entry.ask(question);
            const { status, region, version } = answer;
            const isRight = judge(answer);
            return {
                ...from,
                ms: this.now - at,
                status,
                ...(region !== undefined && { region }),
                ...(version !== undefined && { version }),
                ...(isRight !== undefined && { isRight }),
            };
        } catch (error) {
            return { ...from, ms: this.now - at, error: (error as Error).message };
        } finally {
            this.pending.delete(from);
        }
    }
}
