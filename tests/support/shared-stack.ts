import assert from "node:assert/strict";

import { planned } from "../engine/steps";
import { pidsOfAll } from "../engine/running";
import { atEnd } from "./at-end";
import { untilHealthy } from "./healthy";
import { LocalStack } from "./local-stack";
import { stackConfig } from "./stack-config";

let shared: Promise<LocalStack> | undefined;

/**
 * The running stack of the default config (`stackConfig()`), for test files that run in one process (`together` in tests/run/suites.ts):
 * the first of them starts it. Each file receives it as an update leaves it, with every region healthy and no process but its own;
 * it may change and break what an update with the default config repairs.
 */
export async function sharedStack(): Promise<LocalStack> {
    if (shared === undefined) {
        shared = LocalStack.prepare();
        const stack = await shared;
        atEnd(async () => {
            shared = undefined;
            await stack.dispose();
        });
    }
    const stack = await shared;
    await stack.configure(stackConfig());
    await stack.up();
    assert.deepEqual(await planned(stack), {}, "an update restores the stack");
    await pidsOfAll(stack);
    await untilHealthy(stack);
    return stack;
}
