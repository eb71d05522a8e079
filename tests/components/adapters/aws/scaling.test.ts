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
});
