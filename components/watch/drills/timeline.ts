import { hasFailed, type Run, wellIn } from "./measure";

/** What became of the requests of each second, by when they were sent; of the cell that a run is about. */
export interface Timeline {
    /** Regions that answered well, with how many in each second. */
    readonly answered: Readonly<Record<string, readonly number[]>>;
    /** Answered, but late, wrongly, or from a place that may not answer. */
    readonly unwell: readonly number[];
    readonly failed: readonly number[];
}

/** Why requests failed, of all cells, with how many did. */
export function reasonsOf({ asked }: Run): Readonly<Record<string, number>> {
    const reasons: Record<string, number> = {};
    for (const { cell, kind, status, error, region } of asked.filter(hasFailed)) {
        const why =
            status === undefined ? `no answer: ${error ?? "unknown"}` : `status ${status} of ${region ?? "nobody"}`;
        const reason = `${kind} in ${cell}: ${why}`;
        reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    return reasons;
}

export function timelineOf(run: Run): Timeline {
    const seconds = Math.ceil(run.overAt / 1_000);
    const row = () => Array.from({ length: seconds }, () => 0);
    const answered: Record<string, number[]> = {};
    const [unwell, failed] = [row(), row()];
    const isWell = wellIn(run);
    for (const asked of run.asked.filter(({ cell }) => cell === run.cell)) {
        const counts = hasFailed(asked)
            ? failed
            : isWell(asked)
              ? (answered[asked.region ?? "unknown"] ??= row())
              : unwell;
        const second = Math.min(seconds - 1, Math.floor(asked.at / 1_000));
        counts[second] = (counts[second] ?? 0) + 1;
    }
    return { answered, unwell, failed };
}
