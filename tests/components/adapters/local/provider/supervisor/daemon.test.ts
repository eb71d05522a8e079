import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { SupervisorClient } from "../../../../../../components/adapters/local/provider/supervisor/client";
import { Supervisor } from "../../../../../../components/adapters/local/provider/supervisor/daemon";
import type { Program } from "../../../../../../components/adapters/local/provider/supervisor/program";
import { getTool } from "../../../../../../tools";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE } from "../../../../../../tools/processes";
import { until } from "../../../../../support/until";
import { emptyRoot } from "../root";

describe("the supervisor of a local stack", function () {
    this.timeout(30_000);
    const root = emptyRoot();
    let supervisor: Supervisor;
    before(async () => {
        await getTool("supervisord");
    });
    beforeEach(() => {
        supervisor = new Supervisor(root.path);
    });
    afterEach(async () => {
        await endProcesses(await running());
    });

    const running = () => processesWithEnvironment(RUNTIME_VARIABLE, root.path);
    const program = (name: string, seconds = 1000): Program => ({
        name,
        command: ["/bin/sleep", `${seconds}`],
        environment: { NAME: name },
        log: `logs/${name}.log`,
    });
    const file = (name: string) => path.join(root.path, name);
    const client = () => new SupervisorClient(file("supervisor.sock"));
    const pidOf = async (name: string) => (await client().programs()).find(program => program.name === name)?.pid;
    const supervisord = () => Number(readFileSync(file("supervisord.pid"), "utf8"));
    /** supervisord with its programs, as they run and not as it says. */
    const awaitProcesses = (count: number) =>
        until(`${count} processes run`, async () => (await running()).length === count);

    it("starts with the first program and ends with the last, and leaves nothing", async () => {
        await supervisor.run(program("a"));
        await supervisor.run(program("b"));
        await awaitProcesses(3);
        assert.equal(statSync(file("supervisor.sock")).mode & 0o777, 0o600);
        await supervisor.end("a");
        await awaitProcesses(2);
        assert.equal(await supervisor.inspect(program("b")), "running");
        await supervisor.end("b");
        assert.deepEqual(await running(), []);
        assert.ok(!existsSync(file("supervisord.conf")) && !existsSync(file("programs")));
        await supervisor.end("b");
    });

    it("is one, however many programs are started at once", async () => {
        const programs = ["a", "b", "c", "d"].map(name => program(name));
        await Promise.all(programs.map(program => supervisor.run(program)));
        await awaitProcesses(5);
    });

    it("leaves a program alone that runs as described, and restarts it when that changes", async () => {
        await supervisor.run(program("a"));
        await supervisor.run(program("b"));
        const [a, b] = [await pidOf("a"), await pidOf("b")];
        await supervisor.run(program("a"));
        assert.equal(await pidOf("a"), a);
        assert.equal(await supervisor.inspect(program("a", 2000)), "changed");
        await supervisor.run(program("a", 2000));
        assert.notEqual(await pidOf("a"), a);
        assert.equal(await pidOf("b"), b);
        await awaitProcesses(3);
    });

    it("says what is wrong with a program, and puts it right", async () => {
        const a = program("a");
        assert.equal(await supervisor.inspect(a), "changed");
        await supervisor.run(a);
        await client().stop("a");
        assert.equal(await supervisor.inspect(a), "stopped");
        await client().remove("a");
        assert.equal(await supervisor.inspect(a), "absent");
        await supervisor.run(a);
        assert.equal(await supervisor.inspect(a), "running");
    });

    /** Kills supervisord, and returns the pids of a and b, which go on. */
    async function killed(): Promise<readonly [a: number, b: number]> {
        await supervisor.run(program("a"));
        await supervisor.run(program("b"));
        await awaitProcesses(3);
        const pids = [(await pidOf("a"))!, (await pidOf("b"))!] as const;
        process.kill(supervisord(), "SIGKILL");
        await until("it is gone", async () => (await running()).length === 2);
        assert.equal(await supervisor.inspect(program("a")), "without supervisor");
        return pids;
    }
    const isRunning = async (sought: number) => (await running()).some(({ pid }) => pid === sought);

    it("that was killed is started again, and each program in its own turn: until then it goes on", async () => {
        const [a, b] = await killed();
        await supervisor.run(program("a"));
        assert.ok(!(await isRunning(a)));
        assert.ok(await isRunning(b));
        assert.equal(await supervisor.inspect(program("b")), "changed");
        await supervisor.run(program("b"));
        assert.ok(!(await isRunning(b)));
        await awaitProcesses(3);
        assert.ok(!existsSync(file("strays")));
    });

    it("that was killed twice doubles no program", async () => {
        await killed();
        await supervisor.run(program("a"));
        await awaitProcesses(3);
        process.kill(supervisord(), "SIGKILL");
        await until("it is gone", async () => (await running()).length === 2);
        await supervisor.run(program("b"));
        await supervisor.run(program("a"));
        await awaitProcesses(3);
    });

    it("that was killed starts at once what has ended meanwhile", async () => {
        const [, b] = await killed();
        process.kill(b, "SIGKILL");
        await until("b has ended", async () => !(await isRunning(b)));
        await supervisor.run(program("a"));
        await awaitProcesses(3);
        assert.equal(await supervisor.inspect(program("b")), "running");
    });

    it("that was killed leaves nothing when its programs are to end", async () => {
        const [a] = await killed();
        await supervisor.run(program("b"));
        await supervisor.end("a");
        assert.ok(!(await isRunning(a)));
        await supervisor.end("b");
        assert.deepEqual(await running(), []);
        assert.ok(!existsSync(file("strays")));
    });

    it("is started also where a program's section was damaged, which alone would keep it from that", async () => {
        await supervisor.run(program("a"));
        await supervisor.run(program("b"));
        await awaitProcesses(3);
        process.kill(supervisord(), "SIGKILL");
        writeFileSync(file("programs/b.conf"), "no section\n");
        await supervisor.run(program("a"));
        assert.equal(await supervisor.inspect(program("b")), "changed");
        await supervisor.run(program("b"));
        await awaitProcesses(3);
    });

    it("gives programs no variable of the engine's, whose secrets must not outlive it", async () => {
        process.env.MERIDIAN_TEST_SECRET = "hunter2";
        try {
            await supervisor.run(program("a"));
        } finally {
            delete process.env.MERIDIAN_TEST_SECRET;
        }
        const pid = await pidOf("a");
        await until("it has its own variables", async () =>
            (await processesWithEnvironment("NAME", "a")).some(marked => marked.pid === pid),
        );
        assert.deepEqual(await processesWithEnvironment("MERIDIAN_TEST_SECRET", "hunter2"), []);
    });
});
