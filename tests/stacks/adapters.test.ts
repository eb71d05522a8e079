import assert from "node:assert/strict";

import { builtClouds } from "../../components/plan/clouds/table";
import { adapters } from "../../stacks/adapters";

describe("the adapters of stacks", () => {
    it("are those of the clouds that can be built on, each once", () => {
        assert.deepEqual(
            adapters.map(({ cloud }) => cloud),
            builtClouds,
        );
    });
});
