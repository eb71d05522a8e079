import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../tools/package-root";

describe("what CI runs", () => {
    const root = mkdtempSync(join(tmpdir(), "meridian-ci-"));
    const program = (name: string, text: string) => {
        writeFileSync(join(root, name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(root, name), 0o755);
    };
    before(() => {
        mkdirSync(join(root, ".ci"));
        copyFileSync(join(packageRoot(), ".ci", "run"), join(root, ".ci", "run"));
        program("apt-get", "exit 0");
    });
    after(() => {
        rmSync(root, { recursive: true, force: true });
    });

    /** With a fake npm: what it does for the tests, and for every other step. */
    function run({ tests, steps = "exit 0" }: { tests: string; steps?: string }) {
        program("npm", `case "$*" in *tests*) ${tests} ;; *) ${steps} ;; esac`);
        const env = { ...process.env, PATH: `${root}:${process.env.PATH ?? ""}`, TMPDIR: root };
        const { status, stdout } = spawnSync(join(root, ".ci", "run"), { env, encoding: "utf8" });
        const lines = stdout.trimEnd().split("\n");
        return { status, last: lines.at(-1), counting: lines.filter(line => line.includes(" passed, ")).length };
    }

    for (const [what, outcome, expected] of [
        ["the tests' own count", { tests: "echo '7 passed, 0 failed'" }, { status: 0, last: "7 passed, 0 failed" }],
        [
            "their failures and skipped ones, with their exit code",
            { tests: "echo '5 passed, 2 failed, 1 skipped'; exit 1" },
            { status: 1, last: "5 passed, 2 failed, 1 skipped" },
        ],
        [
            "one failure when a step before the tests fails",
            { steps: "exit 3", tests: "" },
            { status: 1, last: "0 passed, 1 failed" },
        ],
        [
            "one failure when the tests end before they are counted",
            { tests: "echo 'Error: no such module' >&2; exit 1" },
            { status: 1, last: "0 passed, 1 failed" },
        ],
    ] as const) {
        it(`ends with ${what}`, () => {
            assert.deepEqual(run(outcome), { ...expected, counting: 1 });
        });
    }
});
