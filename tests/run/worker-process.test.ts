import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { startTime } from "../../tools/process-identity";
import { until } from "../support/until";
import type { Order } from "./order";
import { WorkerProcess } from "./worker-process";

describe("a worker of the test runner", function () {
    this.timeout(60_000);
    let worker: WorkerProcess;
    let number = 9_000;

    beforeEach(() => {
        // One test waits for a process that never ends, and one fills the heap.
        worker = WorkerProcess.start(number++, undefined, { graceMs: 1_000, heapMiB: 256 });
    });
    afterEach(() => worker.end());

    const order = (fixture: string, verbose = false, timeoutMs = 10_000): Order => ({
        files: [path.join(packageRoot(), "tests", "fixtures", "run", `${fixture}.ts`)],
        timeoutMs,
        verbose,
    });
    const directory = () => path.join(tmpdir(), `m${process.pid}-${number - 1}`);

    it("counts tests, names those that fail, and returns their messages", async () => {
        const { passed, failed, skipped, failures, output } = await worker.run(order("passes-and-fails"), 30);
        assert.deepEqual(
            [passed, failed, skipped, failures],
            [1, 1, 1, [{ what: "a fixture fails", error: "one is not two\n\n1 !== 2" }]],
        );
        assert.match(output, /one is not two/);
        assert.ok(worker.isUsable);
    });

    it("leaves no timer when it has ended, which the run would wait for", async () => {
        const timers = () => process.getActiveResourcesInfo().filter(name => name === "Timeout").length;
        await worker.run(order("passes-and-fails"), 30);
        const before = timers();
        await worker.end();
        assert.equal(timers(), before);
    });

    it("is not used again once its heap is full", async () => {
        // It takes a second, and on a busy machine over ten.
        const { passed, failures } = await worker.run(order("fills-heap", false, 50_000), 60);
        assert.deepEqual([passed, failures], [1, []]);
        assert.ok(!worker.isUsable);
    });

    it("fails a test in which nothing handles a promise's rejection in time, after many files too", async () => {
        for (let i = 0; i < 30; i++) await worker.run(order("passes-and-fails"), 30);
        const { passed, failed, failures } = await worker.run(order("handles-a-rejection-late"), 10);
        assert.deepEqual([passed, failed, failures[0]?.error], [0, 1, "late"]);
    });

    it("shows titles where it is asked for them", async () => {
        const { output } = await worker.run(order("passes-and-fails", true), 30);
        assert.match(output, /✔ passes|✓ passes/);
    });

    it("fails a file that leaves a process running, names the process, and ends it", async () => {
        const { passed, failed, failures } = await worker.run(order("leaves-a-process"), 30);
        assert.deepEqual([passed, failed], [1, 1]);
        assert.match(failures[0]!.what, /^left process \d+ running: .*left-by-a-fixture$/);
        const pid = Number(/\d+/.exec(failures[0]!.what)![0]);
        assert.equal(startTime(pid), undefined);
    });

    it("fails a file that ends its process, and is not used again", async () => {
        const { failed, failures } = await worker.run(order("ends-its-process"), 30);
        const what = "the process ended with 7, in: a fixture ends the process that runs it";
        assert.deepEqual([failed, failures], [1, [{ what }]]);
        assert.ok(!worker.isUsable);
    });

    it("counts what had passed, and names what had failed, in files that do not end within their limit", async () => {
        const files = ["passes-and-fails", "waits"].flatMap(fixture => order(fixture).files);
        const { passed, failed, failures } = await worker.run({ ...order("waits"), files }, 5);
        assert.deepEqual([passed, failed], [1, 2]);
        assert.deepEqual(
            failures.map(({ what }) => what),
            ["a fixture fails", "did not end within 5 s, in: a fixture waits for ever"],
        );
    });

    it("fails a file that does not end within its limit", async () => {
        const { failed, failures } = await worker.run(order("waits"), 8);
        assert.deepEqual([failed, failures], [1, [{ what: "did not end within 8 s, in: a fixture waits for ever" }]]);
        assert.ok(!worker.isUsable);
    });

    it("fails a file that it can't load", async () => {
        const { failed, failures } = await worker.run({ ...order("waits"), files: ["/nowhere.test.ts"] }, 30);
        assert.deepEqual([failed, failures[0]!.what], [1, "can't load /nowhere.test.ts"]);
        assert.match(failures[0]!.error!, /Cannot find module/);
    });

    it("leaves no process and no directory where it is ended in the middle of a test", async () => {
        const running = worker.run(order("waits"), 30).catch(() => undefined);
        await until("the test waits", () => existsSync(path.join(directory(), "waiting")), 20_000);
        await worker.end();
        await running;
        assert.ok(!existsSync(directory()));
        assert.ok(!readdirSync(tmpdir()).includes(path.basename(directory())));
    });
});
