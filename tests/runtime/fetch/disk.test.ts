import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { tarOf } from "../../support/tar";
import { onDiskOf } from "../../support/store/cluster";
import { fileOf } from "../program";
import { digestOf, folder, release } from "./fetched";
import { Origin } from "./origin";

/** A disk of one MiB that is mounted for the program alone, and what is left there after it. */
describe("fetch to a disk", () => {
    const content = release(2_000_000);
    let origin: Origin;

    before(async function () {
        origin = await Origin.start(content);
        const [program, ...args] = onDiskOf(1, "/tmp", ["true"]);
        // A system that allows no process mounts of its own.
        if (spawnSync(program!, args).status !== 0) this.skip();
    });
    beforeEach(() => {
        origin.hasLength = true;
    });
    after(() => origin.stop());

    async function failed(before = "true", release = content): Promise<{ reason: string; left: string }> {
        origin.content = release;
        const disk = path.join(folder(), "disk");
        const env = {
            PATH: process.env.PATH,
            ...origin.environment(),
            MODEL_URI: path.join(disk, "release"),
            MODEL_DIGEST: digestOf(release),
        };
        const script = `${before}; "$@"; code=$?; ls -A "$0"; exit $code`;
        const [program, ...args] = onDiskOf(1, disk, [
            "sh",
            "-c",
            script,
            disk,
            process.execPath,
            fileOf("fetch", "main"),
        ]);
        const [code, stdout, stderr] = await new Promise<[unknown, string, string]>(resolve => {
            execFile(program!, args, { env }, (error, out, err) => {
                resolve([error?.code, out, err]);
            });
        });
        assert.equal(code, 1, stderr);
        const [line = "{}"] = stderr.split("\n").filter(each => each.includes('"failed"'));
        const { reason } = JSON.parse(line) as { reason: string };
        return {
            reason,
            left: stdout
                .split("\n")
                .filter(each => !each.startsWith("{"))
                .join(""),
        };
    }

    it("refuses a release that is larger than it, before the first byte", async () => {
        const { reason, left } = await failed();
        assert.match(reason, /has 2000000 bytes, and the disk has room for \d+; give the volume \d+ bytes more/);
        assert.equal(left, "");
    });

    it("refuses an archive that it has no room for twice", async () => {
        const archive = tarOf({ name: "weights", content: release(600_000) });
        const { reason, left } = await failed("export UNPACK=tar", archive);
        assert.match(
            reason,
            /has \d+ bytes and is to be unpacked, and the disk has room for \d+; give the volume \d+ bytes more/,
        );
        assert.equal(left, "");
    });

    it("leaves nothing of an archive but itself where it is full before all files are written", async () => {
        const archive = gzipSync(
            tarOf({ name: "a", content: "small" }, { name: "weights", content: Buffer.alloc(1_047_000) }),
        );
        const { reason, left } = await failed("export UNPACK=tar", archive);
        assert.match(
            reason,
            /the archive's entry "weights" can't be written: the disk is full; free space, or enlarge the volume/,
        );
        assert.equal(left, ".release.archive");
    });

    it("leaves no part where it is full before a release of unknown size ends", async () => {
        origin.hasLength = false;
        const { reason, left } = await failed();
        assert.match(reason, /can't be written after \d+ bytes \(ENOSPC\); give the volume more room/);
        assert.equal(left, "");
    });

    it("fails where it is read-only, with the remedy", async () => {
        const { reason } = await failed('mount -o remount,ro "$0"');
        assert.match(reason, /can't be written \(EROFS\); mount a writable volume there/);
    });
});
