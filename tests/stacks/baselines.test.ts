import assert from "node:assert/strict";
import path from "node:path";

import { readBaseline } from "../../runtime/baseline-file";
import { packageRoot } from "../../tools/package-root";
import { committed } from "../support/subjects";

interface Release {
    readonly digest: string;
    readonly baseline: { readonly artifact: string; readonly digest: string };
}

describe("the baselines of the committed stack", () => {
    it("are of its releases' own artifacts, and have the digests that it says", () => {
        const [model] = committed["meridian:models"] as unknown as [{ readonly releases: Record<string, Release> }];
        for (const { baseline, digest } of Object.values(model.releases)) {
            const file = path.join(packageRoot(), baseline.artifact.replace("file:", ""));
            assert.equal(readBaseline(file, digest).digest, baseline.digest);
        }
    });
});
