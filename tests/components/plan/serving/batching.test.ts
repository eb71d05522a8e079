import assert from "node:assert/strict";

import { planConfig } from "../../../../components/plan/plan";
import { batchingFaults } from "../../../../components/plan/serving/batching";
import { screening } from "../screening";

const tensor = (...shape: number[]) => ({ name: "x", datatype: "FP32" as const, shape });
const release = (input: number[], output: number[]) => ({
    artifact: "file:1.onnx",
    signature: { inputs: [tensor(...input)], outputs: [tensor(...output)] },
});
const batching = { size: 8, waitMs: 0 };

describe("requests that are computed together", () => {
    it("need releases with an open first dimension in all inputs and outputs", () => {
        const releases = {
            "1.0.0": release([-1, 3], [-1]),
            "2.0.0": release([-1, 3], [1]),
            "3.0.0": release([], [-1]),
        };
        assert.deepEqual(
            batchingFaults([{ releases }, { releases, batching }]).map(({ path, value }) => [path, value]),
            [
                ["models[1].batching", "x of release 2.0.0 with shape [1]"],
                ["models[1].batching", "x of release 3.0.0 with shape []"],
            ],
        );
    });

    it("are left to the servers where a release does not say what it takes", () => {
        assert.deepEqual(batchingFaults([{ releases: { "1.0.0": { artifact: "file:1.onnx" } }, batching }]), []);
    });

    it("are those of each region that the model runs in", () => {
        const config = screening();
        const models = config.models.map(model => ({ ...model, batching: { size: 8 } }));
        const planned = planConfig({ ...config, models }).plan.cells.flatMap(({ servings }) =>
            servings.flatMap(({ models }) => models.map(({ batching }) => batching)),
        );
        assert.equal(planned.length, 4);
        for (const one of planned) assert.deepEqual(one, batching);
    });
});
