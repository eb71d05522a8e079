import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { readLock } from "../../stacks/read-config";

describe("the lock of a stack's project", () => {
    let root: string;
    before(() => {
        root = mkdtempSync(path.join(tmpdir(), "meridian-lock-"));
    });
    after(() => {
        rmSync(root, { recursive: true });
    });
    const locked = (text: string) => {
        writeFileSync(path.join(root, "meridian.lock.json"), text);
        return readLock(root);
    };

    it("is none where `meridian resolve` has written none", () => {
        assert.equal(readLock(root), undefined);
    });

    it("is what `meridian resolve` has written", () => {
        assert.deepEqual(locked('{ "version": 1, "models": {} }'), { version: 1, models: {} });
    });

    it("is refused with a fault where it is no JSON", () => {
        assert.throws(() => locked("<<<<<<< HEAD"), { name: "ConfigFaults", message: /"<<<<<<< HEAD" for lock/ });
    });
});
