import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { refuseStaleBuild } from "../../stacks/fresh-build";

describe("the program as it was built", () => {
    let project = "";
    const write = (file: string, seconds: number) => {
        const whole = path.join(project, file);
        mkdirSync(path.dirname(whole), { recursive: true });
        writeFileSync(whole, "");
        utimesSync(whole, seconds, seconds);
    };
    beforeEach(() => {
        project = mkdtempSync(path.join(tmpdir(), "meridian-built-"));
        for (const source of ["components/plan/plan.ts", "runtime/log.ts", "stacks/index.ts", "tools/tool.ts"]) {
            write(source, 1000);
        }
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });

    it("runs when it is as new as its sources", () => {
        write("dist/.built", 1000);
        refuseStaleBuild(project);
    });

    for (const edited of [
        "components/plan/plan.ts",
        "components/plan/places/tables/aws.json",
        "runtime/log.ts",
        "stacks/index.ts",
        "tools/tool.ts",
        "runtime/hub/page/page.tsx",
        "runtime/hub/page/styles/page.css",
        "runtime/hub/page/index.html",
        "runtime/hub/page/icon.svg",
    ]) {
        it(`is refused, with the way to build it, when it is older than ${edited}`, () => {
            write("dist/.built", 1000);
            write(edited, 1001);
            assert.throws(
                () => {
                    refuseStaleBuild(project);
                },
                new Error(`${edited} is newer than the build; run \`npm run build\``),
            );
        });
    }

    it("does not care how new configs, models and tests are", () => {
        write("dist/.built", 1000);
        for (const other of ["stacks/Pulumi.local.yaml", "stacks/models/screening/sample.json", "tests/a.test.ts"]) {
            write(other, 1001);
        }
        refuseStaleBuild(project);
    });

    it("runs where there are no sources to be older than", () => {
        rmSync(project, { recursive: true });
        mkdirSync(project);
        refuseStaleBuild(project);
    });
});
