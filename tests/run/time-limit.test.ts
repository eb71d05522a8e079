import assert from "node:assert/strict";

import { type Budgets, measuredOf, readBudgets } from "./budgets";
import { suiteNames, suiteOf } from "./suites";
import { isDeep, TimeLimit } from "./time-limit";
import { unitsOf } from "./units";

const units = unitsOf(suiteNames);
const deep = units.find(isDeep)!;
const others = units.filter(unit => !isDeep(unit));
const [first, second] = others as [(typeof others)[number], (typeof others)[number]];

/** What the units take as measured, in seconds on the clock. */
const measured = new Map([
    [deep, 100],
    [first, 40],
    [second, 4],
]);
const budgets: Budgets = {
    loopSeconds: 1,
    suites: Object.fromEntries(
        suiteNames.map(name => [
            name,
            Object.fromEntries(
                [...measured]
                    .filter(([{ suite }]) => suite === name)
                    .map(([{ files }, seconds]) => [files[0]!, seconds]),
            ),
        ]),
    ),
    clock: {},
};

describe("a run with a time limit", () => {
    it("begins a deep unit only where it ends in time, with a quarter more than it was measured", () => {
        const limit = new TimeLimit(1_000, budgets);
        assert.equal(limit.hasTimeFor(deep, 875), true);
        assert.equal(limit.hasTimeFor(deep, 876), false);
    });

    it("counts with as many times of what was measured as the units before it took", () => {
        const limit = new TimeLimit(1_000, budgets);
        limit.ran(first, 120);
        assert.equal(limit.hasTimeFor(deep, 625), true);
        assert.equal(limit.hasTimeFor(deep, 626), false);
    });

    it("learns nothing from units that take a few seconds", () => {
        const limit = new TimeLimit(1_000, budgets);
        limit.ran(second, 400);
        assert.equal(limit.hasTimeFor(deep, 875), true);
    });

    it("begins any other unit, whatever time is left", () => {
        assert.equal(new TimeLimit(10, budgets).hasTimeFor(first, 20), true);
    });

    it("leaves nothing out where there is no limit", () => {
        assert.equal(new TimeLimit(Infinity, budgets).hasTimeFor(deep, 100_000), true);
    });

    it("knows what each deep unit takes, and no deep one is of `npm test`", () => {
        for (const name of suiteNames) {
            for (const file of suiteOf(name).deep ?? []) {
                const unit = units.find(({ files }) => files[0] === `tests/${file}`);
                assert.equal(unit?.isQuick, false, file);
                // Without that, it would begin at any time.
                assert.ok(measuredOf(unit, readBudgets())!.clockSeconds > 0, file);
            }
        }
    });
});
