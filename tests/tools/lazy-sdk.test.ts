import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { transformSync } from "esbuild";

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

    it("loads the Automation API and the exporter of traces when something of them is used", () => {
        const loads = `
            const loaded = name => Object.keys(require.cache).some(file => file.includes(name));
            const names = ["/automation/", "exporter-zipkin"];
            const pulumi = require("@pulumi/pulumi");
            const tracing = require("@pulumi/pulumi/cmd/run/tracing");
            const before = names.map(loaded);
            const made = typeof pulumi.automation.LocalWorkspace.createStack;
            tracing.start("http://127.0.0.1:9/api/v2/spans");
            console.log(JSON.stringify([before, made, names.map(loaded)]));
            process.exit();`;
        assert.deepEqual(printed(loads), [[false, false], "function", [true, true]]);
    });

    it("attaches a debugger when a function is first turned into text, which then finds where each is", () => {
        const attaches = `
            const { Session } = require("node:inspector");
            let sessions = 0;
            const connect = Session.prototype.connect;
            Session.prototype.connect = function () { sessions++; return connect.call(this); };
            const pulumi = require("@pulumi/pulumi");
            const { getFunctionLocationAsync } = require("@pulumi/pulumi/runtime/closure/v8");
            // As the SDK does before it runs a program.
            require("@pulumi/pulumi/runtime/closure/v8Hooks").isInitializedAsync().then(async () => {
                const before = sessions;
                const { file } = await getFunctionLocationAsync(pulumi.all);
                console.log(JSON.stringify([before, sessions, /pulumi.output[.]js$/.test(file)]));
            });`;
        assert.deepEqual(printed(attaches), [0, 1, true]);
    });

    describe("of a stack", () => {
        let folder: string;
        beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "meridian-lazy-"))));
        afterEach(() => {
            rmSync(folder, { recursive: true });
        });
        /** The first position of an error in a program, which esbuild has compiled from TypeScript. */
        const positionIn = (sourcemap: boolean) => {
            const source = "interface Nothing {}\n\nexport const where = () => new Error('here').stack;\n";
            const { code } = transformSync(source, {
                loader: "ts",
                format: "cjs",
                sourcefile: path.join(folder, "program.ts"),
                ...(sourcemap && { sourcemap: "inline" as const }),
            });
            writeFileSync(path.join(folder, "program.js"), code);
            const program = `
                require("@pulumi/pulumi");
                // As the SDK does before it runs a program.
                const sdk = require.cache[require.resolve("@pulumi/pulumi")];
                require("node:module")._load("source-map-support/register", sdk, false);
                console.log(JSON.stringify(require("${folder}/program.js").where().split("\\n")));`;
            const [first, second = ""] = printed(program) as string[];
            return [first, second.trim().replace(folder, "")];
        };

        it("gives positions in the sources of a program with source maps", () => {
            const [first, second] = positionIn(true);
            assert.equal(first, "Error: here");
            assert.match(second!, /^at .*where \(\/program\.ts:3:28\)$/);
        });

        it("gives positions in the program where it has no source maps", () => {
            const [first, second] = positionIn(false);
            assert.equal(first, "Error: here");
            assert.match(second!, /^at .*where \(\/program\.js:\d+:\d+\)$/);
        });
    });
});
