import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { parseLock, type Lock } from "../../components/plan/config/lock";
import { textOf, writeLock } from "../../cli/lock-file";
import { findProject } from "../../cli/project";

const release = { artifact: "file:a", digest: `sha256:${"a".repeat(64)}`, bytes: 1 };
const lockOf = (models: Lock["models"]): Lock => ({ version: 1, models });

describe("the lock's text", () => {
    it("is sorted by name and version, whatever order they come in", () => {
        const text = textOf(lockOf({ b: { "10.0.0": release, "9.0.0": release }, a: { "1.0.0-rc.1": release } }));
        assert.deepEqual(
            [...text.matchAll(/"(a|b|[\d.]+(-rc\.1)?)": \{/g)].map(([, key]) => key),
            ["a", "1.0.0-rc.1", "b", "9.0.0", "10.0.0"],
        );
        assert.equal(
            textOf(lockOf({ a: { "1.0.0-rc.1": release }, b: { "9.0.0": release, "10.0.0": release } })),
            text,
        );
    });

    it("says what the lock says, and ends with a line end", () => {
        const strange = { ...release, artifact: 'file:a "b"\\é\n' };
        for (const lock of [lockOf({}), lockOf({ a: { "1.0.0": strange }, b: { "2.0.0": release } })]) {
            assert.deepEqual(parseLock(JSON.parse(textOf(lock))), lock);
            assert.match(textOf(lock), /\}\n$/);
        }
    });

    it("changes by one line where one release changes", () => {
        const lines = (digit: string) =>
            textOf(
                lockOf({ a: { "1.0.0": release, "2.0.0": { ...release, digest: `sha256:${digit.repeat(64)}` } } }),
            ).split("\n");
        const before = lines("b");
        assert.equal(lines("c").filter((line, i) => line !== before[i]).length, 1);
    });
});

describe("writing the lock", () => {
    let root = "";
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "meridian-lock-"));
        writeFileSync(path.join(root, "Pulumi.yaml"), "name: shop\n");
    });
    afterEach(() => {
        rmSync(root, { recursive: true });
    });

    it("puts another in its place", () => {
        writeLock(findProject(root), lockOf({ a: { "1.0.0": release } }));
        writeLock(findProject(root), lockOf({}));
        assert.equal(
            readFileSync(path.join(root, "meridian.lock.json"), "utf8"),
            '{\n  "version": 1,\n  "models": {}\n}\n',
        );
    });

    it("leaves nothing beside it when it can't", () => {
        // A file can't replace a directory, whatever the user's permissions.
        mkdirSync(path.join(root, "meridian.lock.json"));
        assert.throws(
            () => {
                writeLock(findProject(root), lockOf({}));
            },
            { message: /meridian\.lock\.json can't be written: illegal operation on a directory$/ },
        );
        assert.deepEqual(readdirSync(root), ["Pulumi.yaml", "meridian.lock.json"]);
    });
});
