import assert from "node:assert/strict";
import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync, type Dirent } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { hasPendingOperations, stacksIn } from "../../cli/local/state";

describe("the engine's state", () => {
    const state = mkdtempSync(join(tmpdir(), "meridian-state-"));
    before(() => {
        const stacks = join(state, ".pulumi", "stacks", "scratch");
        mkdirSync(stacks, { recursive: true });
        writeFileSync(join(stacks, "local.json"), '{ "pending_operations": [] }');
        writeFileSync(join(stacks, "local.json.bak"), "{}");
    });
    after(() => {
        rmSync(state, { recursive: true, force: true });
    });
    afterEach(() => {
        mock.restoreAll();
    });

    it("is found where there is none to be empty", () => {
        assert.deepEqual(stacksIn(join(state, "elsewhere")), []);
    });

    it("is read by the first release of Node that the package supports", () => {
        const read = fs.readdirSync;
        mock.method(fs, "readdirSync", (directory: string, options: { recursive?: boolean; withFileTypes: true }) => {
            // What Node 20.0 does not know.
            const { recursive: _, ...known } = options;
            const entries: Partial<Dirent>[] = read(directory, known);
            for (const entry of entries) delete entry.parentPath;
            return entries;
        });
        assert.deepEqual(stacksIn(state), ["local"]);
        assert.ok(hasPendingOperations(state, "local"));
    });
});
