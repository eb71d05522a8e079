import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { type Ended, runIn } from "./command";

const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

describe("`meridian local`, where the engine fails", function () {
    this.timeout(60_000);
    let project = "";
    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "meridian-local-failures-"));
        writeFileSync(join(project, "Pulumi.yaml"), "name: scratch\nruntime: nodejs\n");
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });

    const state = () => join(project, ".meridian/state/.pulumi/stacks/scratch/local.json");
    const given = () => {
        mkdirSync(join(state(), ".."), { recursive: true });
        writeFileSync(state(), "{}");
    };

    /** Runs a command with an engine that does something at one of its own commands, and what that engine was called for. */
    async function withEngine(verb: string, at: string, does: string): Promise<Ended & { readonly called: string[] }> {
        const [bin, log] = [join(project, "bin"), join(project, "called")];
        mkdirSync(bin);
        for (const name of programs) {
            const script = [
                `[ "$1" = version ] && { echo v9.0.0; exit 0; }`,
                `echo "$*" >>'${log}'`,
                `case "$*" in "${at}"*) ${does} ;; *) echo '{}' ;; esac`,
            ];
            writeFileSync(join(bin, name), `#!/bin/sh\n${script.join("\n")}\n`, { mode: 0o755 });
        }
        const { HOME = "", PATH = "", MERIDIAN_CACHE } = process.env;
        const env = { HOME, PATH: `${bin}${delimiter}${PATH}`, ...(MERIDIAN_CACHE && { MERIDIAN_CACHE }) };
        const ended = await runIn(project, [join(__dirname, "main.cjs"), project, verb], env);
        const called = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
        return { ...ended, called: called.map(line => line.split(" --")[0]!) };
    }

    for (const [what, does] of [
        ["fails", "exit 255"],
        ["is killed", "kill -9 $$"],
    ] as const) {
        it(`retains the stack where its destruction ${what}, and ends as the engine did`, async () => {
            given();
            const { called, code, stderr } = await withEngine("down", "destroy", does);
            assert.deepEqual(called, ["destroy"]);
            assert.equal(code, does === "exit 255" ? 255 : 1, stderr);
            assert.ok(existsSync(state()));
            assert.doesNotMatch(stderr, /is gone/);
        });

        it(`shows no outputs where an update ${what}, and ends as the engine did`, async () => {
            given();
            const { called, code, stdout } = await withEngine("up", "up", does);
            assert.deepEqual(called, ["up"]);
            assert.equal(code, does === "exit 255" ? 255 : 1);
            assert.equal(stdout.includes("no outputs"), false);
        });
    }

    for (const [what, verb, at, called] of [
        ["a stack that is destroyed can't be removed", "down", "stack rm", ["destroy", "stack rm"]],
        ["outputs can't be read", "up", "stack output", ["up", "stack output"]],
        ["a stack can't be made", "up", "stack init", ["stack init local"]],
    ] as const) {
        it(`says why ${what}, and ends with 1`, async () => {
            if (at !== "stack init") given();
            const ended = await withEngine(verb, at, "echo 'the disk is full' >&2; exit 3");
            assert.deepEqual(ended.called, called);
            assert.equal(ended.code, 1);
            assert.match(ended.stderr, new RegExp(`pulumi ${at}.* failed: the disk is full\n$`));
            assert.doesNotMatch(ended.stderr, /is gone/);
        });
    }
});
