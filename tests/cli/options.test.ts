import assert from "node:assert/strict";

import { UsageError } from "../../cli/exit";
import { commonOptions, readOptions } from "../../cli/options";

const read = (...argv: string[]) =>
    readOptions(argv, { ...commonOptions, from: { type: "string", multiple: true } } as const);

describe("options", () => {
    it("are read long and short, with a value beside or behind", () => {
        assert.equal(read("--stack", "dev").stack, "dev");
        assert.equal(read("--stack=dev").stack, "dev");
        assert.equal(read("-s", "dev").stack, "dev");
        assert.equal(read("-sdev").stack, "dev");
        // As of standard input.
        assert.equal(read("--stack", "-").stack, "-");
        assert.deepEqual(read("--from", "Lisbon", "--from", "Berlin").from, ["Lisbon", "Berlin"]);
    });

    it("are false and nothing where they aren't given", () => {
        assert.deepEqual({ ...read() }, { json: false, help: false });
    });

    const refused: readonly (readonly [argv: readonly string[], message: string])[] = [
        [["--stak", "dev"], "unknown option --stak; did you mean --stack?"],
        [["--verbose"], "unknown option --verbose"],
        [["-x"], "unknown option -x"],
        [["--toString"], "unknown option --toString"],
        [["dev"], "unexpected argument dev; did you mean --stack dev?"],
        [["--", "-dev"], "unexpected argument -dev"],
        [["--stack"], "--stack needs a value"],
        [["--stack="], "--stack needs a value"],
        [["-s", "--json"], "--stack needs a value"],
        [["--json=yes"], "--json takes no value"],
        [["-s", "dev", "--stack", "prod"], "--stack is given twice"],
    ];
    for (const [argv, message] of refused) {
        it(`are refused in plain words: ${argv.join(" ")}`, () => {
            assert.throws(() => read(...argv), new UsageError(message));
        });
    }
});
