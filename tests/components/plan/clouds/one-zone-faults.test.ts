import assert from "node:assert/strict";

import { availabilityFaults, oneZoneFaults } from "../../../../components/plan/clouds/one-zone-faults";

describe("an objective of regions of AWS in one zone", () => {
    type Config = Parameters<typeof oneZoneFaults>[0];
    const pathsOf = (change: object) =>
        oneZoneFaults({
            aws: { footprint: "small" },
            observability: { slo: { availability: 0.999 } },
            cells: [{ name: "eu", regions: ["aws:eu-west-1"] }],
            ...change,
        } as unknown as Config).map(({ path }) => path);

    it("is refused where it is higher than what AWS commits to for a single machine", () => {
        assert.deepEqual(pathsOf({}), ["aws.footprint"]);
        assert.deepEqual(pathsOf({ observability: { slo: { availability: 0.9951 } } }), ["aws.footprint"]);
    });

    it("is accepted where it is not, or is of latency", () => {
        for (const observability of [{ slo: { availability: 0.995 } }, { slo: { p99Ms: 200 } }, {}, undefined])
            assert.deepEqual(pathsOf({ observability }), []);
    });

    it("is of no interest to regions in several zones, or on other clouds", () => {
        assert.deepEqual(pathsOf({ aws: { footprint: "full" } }), []);
        assert.deepEqual(pathsOf({ aws: undefined }), []);
        assert.deepEqual(pathsOf({ cells: [{ name: "eu", regions: ["local:eu-west"] }] }), []);
    });

    it("is refused by the path of what puts them there", () => {
        const [fault] = availabilityFaults(0.999, "footprint");
        assert.deepEqual([fault!.code, fault!.path, fault!.value], ["observability/one-zone", "footprint", "small"]);
        assert.match(fault!.problem, /slo\.availability is 0\.999, expected at most 0\.995/);
    });
});
