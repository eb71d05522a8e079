import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Budgets } from "./budgets";
import { gatesAtOnce, needsOf } from "./needs";
import { suiteNames, suiteOf } from "./suites";
import { unitsOf } from "./units";

const unmeasured: Budgets = { loopSeconds: 1, suites: {}, clock: {} };

describe("gates that tests run at a time", () => {
    it("are as many as the system lets a user watch files for, with room for other programs", () => {
        const directory = mkdtempSync(path.join(tmpdir(), "gates-"));
        try {
            const file = path.join(directory, "max_user_instances");
            for (const [instances, gates] of [
                ["128\n", 10],
                ["8192\n", 744],
            ] as const) {
                writeFileSync(file, instances);
                assert.equal(gatesAtOnce(file), gates);
            }
            assert.equal(gatesAtOnce(path.join(directory, "missing")), Infinity);
        } finally {
            rmSync(directory, { recursive: true });
        }
    });

    it("are those of the file of a unit that needs most, as processors and their share are", () => {
        const of = (...files: string[]) => unitsOf(suiteNames, files).map(unit => needsOf(unit, unmeasured));
        for (const [files, processors, gates, share] of [
            [["components/plan/plan.test.ts"], 1, 0, 4],
            [["store/api.test.ts"], 0.5, 0, 4],
            [["engine/drift.test.ts", "engine/changes.test.ts"], 0.66, 5, 4],
            // Failures that its tests bound are to come from what they break alone.
            [["engine/drain.test.ts", "engine/isolation.test.ts"], 0.75, 4, 6],
        ] as const) {
            assert.deepEqual(of(...files), [{ processors, gates, share }]);
        }
    });

    it("need as much of a processor as was measured, and a little more, where their suite does not say", () => {
        const budgets = {
            ...unmeasured,
            suites: {
                behaviour: { "tests/behaviour/limits.test.ts": 10, "tests/behaviour/tokens.test.ts": 1 },
                tooling: { "tests/cli/hub.test.ts": 3 },
                engine: { "tests/engine/drift.test.ts": 1 },
            },
            clock: {
                "tests/behaviour/limits.test.ts": 20,
                "tests/behaviour/tokens.test.ts": 30,
                "tests/engine/drift.test.ts": 30,
            },
        };
        const of = (file: string) => needsOf(unitsOf(suiteNames, [file])[0]!, budgets).processors;
        for (const [file, processors] of [
            ["behaviour/limits.test.ts", 0.575],
            ["behaviour/tokens.test.ts", 0.25],
            ["cli/hub.test.ts", 1],
            ["engine/drift.test.ts", 0.66],
        ] as const) {
            assert.ok(Math.abs(of(file) - processors) < 1e-9, `${file}: ${of(file)}`);
        }
    });

    it("are counted for files that exist, and fit on a system with the usual limit", () => {
        const units = unitsOf(suiteNames);
        const files = units.flatMap(unit => unit.files);
        for (const name of suiteNames) {
            for (const file of Object.keys(suiteOf(name).gates?.of ?? {}))
                assert.ok(files.includes(`tests/${file}`), file);
        }
        assert.ok(units.every(unit => needsOf(unit, unmeasured).gates <= 10));
    });
});
