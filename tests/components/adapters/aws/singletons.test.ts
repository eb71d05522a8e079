import assert from "node:assert/strict";

import { repositoriesOf, singlesIn } from "../../../../components/adapters/aws/landing-zone/singletons";
import type { Cell } from "../../../../components/plan/cells/cell";

const refOf = (name: string) => `aws:${name}` as const;
const cellOf = (...regions: readonly string[]) =>
    ({ primary: refOf(regions[0]!), regions: regions.map(refOf) }) as unknown as Cell;

describe("what an account on AWS has once in a region", () => {
    for (const [what, regions, region, hasBackups, expected] of [
        ["the primary region of several", ["a", "b"], "a", false, ["replication"]],
        ["the primary region of several, with backups", ["a", "b"], "a", true, ["replication", "backups"]],
        ["the only region", ["a"], "a", false, []],
        ["the only region, with backups", ["a"], "a", true, ["backups"]],
        ["another region, which images are replicated to", ["a", "b"], "b", false, ["replicas"]],
        ["another region, with backups in the primary one", ["a", "b"], "b", true, ["replicas"]],
    ] as const) {
        it(`is ${expected.join(" and ") || "nothing"} in ${what}`, () => {
            assert.deepEqual(singlesIn(cellOf(...regions), refOf(region), hasBackups), expected);
        });
    }
});

describe("repositories that ECR replicates", () => {
    it("are those of the account's registries, each once, and none of another registry", () => {
        const digest = `@sha256:${"1".repeat(64)}`;
        const images = [
            `{account}.dkr.ecr.{region}.amazonaws.com/tools/envoy${digest}`,
            `{account}.dkr.ecr.{region}.amazonaws.com/tools/envoy${digest}`,
            `111111111111.dkr.ecr.eu-west-1.amazonaws.com/runtime${digest}`,
            `registry.example.com:5000/team/${"x".repeat(300)}${digest}`,
        ];
        assert.deepEqual(repositoriesOf(images), ["runtime", "tools/envoy"]);
        assert.deepEqual(repositoriesOf(images.slice(-1)), []);
    });
});
