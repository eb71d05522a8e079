import { secondsText } from "../../components/watch/drills/verdict";
import type { Result } from "./result";

/** What a drill has measured, as lines of a table for people. */
export function figuresOf({ figures, slowMs, latestMs }: Result): readonly (readonly [name: string, value: string])[] {
    const { rtoSeconds, rpoSeconds, detectedSeconds } = figures;
    return [
        ["RTO", rtoSeconds === undefined ? "not recovered" : secondsText(rtoSeconds)],
        [
            "RPO",
            rpoSeconds === undefined
                ? "nothing written"
                : `${secondsText(rpoSeconds)} (${figures.acknowledged} writes)`,
        ],
        ["another region answered after", detectedSeconds === undefined ? "none had to" : secondsText(detectedSeconds)],
        ["requests", String(figures.requests)],
        ["failed", String(figures.failed)],
        [`slow (over ${slowMs} ms)`, String(figures.slow)],
        ["wrong", String(figures.wrong)],
        ["leaked", String(figures.leaked)],
        ["failed in other cells", String(figures.othersFailed)],
        ["latest departure", `${latestMs} ms`],
    ];
}
