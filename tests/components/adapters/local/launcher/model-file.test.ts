import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
    chmodSync,
    chownSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readlinkSync,
    statSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Launch } from "../../../../../components/adapters/local/launcher/launch";
import { FileCheck, layOut } from "../../../../../components/adapters/local/launcher/model-file";
import { unpackedAt } from "../../../../../components/adapters/local/launcher/unpacked";
import { removeTree } from "../../../../../runtime/unpack/removal";

const otherUser = 65534;

describe("the work directory of a server", () => {
    const isRoot = process.getuid?.() === 0;
    let place: string;
    beforeEach(() => {
        // The runner's directory is its user's alone, so that another user would reach nothing in it.
        place = mkdtempSync(path.join(isRoot ? "/tmp" : tmpdir(), "work-"));
        // What no rights keep from root, they do from other users, as servers have them.
        if (!isRoot) return;
        chownSync(place, otherUser, otherUser);
        process.seteuid!(otherUser);
    });
    afterEach(() => {
        if (isRoot) process.seteuid!(0);
        removeTree(place);
    });

    const launch = (): Launch => ({
        model: "sums",
        version: "1.0.0",
        digest: "",
        file: path.join(place, "release.tar"),
        unpack: "tar",
        command: ["serve"],
        place,
        protocol: "oip-http",
        env: {},
        modelPath: "model",
    });

    it("is its owner's alone, with the directories that lead to the model", async () => {
        const before = process.umask(0);
        try {
            await layOut({ ...launch(), modelPath: "models/sums/1/model" });
        } finally {
            process.umask(before);
        }
        const modes = ["work", "work/models", "work/models/sums", "work/models/sums/1"].map(
            each => statSync(path.join(place, each)).mode & 0o777,
        );
        assert.deepEqual(modes, [0o700, 0o700, 0o700, 0o700]);
    });

    it("is laid out again where the server has copied its model there, with the rights of an unpacked archive", async () => {
        const directory = unpackedAt(launch().file);
        mkdirSync(path.join(directory, "weights"), { recursive: true });
        writeFileSync(path.join(directory, "weights", "1.bin"), "weights");
        for (const each of [path.join(directory, "weights"), directory]) chmodSync(each, 0o555);
        await layOut(launch());
        const work = path.join(place, "work");
        cpSync(directory, path.join(work, "copy"), { recursive: true });
        assert.throws(() => {
            writeFileSync(path.join(work, "copy", "weights", "2.bin"), "");
        }, /EACCES/);
        await layOut(launch());
        assert.deepEqual(readdirSync(work), ["model"]);
        assert.equal(readlinkSync(path.join(work, "model")), directory);
    });
});

describe("the check of a release's file", () => {
    let place: string;
    before(() => (place = mkdtempSync(path.join(tmpdir(), "release-"))));
    after(() => {
        removeTree(place);
    });

    const digestOf = (content: string) => `sha256:${createHash("sha256").update(content).digest("hex")}`;

    it("finds other content of the same size in the same file, and the right one again", async () => {
        const file = path.join(place, "release");
        const check = new FileCheck({
            ...{ model: "sums", version: "1.0.0", command: ["serve"], place, protocol: "oip-http", env: {} },
            ...{ file, digest: digestOf("right") },
        });
        /** Writes into the file that is there, as the clock has gone on. */
        const write = (content: string, seconds: number) => {
            writeFileSync(file, content);
            utimesSync(file, seconds, seconds);
        };
        assert.match((await check.now())!, /can't be read: ENOENT/);
        write("right", 1000);
        const { ino } = statSync(file);
        assert.equal(await check.now(), undefined);
        write("wrong", 1001);
        assert.equal(statSync(file).ino, ino);
        assert.equal(
            await check.now(),
            `the release's file has digest ${digestOf("wrong")}, but the release says ${digestOf("right")}`,
        );
        write("right", 1002);
        assert.equal(await check.now(), undefined);
        assert.equal(check.found, undefined);
    });
});
