import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { suiteNames, suiteOf } from "./suites";
import { longestFirst, suiteOfFile, testFiles, unitsOf } from "./units";

describe("the table of test suites", () => {
    const files = testFiles();

    it("has each test file in one suite", () => {
        assert.deepEqual(
            files.filter(file => suiteOfFile(file) === undefined),
            [],
        );
        const ran = unitsOf(suiteNames).flatMap(unit => unit.files);
        assert.deepEqual([...ran].sort(), files.map(file => `tests/${file}`).sort());
    });

    it("names only folders and files that exist", () => {
        for (const name of suiteNames) {
            const { folders, quick, together = [] } = suiteOf(name);
            for (const folder of folders)
                assert.ok(
                    files.some(file => file.startsWith(`${folder}/`)),
                    folder,
                );
            const named = quick === "all" ? [] : "except" in quick ? quick.except : quick;
            for (const file of [...named, ...together.flat()]) assert.ok(files.includes(file), file);
        }
    });

    it("has files that run together in one part", () => {
        for (const group of suiteNames.flatMap(name => suiteOf(name).together ?? [])) {
            const parts = group.flatMap(file => unitsOf(suiteNames, [file])).map(({ isQuick }) => isQuick);
            assert.equal(new Set(parts).size, 1, group.join(", "));
        }
    });

    it("has a command for each suite", () => {
        const manifest = readFileSync(path.join(packageRoot(), "package.json"), "utf8");
        const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
        for (const name of suiteNames) assert.equal(scripts[`test:${name}`], `npm run --silent test:all -- ${name}`);
    });

    it("runs the files of `npm test` before the others", () => {
        const parts = unitsOf(suiteNames).map(({ isQuick }) => isQuick);
        assert.deepEqual(
            parts,
            [...parts].sort((a, b) => Number(b) - Number(a)),
        );
        assert.ok(parts.includes(false));
    });

    it("begins with what takes longest", () => {
        const units = unitsOf(["store"]).slice(0, 3);
        const costs = new Map(units.map((unit, i) => [unit, [5, 30, 10][i]!]));
        const ordered = longestFirst(units, unit => costs.get(unit)!);
        assert.deepEqual(
            ordered.map(unit => costs.get(unit)),
            [30, 10, 5],
        );
    });
});
