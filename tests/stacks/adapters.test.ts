import assert from "node:assert/strict";

import { planConfig } from "pulumi-meridian";

import { adapterFor } from "../../stacks/adapters";
import { screening } from "../components/plan/screening";

/** With the regions of its first cell on another cloud, or of both. */
function adapterOf(
    eu: readonly [string, string],
    us: readonly [string, string] = ["local:us-east", "local:us-west"],
    more: object = {},
) {
    const config = screening();
    const cells = config.cells.map(({ backup: _, ...cell }, i) => {
        const regions = [...(i === 0 ? eu : us)];
        return { ...cell, regions, primary: regions[0] };
    });
    const { config: parsed, plan } = planConfig({ ...config, cells, ...more });
    return () => adapterFor(plan, parsed);
}

describe("the adapter of a stack", () => {
    it("is that of its cloud", () => {
        assert.ok(adapterOf(["local:eu-west", "local:eu-central"])());
    });

    for (const [cloud, eu, us] of [
        ["gcp", ["gcp:europe-west1", "gcp:europe-west3"], ["gcp:us-east1", "gcp:us-west1"]],
        ["azure", ["azure:westeurope", "azure:northeurope"], ["azure:eastus", "azure:westus2"]],
    ] as const) {
        it(`is refused for ${cloud}, which has none, with the clouds that have one`, () => {
            assert.throws(adapterOf(eu, us), new Error(`a stack is built on one of aws, local, not on ${cloud}`));
        });
    }

    it("is refused for two clouds at once", () => {
        assert.throws(
            adapterOf(["aws:eu-west-1", "aws:eu-central-1"], ["gcp:us-east1", "gcp:us-west1"], {
                routing: { names: "aws" },
            }),
            new Error("a stack is built on one of aws, local, not on aws and gcp"),
        );
    });
});
