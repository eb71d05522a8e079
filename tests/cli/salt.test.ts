import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropSalt, stackFile, stackFilePutBack } from "../../cli/salt";
import { prepareWorkspace } from "../../cli/workspace";
import { until } from "../support/until";

describe("the stack file while an engine runs", () => {
    const committed =
        "# why\nconfig:\n  scratch:seconds: 0   # none\n  scratch:cells:\n  - { name: eu }\n  scratch:list: [\n    a,\n    b,\n  ]\n";
    /** As the engine writes it. */
    const written = `# why\nconfig:\n  scratch:seconds: "0" # none\n  scratch:cells:\n    - {name: eu}\n  scratch:list: [a, b]\n`;
    const salt = "encryptionsalt: v1:abc\n";

    let project = "";
    const file = () => join(project, "Pulumi.local.yaml");
    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "meridian-salt-"));
        writeFileSync(file(), committed);
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });

    /** Runs the wrapper around an engine that is this shell script; `$FILE` is the stack file. */
    async function run(script: string, meanwhile: (newest: string) => Promise<void> = () => Promise.resolve()) {
        const engine = join(project, "engine");
        writeFileSync(engine, `#!/bin/sh\n${script}\n`);
        chmodSync(engine, 0o755);
        const workspace = prepareWorkspace(project, "local", engine);
        const child = spawn(workspace.command, [], { env: { ...process.env, FILE: file() } });
        let errors = "";
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
        const ended = once(child, "exit").then(([code]) => {
            assert.equal(code, 0, errors);
        });
        // Where the watcher keeps what it has seen last.
        const newest = join(workspace.directory, `stack-file.${child.pid}.newest`);
        await Promise.all([ended, meanwhile(newest)]);
        await stackFilePutBack(workspace, child.pid);
        assert.deepEqual(readdirSync(workspace.directory).sort(), ["bin", "home", "passphrase", "state"]);
        return readFileSync(file(), "utf8");
    }
    const writes = (text: string) => `cat >"$FILE" <<'END'\n${text}END`;

    it("is put back as it was, byte for byte, when the engine has only added its salt", async () => {
        assert.equal(await run(writes(written + salt)), committed);
    });

    it("keeps an edit that the engine read before it wrote, and loses the salt", async () => {
        const edited = written.replace("eu", "us");
        assert.equal(await run(writes(edited + salt)), edited);
    });

    it("keeps an edit saved together with the salt", async () => {
        const edited = committed.replace("# why", "# why not");
        assert.equal(await run(writes(salt + edited)), edited);
    });

    it("gets back an edit that was saved while the engine ran, and that the engine's writing undid", async () => {
        const edited = committed.replace("seconds: 0", "seconds: 5");
        const engine = `touch "$FILE.read"; while [ ! -e "$FILE.edited" ]; do sleep 0.05; done\n${writes(written + salt)}`;
        const saved = async (newest: string) => {
            await until("the engine has read the file", () => existsSync(`${file()}.read`), 30_000);
            writeFileSync(file(), edited);
            await until("the watcher has seen it", () => readFileSync(newest, "utf8") === edited, 30_000);
            writeFileSync(`${file()}.edited`, "");
        };
        assert.equal(await run(engine, saved), edited);
    });

    it("is put back when the engine found no space to write it, and left it empty", async () => {
        assert.equal(await run(': >"$FILE"'), committed);
    });

    it("is not left to an engine where there is no space for a copy", () => {
        const engine = join(project, "engine");
        writeFileSync(engine, '#!/bin/sh\n: >"$FILE"\n');
        const shims = join(project, "shims");
        mkdirSync(shims);
        writeFileSync(join(shims, "cp"), "#!/bin/sh\necho no space left >&2\nexit 1\n");
        for (const program of [engine, join(shims, "cp")]) chmodSync(program, 0o755);
        const { command, directory } = prepareWorkspace(project, "local", engine);
        const env = { ...process.env, FILE: file(), PATH: `${shims}:${process.env.PATH}` };
        const { status, stderr } = spawnSync(command, [], { env, encoding: "utf8" });
        assert.equal(status, 1);
        assert.match(stderr, /no copy of .*Pulumi\.local\.yaml.* can be kept beside it; free some space/);
        assert.equal(readFileSync(file(), "utf8"), committed);
        assert.deepEqual(readdirSync(directory).sort(), ["bin", "home", "passphrase", "state"]);
    });

    it("keeps an edit that was saved while the engine ran, with the form that the user gave it", async () => {
        const edited = committed.replace("seconds: 0", "seconds: 5");
        const wait = 'while [ ! -e "$FILE.seen" ]; do sleep 0.05; done';
        const engine = `${writes(edited)}\n${wait}\n${writes(written.replace('"0"', '"5"') + salt)}`;
        const seen = async (newest: string) => {
            const isSeen = () => existsSync(newest) && readFileSync(newest, "utf8") === edited;
            await until("the watcher has seen it", isSeen, 30_000);
            writeFileSync(`${file()}.seen`, "");
        };
        assert.equal(await run(engine, seen), edited);
    });

    it("keeps the salt that an encrypted value, set by this very run, needs", async () => {
        const encrypted = `${written}  scratch:token:\n    secure: v1:def\n${salt}`;
        assert.equal(await run(writes(encrypted)), encrypted);
    });

    it("is where Pulumi.yaml says that stacks are, or beside it", () => {
        const found = (text: string) => {
            writeFileSync(join(project, "Pulumi.yaml"), text);
            return stackFile({ project, stack: "local" });
        };
        assert.equal(stackFile({ project, stack: "local" }), file());
        assert.equal(found("name: shop\nruntime: nodejs\n"), file());
        for (const directory of ["stacks", '"stacks"', "'stacks' # of all"]) {
            assert.equal(
                found(`name: shop\nstackConfigDir: ${directory}\n`),
                join(project, "stacks/Pulumi.local.yaml"),
            );
        }
    });

    it("loses a salt that an earlier run has left, unless an encrypted value needs it", () => {
        const dropped = (text: string) => {
            writeFileSync(file(), text);
            dropSalt({ project, stack: "local" });
            return readFileSync(file(), "utf8");
        };
        assert.equal(dropped(committed + salt), committed);
        assert.equal(dropped(committed), committed);
        const encrypted = `${committed}  scratch:token:\n    secure: v1:def\n${salt}`;
        assert.equal(dropped(encrypted), encrypted);
        rmSync(file());
        dropSalt({ project, stack: "local" });
        assert.deepEqual(readdirSync(project), []);
    });
});
