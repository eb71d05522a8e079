import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { shellLines } from "../../cli/local/shell";
import { workspaceOf } from "../../cli/workspace-layout";

describe("what `meridian local env` prints for a shell", () => {
    let root = "";
    before(() => {
        root = mkdtempSync(join(tmpdir(), "meridian-shell-"));
        for (const directory of [
            "installed",
            "one/.meridian/bin",
            "two/.meridian/bin",
            "it's $HOME `x`/.meridian/bin",
        ]) {
            mkdirSync(join(root, directory), { recursive: true });
            const program = join(root, directory, "pulumi");
            writeFileSync(program, `#!/bin/sh\necho "$0"\n`);
            chmodSync(program, 0o755);
        }
    });
    after(() => {
        rmSync(root, { recursive: true, force: true });
    });

    const workspace = (project: string) => workspaceOf(join(root, project), "local", "/nowhere/pulumi");
    const pulumiOf = (project: string) => join(root, project, ".meridian/bin/pulumi");
    const installed = () => `${join(root, "installed")}:/usr/bin:/bin`;
    /** The PATH of a shell that has run what was printed for these projects, one after the other. */
    const pathAfter = (...projects: string[]) =>
        projects.reduce((PATH, project) => {
            const script = [...shellLines(workspace(project), PATH), 'printf %s "$PATH"'].join("\n");
            return execFileSync("/bin/sh", ["-c", script], { env: { PATH }, encoding: "utf8" });
        }, installed());
    const pulumiIn = (PATH: string) =>
        execFileSync("/bin/sh", ["-c", "pulumi"], { env: { PATH }, encoding: "utf8" }).trimEnd();

    it("has the project's pulumi found before one that is installed", () => {
        assert.equal(pulumiIn(pathAfter("one")), pulumiOf("one"));
    });

    it("leaves a PATH alone that begins with the project's", () => {
        const path = pathAfter("one");
        assert.equal(pathAfter("one", "one"), path);
        assert.equal(path, `${join(root, "one/.meridian/bin")}:${installed()}`);
    });

    it("has the project's pulumi found first again, once another project's or installation's has come before it", () => {
        assert.equal(pulumiIn(pathAfter("one", "two", "one")), pulumiOf("one"));
        const path = `${join(root, "installed")}:${pathAfter("one")}`;
        const script = [...shellLines(workspace("one"), path), "pulumi"].join("\n");
        assert.equal(
            execFileSync("/bin/sh", ["-c", script], { env: { PATH: path }, encoding: "utf8" }).trimEnd(),
            pulumiOf("one"),
        );
    });

    it("sets each variable to the letter, and unsets those that would take precedence, whatever the project is called", () => {
        const project = "it's $HOME `x`";
        const { variables, withheld } = workspace(project);
        assert.deepEqual(withheld, ["PULUMI_CONFIG_PASSPHRASE"]);
        const script = [...shellLines(workspace(project), installed()), "pulumi", "env -0"].join("\n");
        const env = { PATH: installed(), PULUMI_CONFIG_PASSPHRASE: "mine", PULUMI_HOME: "/home/me/.pulumi" };
        const [program, printed] = execFileSync("/bin/sh", ["-c", script], { env, encoding: "utf8" }).split(/\n([^]*)/);
        assert.equal(program, pulumiOf(project));
        const found = printed!.split("\0");
        for (const [name, value] of Object.entries(variables)) assert.ok(found.includes(`${name}=${value}`), name);
        assert.ok(!found.some(entry => entry.startsWith("PULUMI_CONFIG_PASSPHRASE=")));
    });
});
