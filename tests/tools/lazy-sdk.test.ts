import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

const preload = path.join(packageRoot(), "tools", "pulumi", "bin", "lazy-sdk.cjs");

/** What a program prints that runs with the preload, as programs of stacks do. */
function printed(program: string, env: Record<string, string> = {}): unknown {
    const options = { cwd: packageRoot(), encoding: "utf8", env: { ...process.env, ...env }, stdio: "pipe" } as const;
    return JSON.parse(execFileSync(process.execPath, ["--require", preload, "-e", program], options));
}

describe("what a stack's program loads of the SDK", () => {
    const marks = `
        require("@pulumi/pulumi");
        const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
        const promise = Promise.resolve();
        debuggablePromise(promise, "here");
        const kept = new Error().stack.split("\\n").length > 1;
        console.log(JSON.stringify([promise._debugCtx, promise._debugStackTrace.split("\\n").length > 1, kept]));`;

    it("marks promises without stack traces, and leaves other errors theirs", () => {
        assert.deepEqual(printed(marks), ["here", false, true]);
    });

    it("marks promises with stack traces where the SDK is to print them", () => {
        assert.deepEqual(printed(marks, { PULUMI_DEBUG_PROMISE_LEAKS: "1" }), ["here", true, true]);
    });

    it("loads the TypeScript compiler when something of it is used", () => {
        const loads = `
            const compiler = () => Object.keys(require.cache).filter(file => /[\\\\/]typescript[.]js$/.test(file)).length;
            require("@pulumi/pulumi");
            const before = compiler();
            require("@pulumi/pulumi").runtime.serializeFunction(() => 1).then(() => console.log(JSON.stringify([before, compiler() > 0])));`;
        assert.deepEqual(printed(loads), [0, true]);
    });
});
