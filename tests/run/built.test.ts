import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { UsageError } from "./arguments";
import { refuseWithoutBuild } from "./built";

describe("a run of tests", () => {
    let root: string;
    const write = (name: string, secondsAgo: number) => {
        const file = path.join(root, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, "");
        const time = Date.now() / 1000 - secondsAgo;
        utimesSync(file, time, time);
    };
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "meridian-built-"));
        for (const folder of ["components", "runtime", "stacks", "tools"]) write(`${folder}/index.ts`, 20);
    });
    afterEach(() => {
        rmSync(root, { recursive: true });
    });
    const refusal = () => {
        try {
            refuseWithoutBuild(root);
        } catch (error) {
            assert.ok(error instanceof UsageError);
            return error.message;
        }
    };

    it("is refused without a build", () => {
        assert.equal(refusal(), "the package is not built; run `npm run build` first");
    });

    it("is refused with a build older than a source", () => {
        write("dist/.built", 10);
        write("runtime/index.ts", 5);
        assert.match(refusal()!, /^runtime\/index\.ts is newer than the build; run `npm run build`$/);
    });

    it("begins with a build newer than all sources", () => {
        write("dist/.built", 10);
        assert.equal(refusal(), undefined);
    });
});
