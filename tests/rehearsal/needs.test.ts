import assert from "node:assert/strict";

import { stackAws } from "./made-once";
import { knownIn, withoutOrder } from "./needs/known";
import { needs, unmetNeeds } from "./needs/table";
import type { StackState } from "./rehearsal";

describe("the order of the stack aws", function () {
    this.timeout(600_000);
    let state: StackState;

    before(async () => {
        state = JSON.parse((await stackAws()).state) as StackState;
    });

    it("creates whatever a resource needs before it, and deletes it after it", () => {
        assert.deepEqual(unmetNeeds(knownIn(state)), []);
    });

    it("is checked for each need, which fails where nothing orders the two", () => {
        const unordered = knownIn(withoutOrder(state));
        const found = needs.filter(need => unmetNeeds(unordered, [need]).length > 0);
        // Machines with GPUs are in the variants alone.
        assert.deepEqual(
            needs.filter(need => !found.includes(need)).map(({ of }) => of),
            ["autoscaling/group"],
        );
    });
});
