import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../tools/package-root";

describe("what CI runs ends with a line that counts", () => {
    const root = mkdtempSync(join(tmpdir(), "meridian-ci-"));
    const program = (name: string, text: string) => {
        writeFileSync(join(root, name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(root, name), 0o755);
    };
    before(() => {
        mkdirSync(join(root, ".ci"));
        copyFileSync(join(packageRoot(), ".ci", "run"), join(root, ".ci", "run"));
    });
    after(() => {
        rmSync(root, { recursive: true, force: true });
    });

    /** With stand-ins for npm, which runs the core's tests, and for the mocha of rehearsals and of all others. */
    function run({
        npm = "exit 0",
        mocha,
        rehearsals = "exit 0",
    }: {
        npm?: string;
        mocha: string;
        rehearsals?: string;
    }) {
        program("npm", npm);
        program("npx", `case "$*" in *tests/rehearsal/\\*\\*/*) ${rehearsals} ;; *) ${mocha} ;; esac`);
        const env = { ...process.env, PATH: `${root}:${process.env.PATH ?? ""}`, TMPDIR: root };
        const { status, stdout } = spawnSync(join(root, ".ci", "run"), { env, encoding: "utf8" });
        const lines = stdout.trimEnd().split("\n");
        return { status, last: lines.at(-1), counting: lines.filter(line => line.includes(" passed, ")).length };
    }

    for (const [what, outcome, expected] of [
        ["as the tests counted", { mocha: "echo '7 passed, 0 failed'" }, { status: 0, last: "7 passed, 0 failed" }],
        ["failures too", { mocha: "echo '5 passed, 2 failed'; exit 2" }, { status: 2, last: "5 passed, 2 failed" }],
        ["when a step before the tests fails", { npm: "exit 3", mocha: "" }, { status: 1, last: "0 passed, 1 failed" }],
        [
            "when mocha ends before it counts",
            { mocha: "echo 'Error: no such module' >&2; exit 1" },
            { status: 1, last: "0 passed, 1 failed" },
        ],
    ] as const) {
        it(what, () => {
            assert.deepEqual(run(outcome), { ...expected, counting: 1 });
        });
    }

    it("when mocha fails after it has counted none", () => {
        const { status, last } = run({ mocha: "echo '7 passed, 0 failed'; exit 7" });
        assert.deepEqual({ status, last }, { status: 7, last: "7 passed, 1 failed" });
    });

    it("with the sum of what runs side by side", () => {
        assert.deepEqual(
            run({
                npm: `[ "$*" = "\${*#*coverage}" ] || echo '10 passed, 0 failed'`,
                rehearsals: "sleep 1; echo '1 passed, 1 failed, 4 skipped'; exit 1",
                mocha: "echo '200 passed, 0 failed'",
            }),
            { status: 1, last: "211 passed, 1 failed", counting: 1 },
        );
    });

    it("with a failure for lines of the core that no test covers", () => {
        const npm = `[ "$*" = "\${*#*coverage}" ] || { echo '10 passed, 0 failed'; exit 1; }`;
        assert.deepEqual(run({ npm, mocha: "echo '7 passed, 0 failed'" }), {
            status: 1,
            last: "17 passed, 1 failed",
            counting: 1,
        });
    });
});
