import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { SuiteName } from "./suites";
import type { Unit } from "./units";

/** What suites may cost, as measured once (`tests/run/cpu-seconds.json`). */
export interface Budgets {
    /** Processor seconds of the calibration loop in the run that measured them. */
    readonly loopSeconds: number;
    /** Processor seconds by suite and first file of a unit. */
    readonly suites: Readonly<Partial<Record<SuiteName, Readonly<Record<string, number>>>>>;
    /** Seconds on the clock of units that took two at least and waited for a part of them, by their first files. */
    readonly clock: Clock;
}

/** Seconds on the clock, by first files of units. */
export type Clock = Readonly<Record<string, number>>;

/** What a suite's units cost in this run, by their first files. */
export type Costs = Readonly<Record<string, number>>;

export interface Excess {
    readonly suite: SuiteName;
    readonly cpuSeconds: number;
    readonly budgetSeconds: number;
    /** Files that cost more than measured, the largest growth first, in seconds. */
    readonly grown: readonly (readonly [file: string, cpuSeconds: number, budgetSeconds: number])[];
}

/** How much more than its budget a suite may cost. */
const tolerance = 1.5;
/** What a suite costs more where it is the first to load what all share: a worker's start and the SDKs. */
const startSeconds = 15;

/** The budget of those of a suite's units that ran, in processor seconds of this machine. */
export function budgetOf(suite: SuiteName, costs: Costs, budgets: Budgets, loopSeconds: number): number {
    const own = budgets.suites[suite] ?? {};
    const measured = Object.keys(costs).reduce((sum, file) => sum + (own[file] ?? 0), 0);
    return (measured * loopSeconds) / budgets.loopSeconds;
}

/** Undefined where a suite keeps its budget. */
export function excessOf(suite: SuiteName, costs: Costs, budgets: Budgets, loopSeconds: number): Excess | undefined {
    const cpuSeconds = Object.values(costs).reduce((sum, each) => sum + each, 0);
    const budgetSeconds = budgetOf(suite, costs, budgets, loopSeconds);
    if (cpuSeconds <= budgetSeconds * tolerance + startSeconds) return undefined;
    const own = budgets.suites[suite] ?? {};
    const grown = Object.entries(costs)
        .map(([file, cost]) => [file, cost, ((own[file] ?? 0) * loopSeconds) / budgets.loopSeconds] as const)
        .filter(([, cost, budget]) => cost > budget)
        .sort((a, b) => b[1] - b[2] - (a[1] - a[2]))
        .slice(0, 10);
    return { suite, cpuSeconds, budgetSeconds, grown };
}

const file = path.join(__dirname, "cpu-seconds.json");

export function readBudgets(): Budgets {
    return JSON.parse(readFileSync(file, "utf8")) as Budgets;
}

/** What a unit computes and how long it takes, as measured. */
export interface Measured {
    readonly cpuSeconds: number;
    readonly clockSeconds: number;
}

/** Undefined where its suite has not been measured with it. */
export function measuredOf({ suite, files }: Unit, { clock, suites }: Budgets): Measured | undefined {
    const cpuSeconds = suites[suite]?.[files[0]!];
    if (cpuSeconds === undefined) return undefined;
    return { cpuSeconds, clockSeconds: Math.max(clock[files[0]!] ?? 0, cpuSeconds) };
}

/** The least seconds on the clock that are worth keeping, and the part of them that is computing at most. */
const waits = { seconds: 2, busy: 0.85 } as const;

/** Keeps what suites that ran cost, and the budgets of the others, in seconds of the same loop. `clock`: of all units that ran. */
export function writeBudgets(
    costs: Readonly<Partial<Record<SuiteName, Costs>>>,
    clock: Clock,
    loopSeconds: number,
): void {
    const { suites, loopSeconds: before, clock: clockBefore } = readBudgets();
    const scaled = (all: Costs, factor: number) =>
        Object.fromEntries(Object.entries(all).map(([name, cost]) => [name, rounded(cost * factor)]));
    const next = Object.fromEntries(
        [...new Set([...Object.keys(suites), ...Object.keys(costs)])].map(suite => [
            suite,
            {
                ...scaled(suites[suite as SuiteName] ?? {}, loopSeconds / before),
                ...scaled(costs[suite as SuiteName] ?? {}, 1),
            },
        ]),
    );
    const cpu: Costs = Object.assign({}, ...Object.values(costs)) as Costs;
    const kept = Object.entries({ ...clockBefore, ...clock }).filter(
        ([file, seconds]) =>
            clock[file] === undefined || (seconds >= waits.seconds && (cpu[file] ?? 0) < seconds * waits.busy),
    );
    const content = { loopSeconds, suites: next, clock: scaled(Object.fromEntries(kept), 1) };
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

const rounded = (seconds: number) => Math.round(seconds * 10) / 10;
