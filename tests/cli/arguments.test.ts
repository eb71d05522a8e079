import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseCommand, UsageError } from "../../cli/local/arguments";
import { packageRoot } from "../../tools/package-root";
import { withTypeScript } from "../support/typescript";

describe("the command line", () => {
    it("names a command, and stack local where it names none", () => {
        const plain = { verb: "up", stack: "local", json: false, verbose: false } as const;
        assert.deepEqual(parseCommand(["up"]), plain);
        assert.deepEqual(parseCommand(["up", "--json", "-s", "mine"]), { ...plain, stack: "mine", json: true });
        assert.deepEqual(parseCommand(["down", "--stack=mine"]), { ...plain, verb: "down", stack: "mine" });
        assert.deepEqual(parseCommand(["down", "--verbose"]), { ...plain, verb: "down", verbose: true });
        assert.equal(parseCommand(["--help"]).verb, "help");
    });

    for (const [what, argv] of Object.entries({
        "no command": [],
        "an unknown command": ["start"],
        "an unknown option": ["up", "--fast"],
        "a second command": ["up", "down"],
        "--json where there is no table": ["down", "--json"],
        "--verbose where the engine changes nothing": ["env", "--verbose"],
        "a stack that would be a path": ["up", "-s", "../x"],
    })) {
        it(`is refused for ${what}`, () => {
            assert.throws(() => parseCommand(argv), UsageError);
        });
    }

    it("is answered with the usage and exit code 2 when it is refused", () => {
        const main = join(packageRoot(), "cli", "local", "main.ts");
        const options = { cwd: packageRoot(), encoding: "utf8" } as const;
        const { status, stderr } = spawnSync(process.execPath, [...withTypeScript, main, "start"], options);
        assert.equal(status, 2);
        assert.match(stderr, /^unknown command start\n\nusage: /);
    });
});
