import assert from "node:assert/strict";

import { cloudFacts } from "../../../../components/plan/clouds/facts";

describe("the facts of a cloud", () => {
    for (const [cloud, { edges, artifactSchemes, checks }] of Object.entries(cloudFacts)) {
        it(`${cloud} can route and fetch in some way, and its own check interval is one that it can keep`, () => {
            assert.ok(edges.length > 0);
            assert.ok(artifactSchemes.length > 0);
            assert.ok(checks.defaultSeconds >= checks.floorSeconds);
            assert.ok(checks.defaultUnhealthyAfter >= 1);
        });
    }

    it("local detects an ill region in less than a second", () => {
        const { defaultSeconds, defaultUnhealthyAfter } = cloudFacts.local!.checks;
        assert.ok(defaultSeconds * defaultUnhealthyAfter < 1);
    });
});
