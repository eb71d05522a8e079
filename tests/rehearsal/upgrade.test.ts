import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { planned, type Steps, updated } from "../engine/steps";
import { keepState, keepUrns, recordedState, recordedUrns, urnsIn } from "./recorded";
import { Rehearsal } from "./rehearsal";

/**
 * What an update does to a stack `aws` that the recorded version has made. Whoever changes what is made adds it here, and to the
 * changelog; what a URN is called, or what holds data, never changes without a way for those who have it.
 *
 * With a release, its state is recorded in place of the one before (`UPDATE_RECORDED=1 npx mocha tests/rehearsal/upgrade.test.ts`), and
 * this is empty again.
 */
const gates = ["eu-eu-central-1", "eu-eu-west-1", "us-us-east-1", "us-us-west-2"].map(
    region => `screening-${region}-gate`,
);
// What gates answer to paths that are none, and what they log of paths, is their configuration: a task definition has it, and is replaced.
const changesSinceRecorded: Steps = { replace: gates, update: gates };

const stack = "aws";
const isUpdate = process.env.UPDATE_RECORDED === "1";

describe("the stack aws of those who have it", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        const config = readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`), "utf8");
        rehearsal = await Rehearsal.prepare(stack, config);
        if (isUpdate) {
            await rehearsal.up();
            const state = await rehearsal.state({ secrets: true });
            keepState(stack, state);
            keepUrns(stack, urnsIn(state));
        }
        await rehearsal.restore(recordedState(stack));
    });
    after(() => rehearsal.dispose());

    it("is updated by what is said here, and by nothing else", async () => {
        assert.deepEqual(await planned(rehearsal), changesSinceRecorded);
        await rehearsal.up();
        assert.deepEqual(await updated(rehearsal), {});
    });

    it("has the URNs that were recorded", async () => {
        assert.deepEqual(urnsIn(await rehearsal.state()), recordedUrns(stack));
    });
});
