import type { Alarm } from "../state";

/** Requests in a window that ends now. */
export interface Tally {
    readonly total: number;
    readonly bad: number;
    /** Seconds of the window that anything is known of: fewer than all where the service is younger than it. */
    readonly seconds: number;
}

/** What was counted in the last so many seconds. */
export type Tallied = (seconds: number) => Tally;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** What the budget is for. */
export const periodSeconds = 30 * day;

export interface BurnRule {
    readonly severity: Alarm["severity"];
    /** How many times as fast as it may the budget burns; 1 leaves nothing at the period's end, and nothing too little. */
    readonly factor: number;
    /** Over this the budget has burnt so fast, so that it matters; */
    readonly longSeconds: number;
    /** and over this, a twelfth, it still does, so that the alarm ends soon after what it is about. */
    readonly shortSeconds: number;
}

/**
 * B. Beyer et al., "The Site Reliability Workbook", chapter 5, "Alerting on SLOs": a page for 2 % of the budget in an hour or 5 % in
 * six, a ticket for 10 % in three days. The row between, 10 % in a day, is from B. Rabenstein, "Alerting on SLOs like Pros"
 * (SoundCloud, 2019).
 */
export const burnRules: readonly BurnRule[] = [
    { severity: "page", factor: 14.4, longSeconds: hour, shortSeconds: 5 * minute },
    { severity: "page", factor: 6, longSeconds: 6 * hour, shortSeconds: 30 * minute },
    { severity: "ticket", factor: 3, longSeconds: day, shortSeconds: 2 * hour },
    { severity: "ticket", factor: 1, longSeconds: 3 * day, shortSeconds: 6 * hour },
];

/**
 * The part of requests that fail where a rule's rate is reached: what an alarm of a cloud's own is set to. Where a target is so low that
 * the rate can't be reached, or hardly: where half of what is above the budget fails, too. Of 1 at most.
 */
export function burnThreshold({ factor }: Pick<BurnRule, "factor">, target: number): number {
    const budget = 1 - target;
    // An alarm shows its threshold: without the digits that only floating-point numbers have, as in 0.014400000000000013.
    return Number(Math.min(factor * budget, (1 + budget) / 2).toPrecision(12));
}

export interface BurnAlarm extends BurnRule {
    /** Over the long window, in times the rate that uses up the budget in its period. */
    readonly burnRate: number;
    readonly shortBurnRate: number;
    /** In the long window. */
    readonly total: number;
    readonly bad: number;
}

export interface Burn {
    /** The part of the period's budget that is left; negative where more was used. */
    readonly remaining: number;
    /** The most urgent first. */
    readonly alarms: readonly BurnAlarm[];
}

export interface BurnOptions {
    /** All times are multiplied by it, so that a drill takes seconds: at 1/3600 an hour is a second. Default: 1. */
    readonly scale?: number;
    /**
     * Bad requests in the long window below which no alarm is raised: of 3 requests, 1 that failed is a third, and still an accident. If
     * one was to be expected, chance makes five or more in 0.4 % of windows (Poisson). Default: 5.
     */
    readonly leastBad?: number;
}

/**
 * How fast the budget of an objective burns, and which alarms that raises.
 *
 * Before the first measurement, a service is assumed to have had the same load, and no errors: a young one raises alarms about as soon as
 * an old one, and not for the first request that fails. A total outage pages after 52 s if the target is 0.999, whatever the age.
 *
 * If a target is so low that a rule's rate can't be reached, or hardly, the rule holds once half of what is above the budget is bad, too:
 * below 0.964 for 14.4 times, below 0.909 for 6.
 *
 * Throws a `RangeError` if the target is not above 0 and below 1.
 */
export function judgeBurn(target: number, tallied: Tallied, options: BurnOptions = {}): Burn {
    if (!(target > 0 && target < 1)) {
        throw new RangeError(`target ${target} leaves no error budget; allowed: above 0 and below 1`);
    }
    const { scale = 1, leastBad = 5 } = options;
    const budget = 1 - target;
    const over = (seconds: number) => {
        const tally = tallied(seconds * scale);
        return { ...tally, rate: badPart(tally, seconds * scale) / budget };
    };
    const alarms = burnRules.flatMap((rule): BurnAlarm[] => {
        const [long, short] = [over(rule.longSeconds), over(rule.shortSeconds)];
        const least = burnThreshold(rule, target) / budget;
        return long.bad >= leastBad && long.rate >= least && short.rate >= least
            ? [{ ...rule, burnRate: long.rate, shortBurnRate: short.rate, total: long.total, bad: long.bad }]
            : [];
    });
    return { remaining: 1 - over(periodSeconds).rate, alarms };
}

/** Of the window's requests, what is not known of having been asked as much and answered well. */
function badPart({ total, bad, seconds }: Tally, window: number): number {
    return total === 0 ? 0 : (bad / total) * Math.min(seconds / window, 1);
}
