import assert from "node:assert/strict";

import { madeOf } from "./made";

const working = {
    days: ["mon" as const, "fri" as const],
    from: "08:00",
    to: "18:30",
    timezone: "Europe/Lisbon",
    min: 4,
};
const nights = { days: ["fri" as const, "sat" as const], from: "22:00", to: "06:00", timezone: "UTC", min: 3 };

describe("the number of a release's replicas in a cluster", () => {
    const scalersOf = async (scaling: object) =>
        (await madeOf({ serving: { scaling } }))
            .filter(
                ({ kind, region }) => region === "fra" && ["HorizontalPodAutoscaler", "ScaledObject"].includes(kind),
            )
            .map(({ inputs, kind }) => ({ kind, spec: inputs.spec as Record<string, unknown> }));

    it("is an autoscaler's where it has a range", async () => {
        const [scaler, ...others] = await scalersOf({ min: 2, max: 5, targetUtilization: 0.7 });
        assert.deepEqual([others, scaler!.kind], [[], "HorizontalPodAutoscaler"]);
        assert.deepEqual([scaler!.spec.minReplicas, scaler!.spec.maxReplicas], [2, 5]);
    });

    it("is KEDA's alone where hours are said, on the next day where they end earlier than they begin", async () => {
        const [scaler, ...others] = await scalersOf({
            min: 2,
            max: 5,
            targetUtilization: 0.7,
            hours: [working, nights],
        });
        assert.deepEqual([others, scaler!.kind], [[], "ScaledObject"]);
        const { minReplicaCount, maxReplicaCount, scaleTargetRef, triggers } = scaler!.spec;
        assert.deepEqual([minReplicaCount, maxReplicaCount], [2, 5]);
        assert.deepEqual(scaleTargetRef, { apiVersion: "apps/v1", kind: "Deployment", name: "screening-1-0-0" });
        assert.deepEqual(triggers, [
            { type: "cpu", metricType: "Utilization", metadata: { value: "70" } },
            {
                type: "cron",
                metadata: {
                    timezone: "Europe/Lisbon",
                    start: "0 8 * * 1,5",
                    end: "30 18 * * 1,5",
                    desiredReplicas: "4",
                },
            },
            {
                type: "cron",
                metadata: { timezone: "UTC", start: "0 22 * * 5,6", end: "0 6 * * 0,6", desiredReplicas: "3" },
            },
        ]);
    });

    it("is KEDA's after the Deployment exists, without which its webhook refuses it", async () => {
        const made = await madeOf({ serving: { scaling: { min: 2, max: 5, hours: [working] } } });
        const scheduled = made.filter(({ kind }) => kind === "ScaledObject");
        assert.ok(scheduled.length > 0);
        for (const { name, options } of scheduled) assert.deepEqual(options.after, [`Deployment ${name}`]);
    });

    it("is as the config says where it has none", async () => {
        assert.deepEqual(await scalersOf({ min: 3, max: 3, hours: [{ ...working, min: 3 }] }), []);
    });

    it("is left as it is by an update where an autoscaler sets it, and by no update otherwise", async () => {
        const ignoredOf = async (scaling: object) =>
            (await madeOf({ serving: { scaling } }))
                .filter(({ kind, name }) => kind === "Deployment" && name.endsWith("-screening-1-0-0"))
                .map(({ options }) => options.ignored);
        const ranged = await ignoredOf({ min: 2, max: 5 });
        assert.ok(ranged.length > 0);
        assert.deepEqual(
            ranged.flat(),
            ranged.map(() => "spec.replicas"),
        );
        assert.deepEqual((await ignoredOf({ min: 2, max: 2 })).flat(), []);
    });
});
