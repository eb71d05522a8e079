import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { digestOfSources } from "../../build/sources";
import { packageRoot } from "../../tools/package-root";

describe("npm run build", () => {
    it("leaves a build of the same sources as it is", () => {
        const written = () =>
            ["cli/main.js", "components/adapters/local/runtime/hub/page/index.html"].map(
                file => statSync(path.join(packageRoot(), "dist", file)).mtimeMs,
            );
        const before = written();
        execFileSync("npm", ["run", "--silent", "build"], { cwd: packageRoot() });
        assert.deepEqual(written(), before);
    });

    describe("compares sources by a digest, which", () => {
        let root: string;
        before(() => {
            root = mkdtempSync(path.join(tmpdir(), "meridian-sources-"));
            for (const part of ["build", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"]) {
                cpSync(path.join(packageRoot(), part), path.join(root, part), { recursive: true });
            }
            for (const folder of ["cli", "components", "policy", "stacks", "tools"]) {
                cpSync(path.join(packageRoot(), "build"), path.join(root, folder), { recursive: true });
            }
        });
        after(() => {
            rmSync(root, { recursive: true, force: true });
        });

        const at = (file: string) => path.join(root, file);
        for (const [what, change] of [
            [
                "a changed source",
                () => {
                    writeFileSync(at("cli/page.ts"), "export {};\n");
                },
            ],
            [
                "an added one",
                () => {
                    writeFileSync(at("policy/added.ts"), "");
                },
            ],
            [
                "a renamed one",
                () => {
                    renameSync(at("tools/page.ts"), at("tools/other.ts"));
                },
            ],
            [
                "a removed one",
                () => {
                    rmSync(at("stacks/page.ts"));
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
