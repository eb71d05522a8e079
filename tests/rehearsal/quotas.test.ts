import assert from "node:assert/strict";

import { stackAws } from "./made-once";
import { knownIn, type KnownOf } from "./needs/known";
import { exceeded, quotas } from "./quotas/table";
import type { StackState } from "./rehearsal";

describe("the quotas of a new account", function () {
    this.timeout(600_000);
    let all: KnownOf;

    before(async () => {
        all = knownIn(JSON.parse((await stackAws()).state) as StackState);
    });

    it("suffice for the stack aws, but for the processors of tasks, as docs/clouds/aws.md has it", () => {
        const regions = [
            "222222222222 eu-central-1",
            "222222222222 eu-west-1",
            "333333333333 us-east-1",
            "333333333333 us-west-2",
        ];
        assert.deepEqual(
            exceeded(all),
            regions.map(where => `${where}: Fargate On-Demand vCPU resource count is 6, and the stack needs 10`),
        );
    });

    it("are each exceeded by a stack that has more", () => {
        const low = quotas.map(quota => ({ ...quota, most: 0 }));
        const found = low.filter(quota => exceeded(all, [quota]).length > 0).map(({ name }) => name);
        assert.deepEqual(
            low.filter(({ name }) => !found.includes(name)).map(({ name }) => name),
            ["Running On-Demand G and VT instances"],
        );
    });
});
