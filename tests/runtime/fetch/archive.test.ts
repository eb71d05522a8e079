import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { tarOf } from "../../support/tar";
import { endPrograms } from "../program";
import { Fetch, folder } from "./fetched";
import { Origin } from "./origin";

const archive = tarOf({ name: "config.json", content: "{}" }, { name: "weights/1.bin", content: "weights" });

describe("fetch of a release of several files", () => {
    let origin: Origin;

    before(async () => {
        origin = await Origin.start(archive);
    });
    beforeEach(() => {
        origin.content = archive;
        origin.asked.length = 0;
    });
    afterEach(endPrograms);
    after(() => origin.stop());

    const start = (content: Buffer, directory = path.join(folder(), "model")) =>
        new Fetch(content, { ...origin.environment("/models/chat.tar"), MODEL_URI: directory, UNPACK: "tar" });

    async function succeeded(directory?: string): Promise<Fetch> {
        const run = start(archive, directory);
        assert.equal(await run.exit(), 0, run.text);
        assert.deepEqual(readdirSync(run.file, { recursive: true }).sort(), [
            "config.json",
            "weights",
            "weights/1.bin",
        ]);
        return run;
    }

    it("makes the directory, and leaves no archive", async () => {
        const run = await succeeded();
        assert.deepEqual([run.events("done").length, run.events("unpacked")[0]?.bytes], [1, 9]);
        assert.deepEqual(run.parts, [".model.unpacked.json"]);
    });

    it("downloads nothing where the directory is there, unchanged", async () => {
        const { file } = await succeeded();
        origin.asked.length = 0;
        const run = await succeeded(file);
        assert.deepEqual([run.events("present").length, origin.asked.length], [1, 0]);
    });

    it("recreates a directory that was changed", async () => {
        const { file } = await succeeded();
        const config = path.join(file, "config.json");
        chmodSync(config, 0o600);
        writeFileSync(config, "[]");
        await succeeded(file);
        assert.equal(readFileSync(config, "utf8"), "{}");
    });

    it("unpacks nothing of an archive with another digest", async () => {
        const run = start(tarOf({ name: "another" }));
        assert.equal(await run.exit(), 1);
        assert.match(run.reason, /has digest sha256:[0-9a-f]{64}, expected/);
        assert.deepEqual(readdirSync(path.dirname(run.file)), []);
    });

    it("makes no directory of what it refuses, and names why", async () => {
        const hostile = tarOf({ name: "config.json", content: "{}" }, { name: "../escaped", content: "x" });
        origin.content = hostile;
        const run = start(hostile);
        assert.equal(await run.exit(), 1);
        assert.match(
            run.reason,
            /^the archive's entry "\.\.\/escaped" leads out of the directory; pack relative paths/,
        );
        assert.deepEqual(readdirSync(path.dirname(run.file)), [".model.archive"]);
    });

    it("makes no directory in the place of a file", async () => {
        const file = path.join(folder(), "model");
        writeFileSync(file, "a release of one file");
        const run = start(archive, file);
        assert.equal(await run.exit(), 1);
        assert.match(run.reason, /model can't be written: a file is in the place of a directory; remove that file/);
    });
});
