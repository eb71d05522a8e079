import assert from "node:assert/strict";

import { help, parseArguments } from "./arguments";
import { suiteNames } from "./suites";

describe("the command line of the test runner", () => {
    it("runs all suites by default", () => {
        const { suites, paths, quickOnly } = parseArguments([]);
        assert.deepEqual([suites, paths, quickOnly], [suiteNames, [], false]);
    });

    it("takes suites and paths", () => {
        const { suites, paths } = parseArguments(["store", "tests/cli"]);
        assert.deepEqual([suites, paths], [["store"], ["tests/cli"]]);
    });

    it("refuses a suite that does not exist, with those that do", () => {
        assert.throws(() => parseArguments(["stores"]), /no suite is named stores; allowed: core, .*consumer/);
    });

    it("refuses options that it does not know, and a number of processors below 1", () => {
        assert.throws(() => parseArguments(["--fast"]), /--fast/);
        for (const wrong of ["0", "-1", "many"]) {
            assert.throws(() => parseArguments([`--processors=${wrong}`]), /--processors is .*; allowed/);
        }
    });

    it("takes the minutes that it has, and refuses what are none", () => {
        assert.equal(parseArguments(["--within", "74"]).within, 74);
        for (const wrong of ["0", "-1", "soon"]) {
            assert.throws(() => parseArguments([`--within=${wrong}`]), /--within is .*; allowed/);
        }
    });

    it("shows each suite and each option in its help", () => {
        for (const name of suiteNames) assert.match(help, new RegExp(`^  ${name} `, "m"));
        for (const option of [
            "quick",
            "keep-going",
            "processors",
            "within",
            "verbose",
            "list",
            "json",
            "record",
            "help",
        ]) {
            assert.ok(help.includes(`--${option}`), option);
        }
    });
});
