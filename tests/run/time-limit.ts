import { type Budgets, measuredOf } from "./budgets";
import { suiteOf } from "./suites";
import type { Unit } from "./units";

/** Units that take less say little of how slow the machine is: they mostly load. */
const LEAST_SECONDS = 20;

/** What a unit may take longer than those before it did, compared with what was measured. */
const SPARE = 1.25;

/** Whether a run with too little time may leave a unit out. */
export const isDeep = ({ suite, files: [first = ""] }: Unit): boolean =>
    suiteOf(suite).deep?.includes(first.slice("tests/".length)) ?? false;

/** The time that a run has. Decides which deep units it has no time for, by how long the others took. */
export class TimeLimit {
    /** Seconds on the clock: of this run, and as measured. */
    private took = { here: 0, measured: 0 };

    constructor(
        private readonly seconds: number,
        private readonly budgets: Budgets,
    ) {}

    /** A unit that ended. */
    ran(unit: Unit, seconds: number): void {
        const measured = measuredOf(unit, this.budgets)?.clockSeconds ?? 0;
        if (measured < LEAST_SECONDS) return;
        this.took = { here: this.took.here + seconds, measured: this.took.measured + measured };
    }

    /** Whether a unit that begins after so many seconds of the run will end in time. One that is not deep begins in any case. */
    hasTimeFor(unit: Unit, elapsedSeconds: number): boolean {
        if (!isDeep(unit)) return true;
        const measured = measuredOf(unit, this.budgets)?.clockSeconds ?? 0;
        return elapsedSeconds + measured * this.slowness * SPARE <= this.seconds;
    }

    /** How many times as long as measured units have taken so far. */
    private get slowness(): number {
        const { here, measured } = this.took;
        return measured === 0 ? 1 : here / measured;
    }
}
