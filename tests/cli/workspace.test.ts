import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs, {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    statSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { environmentOf } from "../../cli/engine";
import { prepareWorkspace, workspaceOf } from "../../cli/workspace";
import { withTypeScript } from "../support/typescript";

describe("a project's workspace", () => {
    let project = "";
    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "meridian-workspace-"));
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });
    const stackFile = () => join(project, "stacks", "Pulumi.local.yaml");
    const writeStack = (text: string) => {
        mkdirSync(join(project, "stacks"), { recursive: true });
        writeFileSync(join(project, "Pulumi.yaml"), "name: scratch\nstackConfigDir: stacks\n");
        writeFileSync(stackFile(), text);
    };

    it("never points outside the project, whatever the user's environment says", () => {
        const workspace = prepareWorkspace(project, "local", "/opt/pulumi/bin/pulumi");
        const env = environmentOf(workspace, {
            PATH: "/usr/bin:/bin",
            PULUMI_HOME: "/home/me/.pulumi",
            PULUMI_BACKEND_URL: "s3://ours",
            PULUMI_CONFIG_PASSPHRASE: "mine",
        });
        assert.equal(env.PULUMI_HOME, join(project, ".meridian", "home"));
        assert.equal(env.PULUMI_BACKEND_URL, `file://${join(project, ".meridian", "state")}?metadata=skip`);
        assert.equal(env.PULUMI_CONFIG_PASSPHRASE_FILE, join(project, ".meridian", "passphrase"));
        assert.ok(!("PULUMI_CONFIG_PASSPHRASE" in env));
        assert.equal(env.PATH, `${join(project, ".meridian", "bin")}:/usr/bin:/bin`);
    });

    it("is for its owner only, and keeps the passphrase it once made", () => {
        const workspace = prepareWorkspace(project, "local", "/opt/pulumi/bin/pulumi");
        const passphrase = () => readFileSync(join(workspace.directory, "passphrase"), "utf8");
        const first = passphrase();
        assert.ok(first.trim().length >= 32);
        assert.equal(statSync(workspace.directory).mode & 0o777, 0o700);
        assert.equal(statSync(join(workspace.directory, "passphrase")).mode & 0o777, 0o600);
        prepareWorkspace(project, "local", "/opt/pulumi/bin/pulumi");
        assert.equal(passphrase(), first);
    });

    it("keeps the passphrase of another first run, which may have used it by then", () => {
        const passphrase = () => readFileSync(join(project, ".meridian", "passphrase"), "utf8");
        const write = mock.method(fs, "writeFileSync", (...args: Parameters<typeof writeFileSync>) => {
            // The other run comes between this one's look and its writing.
            write.mock.restore();
            prepareWorkspace(project, "local", "/opt/pulumi/bin/pulumi");
            others = passphrase();
            writeFileSync(...args);
        });
        let others = "";
        prepareWorkspace(project, "local", "/opt/pulumi/bin/pulumi");
        assert.notEqual(others, "");
        assert.equal(passphrase(), others);
    });

    it("is prepared by many at once, who leave nothing of theirs behind", async () => {
        writeStack("config:\n  scratch:seconds: 0\n");
        const script = `
            const { prepareWorkspace } = require(${JSON.stringify(join(__dirname, "../../cli/workspace"))});
            process.stdin.once("data", () => {
                for (let i = 0; i < 300; i++) prepareWorkspace(${JSON.stringify(project)}, "local", "/opt/pulumi/bin/pulumi");
                process.exit();
            });
            console.log("ready");`;
        const runs = [1, 2].map(() =>
            spawn(process.execPath, [...withTypeScript, "-e", script], { stdio: ["pipe", "pipe", "inherit"] }),
        );
        await Promise.all(runs.map(({ stdout }) => once(stdout, "data")));
        for (const { stdin } of runs) stdin.write("go\n");
        const codes = await Promise.all(runs.map(async run => (await once(run, "exit"))[0] as number));
        assert.deepEqual(codes, [0, 0]);
        assert.deepEqual(readdirSync(join(project, ".meridian", "bin")), ["pulumi"]);
        assert.deepEqual(readdirSync(join(project, ".meridian")).sort(), ["bin", "home", "passphrase", "state"]);
    });

    it("writes nothing by being named", () => {
        workspaceOf(project, "local", "/opt/pulumi/bin/pulumi");
        assert.ok(!existsSync(join(project, ".meridian")));
    });

    it("takes away locks that an engine could not write in full, and no other", () => {
        const locks = join(project, ".meridian/state/.pulumi/locks/organization/scratch/local");
        mkdirSync(locks, { recursive: true });
        const old = new Date(Date.now() - 60_000);
        for (const [name, text, isOld] of [
            ["whole.json", "{}", true],
            ["empty.json", "", true],
            ["half.json.18ec.tmp", '{"pid"', true],
            ["being-written.json.18ed.tmp", "", false],
        ] as const) {
            writeFileSync(join(locks, name), text);
            if (isOld) utimesSync(join(locks, name), old, old);
        }
        prepareWorkspace(project, "local", "/opt/pulumi/bin/pulumi");
        assert.deepEqual(readdirSync(locks).sort(), ["being-written.json.18ed.tmp", "whole.json"]);
    });

    it("takes a salt out of the stack's file that a run has left there", () => {
        writeStack("config:\n  scratch:seconds: 0\nencryptionsalt: v1:abc\n");
        prepareWorkspace(project, "local", "/opt/pulumi/bin/pulumi");
        assert.equal(readFileSync(stackFile(), "utf8"), "config:\n  scratch:seconds: 0\n");
    });

    it("leaves the salt in a file with encrypted values, which could not be read without", () => {
        const text = "config:\n  scratch:token:\n    secure: v1:def\nencryptionsalt: v1:abc\n";
        writeStack(text);
        prepareWorkspace(project, "local", "/opt/pulumi/bin/pulumi");
        assert.equal(readFileSync(stackFile(), "utf8"), text);
    });
});
