import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { aws } from "../../../../components/adapters/aws";
import { faultsOf } from "../../plan/faults-of";

describe("what a program tells the adapter for AWS", () => {
    it("is refused with tags that AWS does not take", () => {
        const found = faultsOf(() => aws({ tags: { "aws:team": "risk", note: "a;b", team: pulumi.output("risk") } }));
        assert.deepEqual(
            found.map(({ path }) => path),
            ["aws.tags.note", 'aws.tags["aws:team"]'],
        );
    });

    it("is taken with tags of which another resource makes the values", () => {
        assert.equal(aws({ tags: { team: pulumi.output("risk") } }).cloud, "aws");
    });
});
