import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openEngine } from "../../cli/engine";
import { until } from "../support/until";

describe("the engine of a project", () => {
    let project = "";
    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "meridian-engine-"));
        mkdirSync(join(project, "stacks"));
        writeFileSync(join(project, "Pulumi.yaml"), "name: scratch\nstackConfigDir: stacks\n");
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });

    /** A fake engine: a shell script. */
    function engineThat(does: string) {
        const program = join(project, "pulumi");
        writeFileSync(program, `#!/bin/sh\n${does}\n`);
        chmodSync(program, 0o755);
        return openEngine(project, "local", program);
    }

    it("returns standard output of a command that succeeds", async () => {
        assert.equal(await engineThat("echo done").ask(["stack", "ls"]), "done\n");
    });

    it("rejects with the command and its standard error when the command fails", async () => {
        const engine = engineThat("echo half; echo 'no such stack' >&2; exit 255");
        await assert.rejects(engine.ask(["stack", "ls"]), new Error("pulumi stack ls failed: no such stack"));
    });

    it("rejects with standard output when standard error is empty", async () => {
        await assert.rejects(engineThat("echo half; exit 1").ask(["up"]), new Error("pulumi up failed: half"));
    });

    it("returns the exit code of a run without rejecting", async () => {
        const { exitCode, errors, output } = await engineThat("echo half; echo wrong >&2; exit 3").run(["up"], {
            output: "capture",
        });
        assert.deepEqual([exitCode, output, errors], [3, "half\n", "wrong\n"]);
    });

    it("has no exit code of success where it was killed", async () => {
        const { exitCode } = await engineThat("kill -9 $$").run(["up"], { output: "capture" });
        assert.notEqual(exitCode, 0);
    });

    it("passes a signal on, and starts nothing after it", async () => {
        const begun = join(project, "begun");
        const engine = engineThat(`trap 'exit 7' TERM; touch ${begun}; while :; do sleep 0.05; done`);
        const running = engine.run(["up"], { output: "capture" });
        await until("it runs", () => existsSync(begun));
        engine.signal("SIGTERM");
        assert.equal((await running).exitCode, 7);
        await assert.rejects(engine.ask(["up"]), /interrupted/);
    });
});
