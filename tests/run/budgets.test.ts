import assert from "node:assert/strict";

import { type Budgets, budgetOf, excessOf } from "./budgets";
import { describeExcess } from "./report";

describe("budgets of processor time", () => {
    const budgets: Budgets = {
        loopSeconds: 1 / 64,
        suites: { store: { "tests/a": 60, "tests/b": 40, "tests/c": 20 } },
        clock: {},
    };

    it("are those of the files that ran", () => {
        assert.equal(budgetOf("store", { "tests/a": 1, "tests/c": 1 }, budgets, 1 / 64), 80);
    });

    it("are larger on a machine that takes longer for the same loop", () => {
        assert.equal(budgetOf("store", { "tests/a": 1 }, budgets, 3 / 64), 180);
    });

    it("let a suite cost half more, and what it costs to start", () => {
        assert.equal(excessOf("store", { "tests/a": 105, "tests/b": 60 }, budgets, 1 / 64), undefined);
    });

    it("are exceeded beyond that, with the files that grew most first", () => {
        const excess = excessOf("store", { "tests/a": 100, "tests/b": 39, "tests/c": 70 }, budgets, 1 / 64)!;
        assert.deepEqual(excess.grown, [
            ["tests/c", 70, 20],
            ["tests/a", 100, 60],
        ]);
        assert.match(
            describeExcess(excess),
            /^suite store used 209 s of a processor, budget 120 s\n {4}tests\/c: 70\.0 s/,
        );
    });

    it("are exceeded by a new file that costs more than the rest of its suite may grow", () => {
        const excess = excessOf("store", { "tests/b": 40, "tests/new": 50 }, budgets, 1 / 64);
        assert.deepEqual(excess?.grown, [["tests/new", 50, 0]]);
    });
});
