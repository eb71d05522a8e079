import assert from "node:assert/strict";

import { type AuthPlan, planAuth } from "../../../../components/plan/serving/auth";
import { parse } from "../../../../components/plan/config/parse";
import { limitFaults, type LimitsInput, limitsSchema, planLimits } from "../../../../components/plan/serving/limits";
import { someAuthority } from "../../../support/arbitraries";
import { pinned } from "../faults-of";

const parsed = (limits: LimitsInput = {}) => parse(limitsSchema, limits, "limits");

describe("the limits of a gate", () => {
    const rateOf = (rate: LimitsInput["rate"], regions: number) => planLimits(parsed({ rate }), regions).rate;

    it("are those of the config, with no rate where none is said", () => {
        assert.deepEqual(planLimits(parsed({ bodyKiB: 64, deadlineSeconds: 2 }), 3), {
            bodyKiB: 64,
            headerKiB: 32,
            deadlineSeconds: 2,
            concurrency: 32,
            queue: 1024,
            batchPercent: 25,
            retries: 256,
            memoryMiB: 1024,
            rate: {},
        });
    });

    it("have memory for sixteen of the largest bodies, and for a gibibyte at least, where none is said", () => {
        const memoryOf = (limits: object) => planLimits(parsed(limits), 1).memoryMiB;
        assert.equal(memoryOf({ bodyKiB: 262_144 }), 4096);
        assert.equal(memoryOf({ bodyKiB: 65_537 }), 1025);
        assert.equal(memoryOf({ bodyKiB: 262_144, memoryMiB: 300 }), 300);
    });

    it("are the cell's rate in equal parts, one for each of its regions", () => {
        assert.deepEqual(rateOf({ cell: { perSecond: 90, burst: 300 } }, 3), {
            region: { perSecond: 30, burst: 100 },
        });
        assert.deepEqual(rateOf({ cell: { perSecond: 90, burst: 300 } }, 1), {
            region: { perSecond: 90, burst: 300 },
        });
    });

    it("are rounded up, so that no region is left with a rate of none", () => {
        assert.deepEqual(rateOf({ cell: { perSecond: 1, burst: 4 } }, 3), { region: { perSecond: 1, burst: 2 } });
    });

    it("are the whole rate of a caller in each region", () => {
        assert.deepEqual(rateOf({ perCaller: { perSecond: 5, burst: 7 } }, 3), {
            perCaller: { perSecond: 5, burst: 7 },
        });
    });

    it("let as many come at once as a second has, where nothing else is said", () => {
        assert.deepEqual(rateOf({ perCaller: { perSecond: 5 }, cell: { perSecond: 11 } }, 2), {
            perCaller: { perSecond: 5, burst: 5 },
            region: { perSecond: 6, burst: 6 },
        });
    });
});

describe("a rate for each caller", () => {
    const token: AuthPlan = planAuth({
        jwt: { issuer: "issuer", audience: ["meridian"], jwksUri: "https://keys.example/" },
    });
    const certificate: AuthPlan = { certificates: { authorities: someAuthority } };
    const faults = (rate: LimitsInput["rate"], ...auths: AuthPlan[]) =>
        limitFaults(parsed({ rate }), auths, "routing.limits");

    it("is accepted if every cell authenticates callers, by token or certificate", () => {
        assert.deepEqual(faults({ perCaller: { perSecond: 1 } }, token, certificate), []);
    });

    it("is refused where one cell does not know", () => {
        assert.deepEqual(pinned(faults({ perCaller: { perSecond: 1 } }, token, {})), [
            {
                code: "limits/rate-without-auth",
                path: "routing.limits.rate.perCaller",
            },
        ]);
    });

    it("is not a cell's rate: that needs no authentication", () => {
        assert.deepEqual(faults({ cell: { perSecond: 1 } }, {}), []);
    });
});

describe("a gate's memory", () => {
    const faults = (limits: LimitsInput) => limitFaults(parsed(limits), [], "routing.limits");

    it("is enough for four of the largest bodies, or refused", () => {
        assert.deepEqual(faults({ bodyKiB: 65_536, memoryMiB: 256 }), []);
        assert.deepEqual(faults({ bodyKiB: 262_144 }), []);
        assert.deepEqual(pinned(faults({ bodyKiB: 65_537, memoryMiB: 256 })), [
            {
                code: "limits/memory-below-bodies",
                path: "routing.limits.memoryMiB",
                value: 256,
            },
        ]);
    });
});
