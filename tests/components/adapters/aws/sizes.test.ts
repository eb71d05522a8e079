import assert from "node:assert/strict";

import { retentionFor } from "../../../../components/adapters/aws/landing-zone/logs";
import { taskShare, taskSize } from "../../../../components/adapters/aws/regional-serving/sizes";
import { scheduleOf } from "../../../../components/adapters/aws/replicated-store/backup";

describe("a task of Fargate", () => {
    it("is the smallest that has what is asked", () => {
        const sizes = [
            [undefined, undefined],
            [0.25, 0.5],
            [1, 2],
            [1, 2.5],
            [2, 4],
            [0.25, 3],
            [16, 120],
            [9, 20],
        ] as const;
        assert.deepEqual(
            sizes.map(([cpu, memory]) => Object.values(taskSize(cpu, memory)).join(" ")),
            ["1024 2048", "256 512", "1024 2048", "1024 3072", "2048 4096", "512 3072", "16384 122880", "16384 32768"],
        );
    });
});

describe("a task on a machine with GPUs", () => {
    it("has its part of the cheapest machine that its region offers", () => {
        const typeIn = (region: string) => taskShare({ gpu: { count: 1 } }, region).type;
        assert.deepEqual(["eu-west-1", "ap-southeast-3", "eu-central-2", "us-east-1"].map(typeIn), [
            "g4dn.xlarge",
            "g5.xlarge",
            "g6.xlarge",
            "g4dn.xlarge",
        ]);
    });
});

describe("logs of CloudWatch", () => {
    it("are kept for the next time that it knows, and never shorter than is asked", () => {
        assert.deepEqual([1, 90, 91, 2190, 3653, 9999].map(retentionFor), [1, 90, 120, 2192, 3653, 0]);
    });
});

describe("a schedule of AWS Backup", () => {
    it("is at full hours of a day, or at three o'clock of every so many days", () => {
        assert.deepEqual([1, 6, 24, 36, 168].map(scheduleOf), [
            "cron(0 0/1 * * ? *)",
            "cron(0 0/6 * * ? *)",
            "cron(0 3 1/1 * ? *)",
            "cron(0 3 1/1 * ? *)",
            "cron(0 3 1/7 * ? *)",
        ]);
    });
});
