import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";

import { heal } from "../../cli/local/heal";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE } from "../../tools/processes";
import { CellClient } from "../support/client";
import { LocalStack } from "../support/local-stack";
import { stackConfig } from "../support/stack-config";
import { interruptedAfter } from "./interrupted";
import { moments } from "./moments";
import { pidsOfAll } from "./running";
import { planned } from "./steps";

const kills = moments(10, 20_261_125);

describe("a first update that does not come to its end", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let wholeMs: number;
    let programs: string[];

    before(async () => {
        // Two regions of one cell and one of another: all kinds of things and all the ways between them, at less cost.
        stack = await LocalStack.prepare(stackConfig({ us: ["local:us-east"] }));
        const begun = performance.now();
        await stack.up();
        wholeMs = performance.now() - begun;
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

    it(`heals by the next one, killed at any of ${kills.length} random moments`, async () => {
        const struck: string[] = [];
        for (const [i, moment] of kills.entries()) {
            await startOver();
            const ms = Math.round(moment * wholeMs);
            // A kill of the engine alone, or of all that it has started in its group.
            const { ended } = await interruptedAfter(stack, ms, "SIGKILL", i % 2 === 0);
            struck.push(`${ms} ms${ended ? " (was over)" : ""}`);
            await heal(stack.engine).catch((error: unknown) => {
                throw new Error(`killed after ${ms} ms, it does not heal`, { cause: error });
            });
            await stack.up();
            await isWhole();
        }
        console.log(`      killed after ${struck.join(", ")}, where a whole update takes ${Math.round(wholeMs)} ms`);
        assert.deepEqual(await planned(stack), {});
    });

    it("needs no healing after a ^C: the next one goes on", async () => {
        await startOver();
        const { code } = await interruptedAfter(stack, wholeMs / 2, "SIGINT", false);
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
