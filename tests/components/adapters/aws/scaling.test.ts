import assert from "node:assert/strict";

import { forecast, madeOf } from "./made";

describe("how many tasks of a release Application Auto Scaling runs", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    it("is between the least and the most of the config, in each region", async () => {
        const made = await madeOf({ serving: { ...forecast().serving, scaling: { min: 2, max: 6 } } });
        const targets = made.filter(({ kind, name }) => kind === "Target" && name.includes("irises"));
        assert.deepEqual(
            targets.map(({ inputs }) => [inputs.minCapacity, inputs.maxCapacity]),
            Array(2).fill([2, 6]),
        );
    });

    it("is for gates two at least, so that the loss of a zone leaves one, and more by processors and by requests", async () => {
        const made = await madeOf();
        const gates = (kind: string) => made.filter(one => one.kind === kind && one.name.includes("-gate"));
        assert.deepEqual(
            gates("Target").map(({ inputs }) => [inputs.minCapacity, inputs.maxCapacity]),
            Array(2).fill([2, 10]),
        );
        for (const { inputs, outputs } of gates("Target")) {
            const tracked = gates("Policy")
                .filter(({ inputs: { resourceId } }) => resourceId === inputs.resourceId)
                .map(({ inputs }) => inputs.targetTrackingScalingPolicyConfiguration as Tracked);
            const region = String(inputs.region);
            const of = (kind: string) =>
                made.find(one => one.kind === kind && one.inputs.region === region && one.name.includes(region))!;
            assert.deepEqual(
                tracked.map(({ predefinedMetricSpecification: by, targetValue }) => [by, targetValue]),
                [
                    [{ predefinedMetricType: "ECSServiceAverageCPUUtilization" }, 60],
                    [
                        {
                            predefinedMetricType: "ALBRequestCountPerTarget",
                            resourceLabel: `${of("LoadBalancer").outputs.arnSuffix as string}/${of("TargetGroup").outputs.arnSuffix as string}`,
                        },
                        30_000,
                    ],
                ],
                String(outputs.id),
            );
        }
    });
});

interface Tracked {
    readonly predefinedMetricSpecification: unknown;
    readonly targetValue: number;
}
