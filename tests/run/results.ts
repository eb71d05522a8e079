import type { Clock, Costs } from "./budgets";
import type { Failure } from "./order";
import { type SuiteName, suiteNames } from "./suites";
import type { Unit } from "./units";
import type { Ran } from "./worker-process";

/** What came of a suite. */
export interface SuiteResult {
    readonly suite: SuiteName;
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    /** Of its files, added up: more than passed on the clock, where some ran at the same time. */
    readonly seconds: number;
    /** By the first file of each unit; empty where processor time is not counted. */
    readonly costs: Costs;
}

/** A failure, and the file that it is of. Undefined: a suite's budget or coverage, or an interruption. */
export interface FileFailure extends Failure {
    readonly file?: string;
}

/** What came of a run. */
export interface Figures {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    /** Of each suite. */
    readonly suites: readonly SuiteResult[];
    readonly files: readonly { readonly file: string; readonly seconds: number; readonly cpuSeconds?: number }[];
    readonly failures: readonly FileFailure[];
    /** Files that the run had no time for (`time-limit.ts`). */
    readonly leftOut: readonly string[];
}

interface UnitResult {
    readonly unit: Unit;
    readonly ran: Ran;
}

/** What has run so far, in the order in which it ended. */
export class Results {
    private readonly units: UnitResult[] = [];
    /** Failures of no test: coverage, a budget, an interruption. */
    private readonly leftOut: Unit[] = [];
    private readonly others: { readonly what: string; readonly suite: SuiteName | undefined }[] = [];

    add(unit: Unit, ran: Ran): void {
        this.units.push({ unit, ran });
    }

    fail(what: string, suite?: SuiteName): void {
        this.others.push({ what, suite });
    }

    leaveOut(unit: Unit): void {
        this.leftOut.push(unit);
    }

    get failed(): number {
        return this.units.reduce((sum, { ran }) => sum + ran.failed, 0) + this.others.length;
    }

    /** In the order of the table of suites. */
    suites(): SuiteResult[] {
        return suiteNames.flatMap(suite => {
            const own = this.units.filter(({ unit }) => unit.suite === suite);
            if (own.length === 0) return [];
            const sum = (count: (ran: Ran) => number) => own.reduce((total, { ran }) => total + count(ran), 0);
            return {
                suite,
                passed: sum(({ passed }) => passed),
                failed: sum(({ failed }) => failed) + this.others.filter(other => other.suite === suite).length,
                skipped: sum(({ skipped }) => skipped),
                seconds: sum(({ seconds }) => seconds),
                costs: Object.fromEntries(
                    own.flatMap(({ unit, ran }) =>
                        ran.cpuSeconds === undefined ? [] : [[unit.files[0]!, ran.cpuSeconds] as const],
                    ),
                ),
            };
        });
    }

    /** Seconds on the clock of all units. */
    clock(): Clock {
        return Object.fromEntries(this.units.map(({ unit, ran }) => [unit.files[0]!, ran.seconds]));
    }

    figures(): Figures {
        const suites = this.suites();
        const sum = (count: (suite: SuiteResult) => number) => suites.reduce((total, each) => total + count(each), 0);
        return {
            passed: sum(({ passed }) => passed),
            failed: this.failed,
            skipped: sum(({ skipped }) => skipped),
            suites,
            files: this.units.map(({ unit, ran: { seconds, cpuSeconds } }) => ({
                file: unit.files[0]!,
                seconds,
                ...(cpuSeconds !== undefined && { cpuSeconds }),
            })),
            failures: [
                ...this.units.flatMap(({ unit, ran }) =>
                    ran.failures.map(failure => ({ ...failure, file: unit.files[0]! })),
                ),
                ...this.others.map(({ what }) => ({ what: what.split("\n")[0]! })),
            ],
            leftOut: this.leftOut.flatMap(({ files }) => files),
        };
    }
}
