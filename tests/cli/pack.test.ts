import assert from "node:assert/strict";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import path from "node:path";

import { unpack } from "../../runtime/unpack/unpack";
import { removeTree } from "../../runtime/unpack/removal";
import { treeOf } from "../runtime/unpack/unpacking";
import { type Ended, projectWith, type ScratchProject, sha256 } from "./command";

describe("meridian pack", () => {
    let project: ScratchProject;
    let model: string;
    beforeEach(() => {
        project = projectWith({});
        model = path.join(project.root, "models", "chat");
        mkdirSync(path.join(model, "weights"), { recursive: true });
        writeFileSync(path.join(model, "config.json"), "{}");
        writeFileSync(path.join(model, "weights", "1.safetensors"), "w".repeat(5000));
    });
    afterEach(() => {
        removeTree(path.join(project.root, "unpacked"));
        project.remove();
    });

    const run = (...argv: string[]): Promise<Ended> => project.ask(["pack", "models/chat", ...argv]);

    async function packed(
        ...argv: string[]
    ): Promise<{ file: string; artifact: string; digest: string; unchanged: boolean }> {
        const { code, stdout, stderr } = await run("--json", ...argv);
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout) as Awaited<ReturnType<typeof packed>>;
    }

    it("writes an archive beside the directory, which unpacks to the same files", async () => {
        writeFileSync(path.join(model, "serve"), "#!/bin/sh\n");
        chmodSync(path.join(model, "serve"), 0o755);
        mkdirSync(path.join(model, "é".repeat(120)));
        const { file, artifact, digest } = await packed();
        assert.deepEqual([artifact, digest], ["file:models/chat.tar", sha256(readFileSync(file))]);
        const directory = path.join(project.root, "unpacked");
        await unpack({ archive: file, digest, directory });
        assert.deepEqual(treeOf(directory), {
            "": [null, "555"],
            "config.json": ["{}", "444"],
            serve: ["#!/bin/sh\n", "555"],
            weights: [null, "555"],
            "weights/1.safetensors": ["w".repeat(5000), "444"],
            ["é".repeat(120)]: [null, "555"],
        });
    });

    it("makes the same archive of the same files, whatever their times, and of links to them", async () => {
        const { digest } = await packed();
        const other = path.join(project.root, "blob");
        writeFileSync(other, "{}");
        rmSync(path.join(model, "config.json"));
        symlinkSync(other, path.join(model, "config.json"));
        utimesSync(path.join(model, "weights"), 1, 1);
        assert.deepEqual((await packed("--to", "again.tar")).digest, digest);
        assert.equal((await packed()).unchanged, true);
    });

    it("prints the digest, and what the config says of it", async () => {
        const { stdout } = await run();
        assert.match(
            stdout,
            /models\/chat\.tar: written\n {2}digest {3}sha256:[0-9a-f]{64}\n.*3 files and directories/,
        );
        assert.match(
            stdout,
            /artifact: file:models\/chat\.tar\n +digest: sha256:[0-9a-f]{64}\n +server:\n +unpack: tar\n$/,
        );
    });

    it("leaves an archive alone that is there with another content", async () => {
        writeFileSync(`${model}.tar`, "an earlier release");
        const { code, stderr } = await run();
        assert.deepEqual([code, readFileSync(`${model}.tar`, "utf8")], [2, "an earlier release"]);
        assert.match(stderr, /chat\.tar is there with another content; name another file by --to, or remove it/);
    });

    const linked = (target: string, at: string) => () => {
        symlinkSync(target, path.join(model, at));
    };
    const refused: readonly (readonly [string, () => void, RegExp])[] = [
        ["a link to a directory above", linked("..", "weights/up"), /up is a link to a directory that it lies in/],
        ["a link to nothing", linked("nothing", "a"), /models\/chat\/a can't be read: no such file/],
        ["a device", linked("/dev/null", "a"), /models\/chat\/a is neither a file nor a directory/],
        [
            "a name with a control character",
            () => {
                writeFileSync(path.join(model, "a\nb"), "");
            },
            /"a\\nb" has a control character/,
        ],
        [
            "a path that is too long to unpack",
            () => {
                mkdirSync(path.join(model, ...Array.from({ length: 15 }, () => "a".repeat(210))), { recursive: true });
            },
            /has a path of 3072 bytes or more in the archive/,
        ],
        [
            "an empty directory",
            () => {
                rmSync(model, { recursive: true });
                mkdirSync(model);
            },
            /models\/chat is empty/,
        ],
        [
            "a directory that is not there",
            () => {
                rmSync(model, { recursive: true });
            },
            /models\/chat can't be read: no such file/,
        ],
    ];
    for (const [what, corrupt, message] of refused) {
        it(`refuses ${what}`, async () => {
            corrupt();
            const { code, stderr } = await run();
            assert.equal(code, 2, stderr);
            assert.match(stderr, message);
            assert.ok(!existsSync(`${model}.tar`));
        });
    }

    it("refuses an archive in the directory itself", async () => {
        const { code, stderr } = await run("--to", "models/chat/chat.tar");
        assert.equal(code, 2);
        assert.match(stderr, /models\/chat\/chat\.tar lies in the directory that is packed/);
    });
});
