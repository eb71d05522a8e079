import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { removeTree } from "../../../runtime/unpack/removal";
import { until } from "../../support/until";

describe("the removal of what was unpacked", () => {
    let folder: string;
    let directory: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "removal-"));
        directory = path.join(folder, "part");
        mkdirSync(path.join(directory, "weights/1"), { recursive: true });
        writeFileSync(path.join(directory, "weights/1/a"), "1");
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    it("removes directories that can't be written to, and does without one", () => {
        for (const below of ["weights/1", "weights", ""]) chmodSync(path.join(directory, below), 0o555);
        removeTree(directory);
        removeTree(directory);
        assert.deepEqual(readdirSync(folder), []);
    });

    it("removes what comes meanwhile as well", async () => {
        // More than a removal takes to read the names, and fewer than it waits for on any machine.
        const writes = 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); : >"$0/f$i"; done';
        const writer = spawn("sh", ["-c", writes, path.join(directory, "weights")], { stdio: "ignore" });
        const ended = once(writer, "exit");
        try {
            await until("some files", () => existsSync(path.join(directory, "weights/f1000")));
            removeTree(directory);
        } finally {
            writer.kill("SIGKILL");
            await ended;
        }
        assert.deepEqual(readdirSync(folder), []);
    });
});
