import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { digestOfSources } from "../../build/sources";
import { unlessMade } from "../../build/stamp";
import { refuseStaleBuild } from "../../stacks/fresh-build";
import { packageRoot } from "../../tools/package-root";

describe("npm run build", () => {
    let root: string;
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "meridian-sources-"));
        for (const file of ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"]) {
            cpSync(path.join(packageRoot(), file), at(file));
        }
        for (const folder of ["build", "cli", "components", "dist", "policy", "runtime", "stacks", "tools"]) {
            mkdirSync(at(folder));
            if (folder !== "dist") writeFileSync(at(`${folder}/part.ts`), `export const name = "${folder}";\n`);
        }
    });
    afterEach(() => {
        rmSync(root, { recursive: true, force: true });
    });

    const at = (file: string) => path.join(root, file);
    let made = 0;
    const build = () =>
        unlessMade(root, () => {
            made += 1;
            return Promise.resolve();
        });
    const edit = () => {
        writeFileSync(at("components/part.ts"), "export {};\n");
    };

    it("makes what is not made, and leaves a build of the same sources as it is", async () => {
        made = 0;
        await build();
        await build();
        assert.equal(made, 1);
        edit();
        await build();
        assert.equal(made, 2);
    });

    it("makes a build of the same sources current for the engine, though a source is newer", async () => {
        await build();
        utimesSync(at("dist/.built"), 1, 1);
        assert.throws(() => {
            refuseStaleBuild(root);
        }, /newer than the build/);
        await build();
        refuseStaleBuild(root);
    });

    it("leaves a build that failed to be refused by the engine, and makes it the next time", async () => {
        await build();
        edit();
        await assert.rejects(
            unlessMade(root, () => Promise.reject(new Error("the compiler failed"))),
            /the compiler failed/,
        );
        assert.throws(() => {
            refuseStaleBuild(root);
        }, /newer than the build/);
        made = 0;
        await build();
        assert.equal(made, 1);
        refuseStaleBuild(root);
    });

    describe("compares sources by a digest, which", () => {
        for (const [what, change] of [
            ["a changed source", edit],
            [
                "an added one",
                () => {
                    writeFileSync(at("policy/added.ts"), "");
                },
            ],
            [
                "a renamed one",
                () => {
                    renameSync(at("tools/part.ts"), at("tools/other.ts"));
                },
            ],
            [
                "a removed one",
                () => {
                    rmSync(at("stacks/part.ts"));
                },
            ],
            [
                "another dependency",
                () => {
                    writeFileSync(at("package-lock.json"), "{}");
                },
            ],
        ] as const) {
            it(`differs for ${what}`, () => {
                const before = digestOfSources(root);
                change();
                assert.notEqual(digestOfSources(root), before);
            });
        }

        it("is the same for a changed text that is no source", () => {
            const before = digestOfSources(root);
            writeFileSync(at("components/README.md"), "changed\n");
            assert.equal(digestOfSources(root), before);
        });
    });
});
