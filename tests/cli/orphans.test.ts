import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { endOrphans, findAbandonedEngines, findOrphans } from "../../cli/local/orphans";
import { STARTER } from "../../cli/engine";
import { identify } from "../../tools/process-identity";

describe("what a killed run has left", () => {
    const root = mkdtempSync(join(tmpdir(), "meridian-orphans-"));
    const home = join(root, "home");
    const started: ChildProcess[] = [];
    afterEach(async () => {
        for (const child of started.splice(0)) {
            if (child.exitCode !== null || child.signalCode !== null) continue;
            child.kill("SIGKILL");
            await once(child, "exit");
        }
    });
    after(() => {
        rmSync(root, { recursive: true, force: true });
    });

    const program = (name: string, text: string) => {
        const file = join(root, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        chmodSync(file, 0o755);
        return file;
    };
    const idle = 'process.stdout.write("up\\n"); setInterval(() => {}, 1000);';
    const script = (name: string) => program(name, idle);
    /** A process that has said that it runs. */
    async function start(command: string, args: string[], env: NodeJS.ProcessEnv = { PULUMI_HOME: home }) {
        const child = spawn(command, args, {
            env: { PATH: process.env.PATH, ...env },
            stdio: ["ignore", "pipe", "inherit"],
        });
        started.push(child);
        await once(child.stdout, "data");
        return child;
    }
    const pids = (processes: { pid: number }[]) => processes.map(({ pid }) => pid);
    const has = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

    it("is found by command line and environment, and ended", async () => {
        const children = [
            await start(process.execPath, [script("bin/pulumi-language-nodejs"), "127.0.0.1:1"]),
            await start(process.execPath, [
                "--no-warnings",
                script("node_modules/@pulumi/pulumi/cmd/run/index.js"),
                "--monitor",
                "x",
            ]),
            await start(process.execPath, [
                script("node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js"),
                "127.0.0.1:1",
            ]),
            await start("/bin/sh", [
                // It waits without a child: until a child has become another program it looks like the shell itself.
                program("bin/pulumi-resource-pulumi-nodejs", 'mkfifo "$0.pipe"; echo up; read line <"$0.pipe"'),
            ]),
        ];
        assert.deepEqual(pids(await findOrphans(home)).sort(), children.map(child => child.pid).sort());
        const ended = children.map(child => once(child, "exit"));
        assert.equal((await endOrphans(home)).length, children.length);
        await Promise.all(ended);
        assert.deepEqual(await findOrphans(home), []);
    });

    it("includes one that does not end when asked", async () => {
        const stubborn = await start(process.execPath, [
            program("bin/pulumi-language-nodejs", `process.on("SIGTERM", () => {}); ${idle}`),
        ]);
        const ended = once(stubborn, "exit");
        await endOrphans(home);
        assert.deepEqual(await ended, [null, "SIGKILL"]);
    });

    it("does not include a shell or an editor that carries the variable", async () => {
        const shell = await start("/bin/sh", ["-c", "echo up; while :; do sleep 1; done"]);
        const editor = await start(process.execPath, [script("bin/editor"), "/x/pulumi-language-nodejs"]);
        assert.deepEqual(await endOrphans(home), []);
        assert.ok(!has(shell) && !has(editor));
    });

    it("does not include the processes of another checkout's engine", async () => {
        const foreign = await start(process.execPath, [script("bin/pulumi-language-nodejs")], {
            PULUMI_HOME: `${home}-of-another`,
        });
        const unmarked = await start(process.execPath, [script("bin/pulumi-language-nodejs")], {});
        assert.deepEqual(await endOrphans(home), []);
        assert.ok(!has(foreign) && !has(unmarked));
    });

    it("does not include what a living engine has started", async () => {
        const host = script("bin/pulumi-language-nodejs");
        copyFileSync(process.execPath, join(root, "bin", "pulumi"));
        const parent = program(
            "parent.js",
            `const child = require("node:child_process").spawn(${JSON.stringify(process.execPath)}, [${JSON.stringify(host)}], { stdio: ["ignore", "inherit", "inherit"] });
            process.on("SIGTERM", () => { child.kill("SIGKILL"); process.exit(); }); setInterval(() => {}, 1000);`,
        );
        const engine = await start(join(root, "bin", "pulumi"), [parent]);
        assert.deepEqual(await findOrphans(home), []);
        const ended = once(engine, "exit");
        engine.kill();
        await ended;
    });

    it("includes an engine whose command was killed, but none that a user has started or whose command lives", async () => {
        copyFileSync(process.execPath, join(root, "bin", "pulumi"));
        const engine = (starter: object | undefined) => {
            const mark = starter === undefined ? {} : { [STARTER]: encodeURIComponent(JSON.stringify(starter)) };
            return start(join(root, "bin", "pulumi"), [script("program.js")], { PULUMI_HOME: home, ...mark });
        };
        const users = await engine(undefined);
        const commanded = await engine(identify(process.pid));
        const abandoned = await engine({ pid: process.pid, startedAt: "before" });
        assert.deepEqual(pids(await findAbandonedEngines(home)), [abandoned.pid]);
        const ended = once(abandoned, "exit");
        await endOrphans(home);
        await ended;
        assert.ok(!has(users) && !has(commanded));
    });
});
