import { rmSync } from "node:fs";

import type { Arguments } from "./arguments";
import { excessOf, measuredOf, readBudgets, writeBudgets } from "./budgets";
import { Calibration } from "./calibration";
import { unreached } from "./coverage";
import { gatesAtOnce, needsOf } from "./needs";
import { directoryFor } from "./place";
import { Pool } from "./pool";
import { describeCounts, describeExcess, describeFailures, describeLeftOut, describeUnit, suiteTable } from "./report";
import { type Figures, Results } from "./results";
import { type SuiteName, suiteOf } from "./suites";
import { isDeep, TimeLimit } from "./time-limit";
import { longestFirst, type Unit } from "./units";

/** A run of test files: the files of `npm test` first, and where they pass the rest. */
export class Run {
    private readonly results = new Results();
    private readonly budgets = readBudgets();
    private readonly calibration = new Calibration();
    private readonly begun = performance.now();
    private readonly coverage = directoryFor("coverage");
    private readonly pool: Pool;
    private signal: NodeJS.Signals | undefined;

    constructor(private readonly options: Arguments) {
        const limit = new TimeLimit(60 * (options.within ?? Infinity), this.budgets);
        this.pool = new Pool({
            room: { processors: options.processors, gates: gatesAtOnce() },
            needsOf: unit => needsOf(unit, this.budgets),
            verbose: options.verbose,
            // Nothing follows from what a part of a suite does not reach.
            ...(options.paths.length === 0 && { coverage: this.coverage }),
            onRan: (unit, ran) => {
                this.results.add(unit, ran);
                limit.ran(unit, ran.seconds);
                console.log(describeUnit(unit, ran, options.verbose));
            },
            // What is prepared before the first test counts, too: the clock of a process begins with it.
            hasTimeFor: unit => limit.hasTimeFor(unit, performance.now() / 1000),
            onLeftOut: unit => {
                this.results.leaveOut(unit);
            },
        });
    }

    get wasInterrupted(): boolean {
        return this.signal !== undefined;
    }

    /** Ends what runs, in order. */
    interrupt(signal: NodeJS.Signals): void {
        if (this.wasInterrupted) return;
        this.signal = signal;
        console.log(`${signal}: ending what runs …`);
        void this.pool.close();
    }

    async run(units: readonly Unit[]): Promise<Figures> {
        // What has not been measured yet comes first.
        const secondsOf = (unit: Unit) => measuredOf(unit, this.budgets)?.clockSeconds ?? Infinity;
        const [quick, rest] = [true, false].map(wanted =>
            longestFirst(
                units.filter(({ isQuick }) => isQuick === wanted),
                secondsOf,
            ),
        );
        try {
            await this.pool.run(quick!);
            await this.evaluateCoverage(quick!);
            if (quick!.length > 0 && rest!.length > 0) {
                console.log(`\n${this.table()}\nnpm test: ${this.elapsed()}\n`);
            }
            if (this.results.failed === 0 || this.options.keepGoing) {
                await this.pool.run([...rest!.filter(unit => !isDeep(unit)), ...rest!.filter(isDeep)]);
            } else if (rest!.length > 0) {
                console.log("the rest is not run, because files of `npm test` have failed; --keep-going runs it\n");
            }
        } finally {
            await this.pool.close();
            this.calibration.stop();
            rmSync(this.coverage, { recursive: true, force: true });
        }
        if (this.signal) this.results.fail(`interrupted by ${this.signal}`);
        else this.evaluateBudgets();
        return this.report();
    }

    private async evaluateCoverage(units: readonly Unit[]): Promise<void> {
        const suite = [...new Set(units.map(unit => unit.suite))].find(name => suiteOf(name).coverage);
        if (suite === undefined || this.options.paths.length > 0 || this.wasInterrupted) return;
        await this.pool.endCoverage();
        const table = unreached(this.coverage);
        if (table !== undefined) this.fail(suite, `suite ${suite} does not reach everything in .c8rc.json\n${table}`);
    }

    private evaluateBudgets(): void {
        const { loopSeconds } = this.calibration;
        const suites = this.results.suites();
        if (suites.every(({ costs }) => Object.keys(costs).length === 0)) {
            console.log(
                "\nbudgets are not enforced: processor time is counted in a control group, which can't be created here",
            );
            return;
        }
        if (this.options.record) {
            const costs = Object.fromEntries(suites.map(({ suite, costs }) => [suite, costs]));
            writeBudgets(costs, this.results.clock(), loopSeconds);
            return;
        }
        for (const { suite, costs } of suites) {
            const excess = excessOf(suite, costs, this.budgets, loopSeconds);
            if (excess) this.fail(suite, describeExcess(excess));
        }
    }

    private fail(suite: SuiteName, what: string): void {
        this.results.fail(what, suite);
        console.log(`\n✗ ${what}`);
    }

    private table(): string {
        return suiteTable(this.results.suites(), this.budgets, this.calibration.loopSeconds);
    }

    private elapsed(): string {
        const seconds = Math.round((performance.now() - this.begun) / 1000);
        return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    }

    private report(): Figures {
        const figures = this.results.figures();
        const { failures, leftOut } = figures;
        console.log(`\n${this.table()}\n${this.elapsed()}`);
        if (leftOut.length > 0) console.log(`\n${describeLeftOut(leftOut, this.options.within!)}`);
        if (failures.length > 0) console.log(`\n${describeFailures(failures)}`);
        console.log(`\n${describeCounts(figures)}`);
        return figures;
    }
}
