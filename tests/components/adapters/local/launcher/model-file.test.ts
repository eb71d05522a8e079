import assert from "node:assert/strict";
import {
    chmodSync,
    chownSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readlinkSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Launch } from "../../../../../components/adapters/local/launcher/launch";
import { layOut } from "../../../../../components/adapters/local/launcher/model-file";
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
