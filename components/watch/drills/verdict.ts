import type { Drill } from "./drills";
import { type Figures, steadySeconds } from "./measure";
import type { Recovery } from "./operations";

/** Something that was expected, and whether it was so. */
export interface Finding {
    /** What was expected, in words. */
    readonly expected: string;
    /** What was found instead, or as well, in words with figures. */
    readonly found: string;
    readonly isMet: boolean;
}

/** Each expectation of a drill, then each objective that is set, with what was found. */
export function findings(drill: Drill, figures: Figures, objectives: Recovery): readonly Finding[] {
    return [
        ...drill.expects.map(({ count, of, atMost }) => ({
            expected: `${atMost === 0 ? "no" : `at most ${atMost}`} ${of}`,
            found: figures[count] === 0 ? "none" : String(figures[count]),
            isMet: figures[count] <= atMost,
        })),
        recovery(drill, figures),
        ...(["rtoSeconds", "rpoSeconds"] as const).flatMap(key => {
            const most = objectives[key];
            return most === undefined ? [] : [objective(key, most, figures)];
        }),
    ];
}

function recovery({ recovers }: Drill, { rtoSeconds }: Figures): Finding {
    return {
        expected: `all requests succeeded again ${recovers}`,
        found:
            rtoSeconds === undefined
                ? `not for ${steadySeconds} s ${recovers === "during the failure" ? "before it ended" : "by the end of the run"}`
                : `after ${secondsText(rtoSeconds)}`,
        isMet: rtoSeconds !== undefined,
    };
}

const measuredAs: Readonly<Record<keyof Recovery, (text: string) => string>> = {
    rtoSeconds: text => `all requests succeeded again after ${text}`,
    rpoSeconds: text => `${text} of acknowledged writes lost`,
};

/** Who was not seen to recover misses the objective; where nothing was written, nothing was lost. */
function objective(key: keyof Recovery, most: number, figures: Figures): Finding {
    const measured = figures[key];
    const otherwise = key === "rtoSeconds" ? "not recovered" : "nothing was written";
    return {
        expected: `recovery.${key} of at most ${most}`,
        found: measured === undefined ? otherwise : measuredAs[key](secondsText(measured)),
        isMet: measured === undefined ? key === "rpoSeconds" : measured <= most,
    };
}

/** `0.43 s`, `12.3 s` */
export function secondsText(seconds: number): string {
    return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
}
