import assert from "node:assert/strict";

import { madeOf } from "./made";

describe("requests under way where the gates of a region are replaced", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    /** `forecast` has a model with streams, and one without. */
    const waitsOf = async (deadlineSeconds: number) =>
        (await madeOf({ routing: { limits: { deadlineSeconds } } }))
            .filter(({ kind, name }) => kind === "TargetGroup" && name.endsWith("-gate"))
            .map(({ inputs }) => inputs.deregistrationDelay);

    it("have as long as the longest may take: streams five minutes, and others to their deadline where that is later", async () => {
        assert.deepEqual(await waitsOf(30), [300, 300]);
        assert.deepEqual(await waitsOf(900), [900, 900]);
    });
});
