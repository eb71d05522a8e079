import assert from "node:assert/strict";
import { Agent } from "node:https";

import { screening } from "../components/plan/screening";
import { type Capacity, goodput, limit, perSecond } from "../support/gates/capacity";
import { Gates } from "../support/gates/gates";

const regions = ["local:eu-west", "local:eu-central"] as const;
const capacity: Capacity = { workers: 4, serviceMs: 20 };
/** Of both regions together. */
const most = perSecond(capacity) * regions.length;
const deadlineMs = 500;

/** Goodput of a cell at a load that is so many times what it can take. */
async function at(loads: readonly number[], limits: object): Promise<number[]> {
    const config = screening();
    const gates = await Gates.start({
        ...config,
        models: config.models.map(model => ({ ...model, traffic: [{ version: "1.0.0", percent: 100 }] })),
        routing: { limits },
    });
    const agent = new Agent({ keepAlive: true, scheduling: "fifo" });
    try {
        for (const region of regions) limit(gates.server(region, "1.0.0"), capacity);
        const found: number[] = [];
        for (const times of loads) {
            const { good } = await goodput(gates, regions, agent, { perSecond: times * most, seconds: 3, deadlineMs });
            found.push(good);
        }
        return found;
    } finally {
        agent.destroy();
        await gates.stop();
    }
}

describe("a cell that is asked for more than it can do", function () {
    this.timeout(120_000);

    it("does at twice the load at least nine tenths of the most that it ever does", async () => {
        const found = await at([0.8, 1, 1.5, 2], { concurrency: 4, queue: 16 });
        const peak = Math.max(...found);
        assert.ok(peak > 0.8 * most, `it does ${peak} of ${most} a second at best`);
        assert.ok(found.at(-1)! >= 0.9 * peak, `goodput by load: ${found.join(", ")}`);
    });

    it("would do next to nothing if its gates let everyone wait", async () => {
        const [, atTwice] = await at([0.8, 2], { concurrency: 10_000, queue: 100_000 });
        assert.ok(atTwice! < 0.5 * most, `${atTwice}`);
    });
});
