import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";

import { heal } from "../../cli/local/heal";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE } from "../../tools/processes";
import { CellClient } from "../support/client";
import { LocalStack } from "../support/local-stack";
import { stackConfig } from "../support/stack-config";
import { interruptedAt, stepsWithin } from "./interrupted";
import { pidsOfAll } from "./running";
import { planned, type Steps, updated } from "./steps";

/** Of a first update, from its begin to its end; the benchmark `killed-up` has ten, at random. */
const kills = 3;

describe("a first update that does not come to its end", function () {
    this.timeout(600_000);
    let stack: LocalStack;
    let whole: Steps;
    let programs: string[];

    before(async () => {
        // Two regions of one cell and one of another: all kinds of things and all the ways between them, at less cost.
        stack = await LocalStack.prepare(stackConfig({ us: ["local:us-east"] }));
        whole = await updated(stack);
        programs = Object.keys(await pidsOfAll(stack)).sort();
    });
    after(async () => {
        await stack.dispose();
    });

    /** As if there had never been an update; quicker than a destroy. */
    async function startOver(): Promise<void> {
        await endProcesses(await processesWithEnvironment(RUNTIME_VARIABLE, stack.root));
        await rm(stack.root, { recursive: true, force: true });
        await rm(path.join(stack.engine.workspace.state, ".pulumi"), { recursive: true, force: true });
        await stack.engine.ask(["stack", "init", stack.name]);
    }

    async function isWhole(): Promise<void> {
        assert.deepEqual(Object.keys(await pidsOfAll(stack)).sort(), programs, "each program once");
        for (const cell of await stack.cells()) {
            const client = new CellClient(stack.project, cell);
            assert.equal((await client.ask()).status, 200);
            client.close();
        }
    }

    it(`heals by the next one, killed in any of ${kills} steps from its begin to its end`, async () => {
        for (const [i, step] of stepsWithin(whole, kills).entries()) {
            await startOver();
            // A kill of the engine alone, or of all that it has started in its group.
            const { ended } = await interruptedAt(stack, step, "SIGKILL", i % 2 === 0);
            assert.ok(!ended, `an update has ${step} steps`);
            await heal(stack.engine).catch((error: unknown) => {
                throw new Error(`killed in step ${step}, it does not heal`, { cause: error });
            });
            await stack.up();
            await isWhole();
        }
        assert.deepEqual(await planned(stack), {});
    });

    it("needs no healing after a ^C: the next one goes on", async () => {
        await startOver();
        const { code } = await interruptedAt(stack, stepsWithin(whole, 1)[0]!, "SIGINT", false);
        assert.notEqual(code, 0);
        assert.deepEqual(await heal(stack.engine), []);
        await stack.up();
        await isWhole();
        assert.deepEqual(await planned(stack), {});
    });

    it("leaves no process and no file behind once the stack is destroyed", async () => {
        const { exitCode, output, errors } = await stack.run("destroy", "--yes", "--skip-preview");
        assert.equal(exitCode, 0, errors || output);
        assert.deepEqual(await stack.processes(), []);
        assert.ok(!existsSync(stack.root), "the runtime directory is gone");
    });
});
