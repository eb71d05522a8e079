import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { identify, isAlive, startDate, startTime } from "../../tools/process-identity";

describe("a process's identity", () => {
    it("stays the same while the process lives, and ends with it", async () => {
        const child = spawn("sleep", ["60"]);
        try {
            await once(child, "spawn");
            const identity = identify(child.pid!);
            assert.ok(identity);
            assert.ok(isAlive(identity));
            assert.deepEqual(identify(child.pid!), identity);
            child.kill("SIGKILL");
            await once(child, "exit");
            assert.ok(!isAlive(identity));
            assert.equal(startTime(child.pid!), undefined);
        } finally {
            child.kill("SIGKILL");
        }
    });

    it("differs from that of another process with the same pid", () => {
        assert.ok(!isAlive({ pid: process.pid, startedAt: "earlier" }));
    });

    it("tells the time of the start by the wall clock", async () => {
        // Between two looks at the clock, since a start may take long; good to a second.
        const before = Date.now() - 1_000;
        const child = spawn("sleep", ["60"]);
        try {
            await once(child, "spawn");
            const after = Date.now() + 1_000;
            const started = startDate(child.pid!)?.getTime() ?? 0;
            assert.ok(before <= started && started <= after, `${before} ≤ ${started} ≤ ${after}`);
        } finally {
            child.kill("SIGKILL");
        }
    });
});
