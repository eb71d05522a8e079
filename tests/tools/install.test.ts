import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installOnce } from "../../tools/install";
import { takeLock } from "../../tools/lock";
import { type Progress, silent } from "../../tools/progress";
import { withTypeScript } from "../support/typescript";
import { isolated } from "./fixture";

describe("installing", () => {
    const { directory } = isolated();
    const builders: ChildProcess[] = [];
    afterEach(() => {
        for (const builder of builders.splice(0)) builder.kill("SIGKILL");
    });

    function build(target: string, buildMs: number) {
        const script = join(__dirname, "builder.ts");
        const args = [...withTypeScript, script, target, `${buildMs}`];
        const builder = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
        builders.push(builder);
        let output = "";
        builder.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
        return { builder, output: () => output, begun: once(builder.stdout, "data"), ended: once(builder, "close") };
    }
    const entries = (parent: string) => readdirSync(parent).sort();

    it("leaves nothing half-installed when it is cut off, and the next builder clears up", async () => {
        const target = join(directory("cache"), "tool");
        const { builder, begun, ended } = build(target, 60_000);
        await begun;
        builder.kill("SIGKILL");
        await ended;
        assert.ok(!existsSync(target));
        assert.notDeepEqual(entries(directory("cache")), []);

        const next = build(target, 0);
        await next.ended;
        assert.deepEqual(entries(directory("cache")), ["tool"]);
        assert.ok(existsSync(join(target, "bin")));
    });

    it("is done once when two start at once", async () => {
        const target = join(directory("cache"), "tool");
        const both = [build(target, 1_000), build(target, 1_000)];
        await Promise.all(both.map(({ ended }) => ended));
        assert.equal(both.map(({ output }) => output()).join(""), "building\n");
        assert.deepEqual(entries(directory("cache")), ["tool"]);
    });

    it("is done by a process that waits, once the builder that it waits for is killed", async () => {
        const target = join(directory("cache"), "tool");
        const { builder, begun, ended } = build(target, 60_000);
        await begun;
        const steps: string[] = [];
        const waiting: Progress = {
            step(title, work) {
                steps.push(title);
                setImmediate(() => builder.kill("SIGKILL"));
                return work();
            },
        };
        await installOnce(
            target,
            into => {
                mkdirSync(join(into, "bin"));
                return Promise.resolve();
            },
            waiting,
        );
        await ended;
        assert.deepEqual(steps, [`waiting for process ${builder.pid}, which is getting tool`]);
        assert.deepEqual(entries(directory("cache")), ["tool"]);
        assert.ok(existsSync(join(target, "bin")));
    });

    it("keeps what another builder finished first", async () => {
        const target = join(directory("cache"), "tool");
        await installOnce(
            target,
            into => {
                writeFileSync(join(into, "by"), "the slower");
                // As when the lock was lost: the other one did not wait for it.
                mkdirSync(target);
                writeFileSync(join(target, "by"), "the faster");
                return Promise.resolve();
            },
            silent,
        );
        assert.equal(readFileSync(join(target, "by"), "utf8"), "the faster");
        assert.deepEqual(entries(directory("cache")), ["tool"]);
    });

    it("that fails leaves only its log, and names it", async () => {
        const target = join(directory("cache"), "tool");
        const failing = installOnce(
            target,
            (_into, log) => {
                writeFileSync(log, "the compiler's reason\n");
                return Promise.reject(new Error("go build ended with exit code 1"));
            },
            silent,
        );
        await assert.rejects(
            failing,
            /exit code 1; its last lines:\n {2}the compiler's reason\nall of them are in .*tool\.log$/,
        );
        assert.deepEqual(entries(directory("cache")), ["tool.log"]);
    });

    it("takes over the lock of an owner whose pid has gone to another process", () => {
        const path = join(directory("cache"), "tool.lock");
        writeFileSync(path, JSON.stringify({ pid: process.ppid, startedAt: "before this boot" }));
        const lock = takeLock(path);
        assert.ok("release" in lock);
        const second = takeLock(path);
        assert.ok("owner" in second && second.owner.pid === process.pid);
        lock.release();
        assert.ok(!existsSync(path));
    });
});
