import assert from "node:assert/strict";

import { sentence } from "../../policy/coverage";
import { judgeState } from "../../policy/state";
import { cells, key, made, stateOf, table } from "./stack";

/** How the engine writes a value that is not known before an update. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("what the policy pack says it has covered", () => {
    const abroad = { replicas: [{ regionName: "us-east-1" }] };
    const nowhere = made("aws:s3/bucket:Bucket", "somewhere", {});
    const strange = made("aws:quantum/qubit:Qubit", "strange", { region: "eu-west-1" });

    it("counts data stores by whether residency is proven, violated or undetermined, and lists what it knows nothing of", () => {
        const { coverage } = judgeState(stateOf(key, table("home"), table("abroad", abroad), nowhere, strange), {
            cells,
        });
        assert.deepEqual(coverage, {
            keeping: 4,
            proven: 2,
            violated: 1,
            undetermined: 1,
            unmapped: { "aws:quantum/qubit:Qubit": 1 },
            disabled: [],
        });
        assert.equal(
            sentence(coverage),
            "2 of 4 data stores are proven to stay in their cell, 1 violated, 1 undetermined; unknown types: aws:quantum/qubit:Qubit",
        );
    });

    it("tells of what works outside every cell and says no cell, and stops nothing", () => {
        const { violations } = judgeState(
            stateOf(made("aws:lambda/function:Function", "jobs", { region: "ap-southeast-2" })),
            { cells },
        );
        assert.deepEqual(
            violations.map(({ level, rule, verdict }) => [rule, level, verdict]),
            [["residency/compute", "advisory", "undetermined"]],
        );
    });

    it("counts what is violated as that, whatever else of it is not known, in either order", () => {
        const replicas = [{ regionName: "us-east-1" }, { regionName: unknown }];
        for (const some of [replicas, [...replicas].reverse()]) {
            const { coverage } = judgeState(stateOf(key, table("abroad", { replicas: some })), { cells });
            assert.deepEqual([coverage.violated, coverage.undetermined, coverage.proven], [1, 0, 1]);
        }
    });

    it("counts what another resource says of it as its own", () => {
        const bucket = (name: string, region: string) => made("aws:s3/bucket:Bucket", name, { region });
        const copied = made("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "copied", {
            region: "eu-west-1",
            bucket: "a",
            rules: [{ destination: { bucket: "arn:aws:s3:::b" } }],
        });
        const { coverage } = judgeState(stateOf(bucket("a", "eu-west-1"), bucket("b", "us-east-1"), copied), { cells });
        assert.deepEqual([coverage.proven, coverage.violated], [1, 1]);
    });

    it("proves nothing without cells", () => {
        const { coverage } = judgeState(stateOf(key, table("home")));
        assert.deepEqual(coverage, { keeping: 2, proven: 0, violated: 0, undetermined: 2, unmapped: {}, disabled: [] });
    });
});
