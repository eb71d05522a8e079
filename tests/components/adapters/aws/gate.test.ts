import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { gateCommand } from "../../../../components/gate/packed";
import { platformGate } from "../../../../components/gate/platform";
import { planConfig } from "../../../../components/plan/plan";
import type { ServingPlan } from "../../../../components/plan/serving/serving";
import { getTool } from "../../../../tools";
import { repositoryConfig, repositoryLock } from "../../../support/repository-stack";

/** What a stack of the repository serves, by region. */
function servingsOf(stack: string): readonly ServingPlan[] {
    const { plan } = planConfig(repositoryConfig(stack), { lock: repositoryLock() });
    return plan.cells.flatMap(({ servings }) => servings);
}

describe("the command of a gate on ECS", function () {
    this.timeout(60_000);

    for (const stack of ["aws", "aws-one-region"]) {
        it(`unpacks what the gates of the stack ${stack} are told, which the real Envoy takes`, async () => {
            const [shell, ...command] = gateCommand("GATE", `${await getTool("envoy")} --mode validate`);
            for (const serving of servingsOf(stack)) {
                const env = { ...process.env, GATE: platformGate(serving), GATE_KEY: "a", SUBJECT_KEY: "b" };
                const { stdout } = await promisify(execFile)(shell, command, { env });
                assert.match(stdout, /OK/, serving.region);
            }
        });
    }

    it("is told as much in less than a third of a task definition", () => {
        for (const serving of servingsOf("aws")) assert.ok(platformGate(serving).length < (64 * 1024) / 3);
    });
});
