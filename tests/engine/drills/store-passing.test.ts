import assert from "node:assert/strict";

import { inShort, passingDrill } from "../../support/drill";
import { untilHealthy } from "../../support/healthy";
import type { LocalStack } from "../../support/local-stack";
import { sharedStack } from "../../support/shared-stack";

/** What is found does not depend on the rate, and the load is most of the cost. */
const rate = ["--rate", "20"];

/** That a drill finds what is broken: see `store`. */
describe("drills of a stack that makes up for what they break in its store", function () {
    this.timeout(400_000);
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("stored");
    });
    beforeEach(() => untilHealthy(stack));

    it("a copy that is cut off acknowledges nothing, gives nothing old for new, and is made up for", async () => {
        const found = await passingDrill(
            stack,
            "partition",
            "--region",
            "local:eu-central",
            "--seconds",
            "20",
            ...rate,
        );
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        assert.ok(found.result.figures.acknowledged > 150);
        // What serves tables takes itself for cut off after ten seconds.
        assert.ok(found.result.figures.detectedSeconds! < 20);
    });

    it("a lost disk costs nothing that was acknowledged, and is filled again", async () => {
        const found = await passingDrill(stack, "lost-store", "--region", "local:eu-west", "--seconds", "15", ...rate);
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        assert.equal(found.result.rpoSeconds, 0);
    });
});
