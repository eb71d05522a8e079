import { distance, milliseconds, percent, seconds } from "../amounts";
import { errorLimit, type Limits } from "../limits";

/** Of the table of regions. */
export const columns = [
    "Region",
    "Status",
    "Requests/s",
    "Errors",
    "p50",
    "p99",
    "Lag",
    "Releases",
    "Worst drift",
] as const;

export type Column = (typeof columns)[number];

/** What the values of a column are held to, as its head shows it. */
export const heldTo: Readonly<Partial<Record<Column, HeldTo>>> = {
    Errors: { limit: errorLimit, as: percent },
    p99: { limit: ({ p99Ms }) => p99Ms, as: milliseconds },
    Lag: { limit: ({ lagSeconds }) => lagSeconds, as: seconds },
    "Worst drift": { limit: ({ psi }) => psi, as: distance },
};

interface HeldTo {
    readonly limit: (limits: Limits) => number | undefined;
    readonly as: (value: number) => string;
}
