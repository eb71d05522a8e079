import assert from "node:assert/strict";

import { madeOf } from "./made";

describe("what the filter before a region's front writes to its logs", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    it("is what it has refused, without what says who asked", async () => {
        const written = (await madeOf()).filter(({ kind }) => kind === "WebAclLoggingConfiguration");
        assert.equal(written.length, 2);
        for (const { inputs } of written) {
            const { loggingFilter, redactedFields } = inputs as {
                loggingFilter: { defaultBehavior: string };
                redactedFields: { singleHeader: { name: string } }[];
            };
            assert.deepEqual(redactedFields.map(({ singleHeader }) => singleHeader.name).sort(), [
                "authorization",
                "cookie",
            ]);
            assert.equal(loggingFilter.defaultBehavior, "DROP");
        }
    });
});
