import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { digestOfProgram } from "../../../../../components/adapters/local/provider/program-digest";
import { packageRoot } from "../../../../../tools/package-root";

const written: Readonly<Record<string, string>> = {
    "runtime/hub/main.js": 'require("node:fs"); require("./page"); require("../shared"); require("zod");',
    "runtime/hub/page.js": 'void import("../../components/watch/drift.js");',
    "runtime/shared.js": 'require("./hub/main");',
    "components/watch/drift.js": 'require("./limits.json");',
    "components/watch/limits.json": "{}",
    "runtime/hub/unused.js": "",
};

describe("the digest of a program's code", () => {
    let root: string;
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "meridian-program-"));
    });
    afterEach(() => {
        rmSync(root, { recursive: true });
    });

    /** Of a copy of the files: each is read once by its path. */
    let copies = 0;
    function digestWith(changed: Readonly<Record<string, string>> = {}): Promise<string> {
        const place = path.join(root, String(copies++));
        for (const [name, text] of Object.entries({ ...written, ...changed })) {
            mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
            writeFileSync(path.join(place, name), text);
        }
        return digestOfProgram(path.join(place, "runtime/hub/main.js"));
    }

    it("is another one where a file is that it loads, from whatever folder, also by another or in a circle", async () => {
        const before = await digestWith();
        for (const [name, text] of Object.entries(written)) {
            const after = await digestWith({ [name]: `${text} ` });
            assert.equal(after === before, name === "runtime/hub/unused.js", name);
        }
        assert.equal(await digestWith(), before);
    });

    it("is of what each program of this machine loads, as it was built", async () => {
        const programs = ["model-server", "table-server", "comparer", "watcher", "hub"].map(name => `runtime/${name}`);
        const local = ["launcher", "network"].map(name => `components/adapters/local/${name}`);
        const mains = [...programs, ...local].map(name => path.join(packageRoot(), "dist", name, "main.js"));
        for (const main of mains) assert.ok(existsSync(main), main);
        const digests = await Promise.all(mains.map(digestOfProgram));
        assert.equal(new Set(digests).size, mains.length);
    });
});
