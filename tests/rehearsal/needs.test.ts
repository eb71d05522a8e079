import assert from "node:assert/strict";

import { stackAws } from "./made-once";
import { deniedAtStart } from "./iam/denied";
import { kindsIn, knownIn, withoutOrder } from "./needs/known";
import { tooNewRoles } from "./needs/new-roles";
import { inSeededOrder, seededOrder } from "./needs/orders";
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
        // Locked trails, machines with GPUs and alerts on unusual cost are in the variants alone.
        assert.deepEqual(
            needs.filter(need => !found.includes(need)).map(({ of }) => of),
            [
                "s3/bucketObjectLockConfiguration",
                "cloudtrail/trail",
                "autoscaling/group",
                "costexplorer/anomalySubscription",
            ],
        );
    });

    it("is one of many, and meets all needs and rights in each of 30 that seeds draw", () => {
        const all = knownIn(state);
        const kinds = kindsIn(state);
        const first = seededOrder(kinds.flatMap(all), 0).map(({ urn }) => urn);
        for (let seed = 1; seed <= 30; seed++) {
            const ordered = inSeededOrder(all, kinds, seed);
            assert.notDeepEqual(
                seededOrder(kinds.flatMap(all), seed).map(({ urn }) => urn),
                first,
            );
            assert.deepEqual([...unmetNeeds(ordered), ...deniedAtStart(ordered)], [], `seed ${seed}`);
        }
    });

    it("does not meet them in drawn orders of a state without dependencies", () => {
        const all = knownIn(withoutOrder(state));
        for (const seed of [1, 2, 3]) {
            const ordered = inSeededOrder(all, kindsIn(state), seed);
            assert.ok(unmetNeeds(ordered).length > 0 && deniedAtStart(ordered).length > 0, `seed ${seed}`);
        }
    });

    it("gives roles the time that AWS needs to know them", () => {
        assert.deepEqual(tooNewRoles(knownIn(state), kindsIn(state)), []);
        const unordered = knownIn(withoutOrder(state));
        const found = tooNewRoles(unordered, kindsIn(state));
        assert.equal(found.length, unordered("ecs/service").length);
        assert.match(found[0]!, /^ecs\/service \S+ may follow role \S+-tls at once$/);
        assert.ok(
            tooNewRoles(unordered, kindsIn(state), []).includes("ecs/taskDefinition names a role, and has no row"),
        );
    });
});
