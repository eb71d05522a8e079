import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { heal } from "../../cli/local/heal";
import type { Engine } from "../../cli/engine";
import { workspaceOf } from "../../cli/workspace";

describe("healing a stack's lock", () => {
    let project = "";
    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "meridian-heal-"));
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });

    /** An engine that only records what it is asked. */
    function engine() {
        const asked: string[] = [];
        const fake: Engine = {
            workspace: workspaceOf(project, "local", "/opt/pulumi/bin/pulumi"),
            run: () => assert.fail("nothing is to be run"),
            ask: args => {
                asked.push(args.join(" "));
                return Promise.resolve("");
            },
            signal: () => undefined,
        };
        return { fake, asked };
    }
    function lock(owner: { pid: number; hostname?: string; timestamp: Date }, stack = "local") {
        const directory = join(project, ".meridian/state/.pulumi/locks/organization/scratch", stack);
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, "id.json"), JSON.stringify({ username: "me", hostname: hostname(), ...owner }));
    }
    const anHourAgo = () => new Date(Date.now() - 3_600_000);
    const pidOfNone = 2 ** 22 + 1;

    it("does nothing where there is none", async () => {
        const { fake, asked } = engine();
        assert.deepEqual(await heal(fake), []);
        assert.deepEqual(asked, []);
    });

    it("clears one whose owner has ended", async () => {
        const { fake, asked } = engine();
        lock({ pid: pidOfNone, timestamp: anHourAgo() });
        assert.deepEqual(await heal(fake), [`cleared the lock of process ${pidOfNone}, which has ended`]);
        assert.deepEqual(asked, ["cancel --yes --stack local"]);
    });

    it("clears one whose owner's pid has gone to a process that started later", async () => {
        const { fake, asked } = engine();
        lock({ pid: process.pid, timestamp: anHourAgo() });
        await heal(fake);
        assert.deepEqual(asked, ["cancel --yes --stack local"]);
    });

    it("refuses one whose owner lives, and names it", async () => {
        const { fake, asked } = engine();
        lock({ pid: process.pid, timestamp: new Date() });
        await assert.rejects(heal(fake), new RegExp(`stack local is being updated by process ${process.pid}; wait`));
        assert.deepEqual(asked, []);
    });

    it("refuses one from another host, with the remedy", async () => {
        const { fake } = engine();
        lock({ pid: pidOfNone, hostname: "elsewhere", timestamp: anHourAgo() });
        await assert.rejects(heal(fake), /on host elsewhere.*run `pulumi cancel --stack local`/);
    });

    it("leaves another stack's alone", async () => {
        const { fake, asked } = engine();
        lock({ pid: process.pid, timestamp: new Date() }, "other");
        await heal(fake);
        assert.deepEqual(asked, []);
    });
});

describe("healing what a killed update had begun", () => {
    const begun = { version: 3, deployment: { resources: [{ urn: "a" }], pending_operations: [{ type: "creating" }] } };
    let project = "";
    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "meridian-heal-"));
        const directory = join(project, ".meridian/state/.pulumi/stacks/scratch");
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, "local.json"), JSON.stringify(begun));
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });

    /** An engine that has that state. */
    function engine(onImport: (file: string) => void): Engine {
        return {
            workspace: workspaceOf(project, "local", "/opt/pulumi/bin/pulumi"),
            run: () => assert.fail("nothing is to be run"),
            ask: async ([, verb, ...args]) => {
                if (verb === "export") return JSON.stringify(begun);
                assert.equal(verb, "import");
                onImport(args.at(-1)!);
                return Promise.resolve("");
            },
            signal: () => undefined,
        };
    }

    it("has the engine forget it, by a file that its owner alone can read and that is removed", async () => {
        const files: string[] = [];
        const done = await heal(
            engine(file => {
                files.push(file);
                assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), {
                    version: 3,
                    deployment: { resources: [{ urn: "a" }] },
                });
                assert.equal(statSync(file).mode & 0o777, 0o600);
            }),
        );
        assert.equal(done.length, 1);
        assert.match(done[0]!, /^cleared the operations that a killed run had begun/);
        assert.deepEqual(files.map(existsSync), [false]);
    });

    it("fails where the engine refuses that, and removes the file", async () => {
        const files: string[] = [];
        const healing = heal(
            engine(file => {
                files.push(file);
                throw new Error("pulumi stack import failed: it is locked");
            }),
        );
        await assert.rejects(healing, /it is locked/);
        assert.deepEqual(files.map(existsSync), [false]);
    });
});
