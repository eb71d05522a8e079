import assert from "node:assert/strict";

import { completed, goesOnFrom, killedBy, prepared } from "./killed";
import type { Rehearsal } from "./rehearsal";

describe("an update whose engine is killed early, rehearsed", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    beforeEach(async () => {
        rehearsal = await prepared();
    });
    afterEach(() => rehearsal.dispose());

    it("goes on from what there is, where it was making the key", () => goesOnFrom("aws:kms/key:Key", rehearsal));

    for (const [what, type] of [
        ["a balancer", "aws:lb/loadBalancer:LoadBalancer"],
        ["a service", "aws:ecs/service:Service"],
    ] as const) {
        it(`names ${what} that was made without its knowing, and goes on once that is gone`, async () => {
            await killedBy({ how: "untold", type }, rehearsal);
            const orphan = rehearsal.things().find(thing => thing.type === type)!;
            const { exitCode, output } = await rehearsal.run("up", "--yes", "--skip-preview");
            assert.notEqual(exitCode, 0);
            const said = output.split("\n").find(line => line.includes(`AlreadyExists: there is a ${type} `));
            assert.ok(said?.includes(String(orphan.inputs.name)), output);
            rehearsal.takeAway(orphan);
            await completed(rehearsal);
        });
    }
});
