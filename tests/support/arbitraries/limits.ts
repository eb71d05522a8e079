import fc from "fast-check";

import type { LimitsInput } from "../../../components/plan/serving/limits";
import { milliseconds } from "./forms";

/** A rate for each caller, where all are known. */
export function limitsWhere(callers: boolean): fc.Arbitrary<LimitsInput> {
    const rates = fc.record(
        { perSecond: fc.integer({ min: 1, max: 1_000_000 }), burst: fc.integer({ min: 1, max: 1_000_000 }) },
        { requiredKeys: ["perSecond"] },
    );
    return fc.record(
        {
            bodyKiB: fc.integer({ min: 1, max: 262_144 }),
            headerKiB: fc.integer({ min: 1, max: 96 }),
            deadlineSeconds: fc.oneof(milliseconds(1, 3_600_000), fc.double({ min: 0.001, max: 3600, noNaN: true })),
            concurrency: fc.integer({ min: 1, max: 10_000 }),
            queue: fc.nat(100_000),
            batchPercent: fc.integer({ min: 1, max: 100 }),
            retries: fc.nat(10_000),
            // Enough for the largest bodies, whatever they are.
            memoryMiB: fc.integer({ min: 1024, max: 65_536 }),
            rate: fc.record({ cell: rates, ...(callers ? { perCaller: rates } : {}) }, { requiredKeys: [] }),
        },
        { requiredKeys: [] },
    );
}
