import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { locksOf } from "../../cli/local/state";
import { endOrphans, findOrphans } from "../../cli/local/orphans";
import { getTool, isCached, localTools, progressOn } from "../../tools";
import { cacheDirectory } from "../../tools/cache";
import { until } from "../support/until";
import { scratchProject, stackFile } from "./scratch";

describe("a local stack, through the real engine", function () {
    this.timeout(120_000);
    const scratch = scratchProject("local");
    const meridian = join(scratch.root, ".meridian");
    const home = join(scratch.root, "home");
    const cache = join(scratch.root, "cache");
    const linked: string[] = [];
    const started: ReturnType<typeof spawn>[] = [];

    before(async function () {
        // The first time, the engine is built.
        this.timeout(20 * 60_000);
        mkdirSync(cache);
        for (const name of localTools) {
            if (!isCached(await getTool(name, progressOn()))) continue;
            symlinkSync(join(cacheDirectory(), name), join(cache, name));
            linked.push(name);
        }
    });
    after(async () => {
        for (const child of started) child.kill("SIGKILL");
        await endOrphans(join(meridian, "home"));
        scratch.remove();
    });

    /**
     * Runs in a home of its own, so that every file written there is seen, and with a cache that has the tools of a local stack and no
     * other, so that every other download is seen, however full the real cache is.
     */
    function start(program: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}) {
        const child = spawn(program, args, {
            cwd: scratch.root,
            env: { ...process.env, MERIDIAN_CACHE: cache, HOME: home, ...extra },
        });
        started.push(child);
        const text = { output: "", errors: "" };
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.output += chunk));
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.errors += chunk));
        const ended = once(child, "close").then(([exitCode]) => ({ exitCode: exitCode as number, ...text }));
        return { child, ended };
    }
    const command = (...args: string[]) =>
        start(process.execPath, [join(__dirname, "main.cjs"), scratch.root, ...args]);
    const written = (directory: string) => (existsSync(directory) ? readdirSync(directory, { recursive: true }) : []);
    const committed = () => readFileSync(join(scratch.root, "stacks", "Pulumi.local.yaml"), "utf8");
    const state = () => readFileSync(join(meridian, "state", ".pulumi", "stacks", "scratch", "local.json"), "utf8");
    /** Until a creation is under way, also where the machine has other work: engine, program and provider start before. */
    const begun = () => until("the creation is begun", () => state().includes('"pending_operations"'), 60_000);

    it("comes up from nothing, and ends with the table", async () => {
        const { exitCode, output, errors } = await command("up").ended;
        assert.equal(exitCode, 0, output + errors);
        assert.match(
            output,
            /^eu {4}https:\/\/eu\.example\.com:8443 {2}local:eu-west, local:eu-central {2}screening 1\.0\.0 \(90 %\), 2\.0\.0 \(10 %\)$/m,
        );
        assert.match(output, /^curl --cacert \.meridian\/ca\.pem --resolve eu\.example\.com:8443:127\.0\.0\.1 /m);
    });

    it("keeps what it needs to itself, and writes nothing else", () => {
        assert.equal(statSync(meridian).mode & 0o777, 0o700);
        assert.equal(statSync(join(meridian, "passphrase")).mode & 0o777, 0o600);
        assert.deepEqual(written(home), [], "something was written below the user's home");
        assert.deepEqual(readdirSync(cache).sort(), linked.sort(), "another tool was installed");
        assert.deepEqual(readdirSync(join(scratch.root, "stacks")).sort(), ["Pulumi.local.yaml", "index.ts"]);
        assert.equal(committed(), stackFile(0), "the committed stack file was changed");
        assert.doesNotMatch(state(), /a secret of the stack/);
    });

    it("changes nothing the second time, and prints the table as JSON alone", async () => {
        const { exitCode, output, errors } = await command("up", "--json").ended;
        assert.equal(exitCode, 0, errors);
        assert.match(errors, /2 unchanged/);
        const { cells } = JSON.parse(output) as { cells: { name: string }[] };
        assert.deepEqual(
            cells.map(({ name }) => name),
            ["eu"],
        );
    });

    it("is the same to plain pulumi in the environment that env prints, whatever the shell had before", async () => {
        const { output: exports, exitCode, errors } = await command("env").ended;
        assert.equal(exitCode, 0, errors);
        const others = join(scratch.root, "others");
        mkdirSync(others);
        writeFileSync(join(others, "pulumi"), "#!/bin/sh\necho another pulumi >&2\nexit 9\n", { mode: 0o755 });
        const shell = {
            PATH: `${others}:${process.env.PATH ?? ""}`,
            PULUMI_HOME: join(scratch.root, "another home"),
            PULUMI_BACKEND_URL: "file:///nowhere",
            PULUMI_CONFIG_PASSPHRASE: "another one",
        };
        const script = `${exports}\npulumi up --yes --non-interactive --skip-preview -s local && pulumi stack output -s local secret --show-secrets`;
        const plain = await start("/bin/sh", ["-c", script], shell).ended;
        assert.equal(plain.exitCode, 0, plain.output + plain.errors);
        assert.match(plain.output, /2 unchanged/);
        assert.match(plain.output, /a secret of the stack/);
        await until("the stack file is put back", () => committed() === stackFile(0));
        assert.deepEqual([written(home), written(shell.PULUMI_HOME)], [[], []]);
    });

    it("heals after the engine was killed in the middle of a creation", async () => {
        scratch.config(60);
        const killed = command("up");
        const locks = () => locksOf(join(meridian, "state"), "local");
        await begun();
        await until("the engine holds a lock", () => locks().length === 1);

        const refused = await command("up").ended;
        const [lock] = locks();
        assert.equal(refused.exitCode, 1);
        assert.ok(refused.errors.includes(`stack local is being updated by process ${lock!.pid}`), refused.errors);

        process.kill(lock!.pid, "SIGKILL");
        assert.notEqual((await killed.ended).exitCode, 0);
        const orphans = () => findOrphans(join(meridian, "home"));
        await until("the engine's children end with it", async () => (await orphans()).length === 0);

        scratch.config(0);
        const healed = await command("up").ended;
        assert.equal(healed.exitCode, 0, healed.errors);
        assert.match(healed.errors, new RegExp(`cleared the lock of process ${lock!.pid}`));
        assert.deepEqual(locks(), []);
        assert.doesNotMatch(state(), /"pending_operations"/);
        assert.equal(committed(), stackFile(0));
    });

    it("heals after the command was killed, which leaves its engine going", async () => {
        scratch.config(61);
        const killed = command("up");
        await begun();
        const [lock] = locksOf(join(meridian, "state"), "local");
        killed.child.kill("SIGKILL");

        scratch.config(0);
        const healed = await command("up").ended;
        assert.equal(healed.exitCode, 0, healed.errors);
        // It ends by itself at its next line of output, which has no reader any more: on a slow machine before it is found.
        const found = `ended process ${lock!.pid}, left by a killed run|cleared the lock of process ${lock!.pid}`;
        assert.match(healed.errors, new RegExp(found));
        assert.doesNotMatch(state(), /"pending_operations"/);
    });

    it("ends in good order on an interrupt, which is passed on once", async () => {
        // Long enough to be seen and interrupted, on a busy machine too.
        scratch.config(15);
        const interrupted = command("up");
        await begun();
        interrupted.child.kill("SIGINT");
        interrupted.child.kill("SIGINT");
        const { exitCode, output, errors } = await interrupted.ended;
        assert.equal(exitCode, 130);
        assert.match(output + errors, /canceled|cancelled|interrupt/i);
        assert.deepEqual(locksOf(join(meridian, "state"), "local"), []);
        await until("no process is left", async () => (await findOrphans(join(meridian, "home"))).length === 0);
        scratch.config(0);
    });

    it("goes down and leaves what a cell's store has kept, and its audit trail, says where, and takes it up again", async () => {
        // What a store that isn't ephemeral leaves behind, as its own tests see.
        const kept = join(meridian, "stacks", "local", "cells", "eu.example.com", "store");
        const audit = join(kept, "..", "eu-west", "audit");
        for (const directory of [join(kept, "eu-west", "data"), audit]) mkdirSync(directory, { recursive: true });
        const { exitCode, output, errors } = await command("down").ended;
        assert.equal(exitCode, 0, output + errors);
        assert.ok(errors.includes(`what it has kept is in ${kept}, ${audit};`), errors);
        assert.ok(existsSync(join(kept, "eu-west", "data")));
        assert.equal((await command("up").ended).exitCode, 0);
        rmSync(join(meridian, "stacks"), { recursive: true });
    });

    it("goes down without a trace", async () => {
        const { exitCode, output, errors } = await command("down").ended;
        assert.equal(exitCode, 0, output + errors);
        assert.ok(!existsSync(meridian));
        assert.equal(committed(), stackFile(0));
        const again = await command("down").ended;
        assert.equal(again.exitCode, 0);
        assert.match(again.errors, /there is no stack local/);
    });
});
