import assert from "node:assert/strict";

import { fittingLimits, most, withLimitedCell } from "../support/gates/capacity";

/** Goodput of a cell at a load that is so many times what it can take. */
async function at(loads: readonly number[], limits: object): Promise<number[]> {
    return withLimitedCell(limits, async offer => {
        const found: number[] = [];
        for (const times of loads) found.push((await offer(times * most, 3)).good);
        return found;
    });
}

describe("a cell that is asked for more than it can do", function () {
    this.timeout(120_000);

    it("does at twice the load at least nine tenths of the most that it ever does", async () => {
        const found = await at([0.8, 1, 1.5, 2], fittingLimits);
        const peak = Math.max(...found);
        assert.ok(peak > 0.8 * most, `it does ${peak} of ${most} a second at best`);
        assert.ok(found.at(-1)! >= 0.9 * peak, `goodput by load: ${found.join(", ")}`);
    });

    it("would do next to nothing if its gates let everyone wait", async () => {
        const [, atTwice] = await at([0.8, 2], { concurrency: 10_000, queue: 100_000 });
        assert.ok(atTwice! < 0.5 * most, `${atTwice}`);
    });
});
