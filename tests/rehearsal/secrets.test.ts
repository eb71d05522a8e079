import assert from "node:assert/strict";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { MadeThings } from "./made";
import { Rehearsal } from "./rehearsal";

const canary = "canary-7d1f0c2e9a";

/** All files below a directory that a command has left there. */
function filesIn(directory: string): string[] {
    return readdirSync(directory).flatMap(name => {
        const file = path.join(directory, name);
        const found = lstatSync(file);
        if (found.isDirectory()) return filesIn(file);
        return found.isFile() ? [file] : [];
    });
}

describe("secrets of the stack aws-one-region", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;
    let said = "";

    before(async () => {
        const config = readFileSync(path.join(packageRoot(), "stacks", "Pulumi.aws-one-region.yaml"), "utf8");
        rehearsal = await Rehearsal.prepare("aws-one-region", config);
        await rehearsal.engine.ask(["config", "set", "--secret", "secrets:canary", canary, "--stack", rehearsal.stack]);
    });
    after(() => rehearsal.dispose());

    const run = async (...args: string[]) => {
        const { errors, exitCode, output } = await rehearsal.run(...args);
        said += output + errors;
        return exitCode;
    };

    it("are in no output of an update that fails, or that succeeds, of what shows the stack, and in no file that is left", async () => {
        assert.equal(await run("preview", "--diff", "--json"), 0);
        rehearsal.fail({ how: "refuse", type: "aws:secretsmanager/secretVersion:SecretVersion", times: 1 });
        assert.notEqual(await run("up", "--yes", "--skip-preview", "--diff"), 0);
        // With `--debug` or `--verbose` the engine and its SDK trace what they say to each other, secrets and all: that is theirs.
        assert.equal(
            await run("up", "--yes", "--skip-preview", "--diff", "--show-replacement-steps", "--show-reads"),
            0,
        );
        assert.equal(await run("stack", "output", "--json"), 0);
        assert.equal(await run("stack", "export"), 0);
        assert.equal(await run("refresh", "--yes", "--diff"), 0);

        const keys = new MadeThings(await rehearsal.state({ secrets: true })).all
            .filter(({ type }) => type === "random:index/randomBytes:RandomBytes")
            .map(({ outputs }) => JSON.parse((outputs.hex as { plaintext: string }).plaintext) as string);
        assert.equal(keys.length, 2);
        assert.ok(said.includes("screening-eu-eu-west-1-gate-key"), "the resources that contain them received them");
        const files = filesIn(rehearsal.project);
        assert.ok(files.length > 100);
        for (const secret of [canary, ...keys]) {
            assert.ok(!said.includes(secret), "an output has it");
            const having = files.filter(file => readFileSync(file).includes(secret));
            assert.deepEqual(having, []);
        }
    });
});
