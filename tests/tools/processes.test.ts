import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { identify } from "../../tools/process-identity";
import { endProcesses, processesWithEnvironment, runningProcesses, variableOf } from "../../tools/processes";

describe("running processes", () => {
    const started: ChildProcess[] = [];
    afterEach(() => {
        for (const child of started.splice(0)) child.kill("SIGKILL");
    });

    async function start(env: NodeJS.ProcessEnv = {}, script = "echo up; while :; do sleep 1; done") {
        const child = spawn("/bin/sh", ["-c", script], {
            env: { PATH: process.env.PATH, ...env },
            stdio: ["ignore", "pipe", "inherit"],
        });
        started.push(child);
        await once(child.stdout, "data");
        return child;
    }
    const pids = (processes: { pid: number }[]) => processes.map(({ pid }) => pid);

    it("are seen with their parents and arguments", async () => {
        const child = await start();
        const seen = (await runningProcesses()).find(({ pid }) => pid === child.pid);
        assert.equal(seen?.parent, process.pid);
        assert.deepEqual(seen.argv.slice(0, 2), ["/bin/sh", "-c"]);
        assert.equal(seen.startedAt, identify(child.pid!)?.startedAt);
    });

    it("do not include the process that looks, which would end itself", async () => {
        const own = await variableOf(process.pid, "PATH");
        assert.ok(own !== undefined);
        const found = pids(await processesWithEnvironment("PATH", own));
        assert.ok(!found.includes(process.pid));
    });

    it("are distinguished by a variable's whole value, in any script", async () => {
        const mark = `/home/josé/${process.pid}/my stacks`;
        const marked = await start({ MERIDIAN_TEST: mark });
        await start({ MERIDIAN_TEST: `${mark}/local` });
        await start({ NOT_MERIDIAN_TEST: mark });
        const found = pids(await processesWithEnvironment("MERIDIAN_TEST", mark));
        // The shell's own `sleep` carries the mark too.
        assert.ok(found.includes(marked.pid!), `${found.join(", ")} without ${marked.pid}`);
        const all = await runningProcesses();
        const parents = found.filter(pid => pid !== marked.pid).map(pid => all.find(each => each.pid === pid)?.parent);
        assert.ok(parents.every(parent => parent === undefined || parent === marked.pid));
    });

    it("say what a variable was when they started, and nothing where there is none", async () => {
        const child = await start({ MERIDIAN_TEST: "a" });
        assert.equal(await variableOf(child.pid!, "MERIDIAN_TEST"), "a");
        assert.equal(await variableOf(child.pid!, "MERIDIAN"), undefined);
        assert.equal(await variableOf(2 ** 22 + 1, "MERIDIAN_TEST"), undefined);
    });

    it("are asked to end, and gone afterwards", async () => {
        const child = await start();
        const ended = once(child, "exit");
        await endProcesses([identify(child.pid!)!]);
        assert.deepEqual(await ended, [null, "SIGTERM"]);
    });

    it("are left alone where only the pid is the same", async () => {
        const child = await start();
        await endProcesses([{ pid: child.pid!, startedAt: "before" }]);
        assert.equal(child.signalCode, null);
        assert.ok(identify(child.pid!));
    });
});
