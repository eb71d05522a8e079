import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
    chmodSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    statSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { sha256 } from "../../../runtime/files";
import type { PartDirectory } from "../../../runtime/unpack/part-directory";
import { unpackedFault } from "../../../runtime/unpack/record";
import { unpack } from "../../../runtime/unpack/unpack";
import { until } from "../../support/until";
import { blocksOf, endOfTar, tarOf } from "../../support/tar";
import { treeOf, Unpacking } from "./unpacking";

describe("unpacking an archive", () => {
    let unpacking: Unpacking;
    beforeEach(() => {
        unpacking = new Unpacking();
    });
    afterEach(() => {
        unpacking.dispose();
    });

    it("makes a directory that all may read and none write to, and retains which files are executable", async () => {
        const made = await unpacking.of(
            tarOf(
                { name: "./", type: "5", mode: 0o2770 },
                { name: "./config.json", content: "{}", mode: 0o600 },
                { name: "./bin/serve", content: "#!/bin/sh\n", mode: 0o4750 },
            ),
        );
        assert.deepEqual(made, { entries: 3, bytes: 12 });
        assert.deepEqual(unpacking.tree, {
            "": [null, "555"],
            bin: [null, "555"],
            "bin/serve": ["#!/bin/sh\n", "555"],
            "config.json": ["{}", "444"],
        });
        assert.deepEqual(unpacking.beside.sort(), [".model.unpacked.json", "model"]);
        assert.equal(statSync(path.join(unpacking.directory, "config.json")).mtimeMs, 1_700_000_000_000);
    });

    it("takes files of zeros, and an end of many blocks, as tar writes it", async () => {
        const files = [0, 512, 1024, 4096, 5000].map(size => ({ name: String(size), content: Buffer.alloc(size) }));
        const archive = Buffer.concat([tarOf(...files), Buffer.alloc(9216)]);
        assert.deepEqual(await unpacking.of(archive), { entries: 5, bytes: 10_632 });
        assert.deepEqual(unpacking.tree["5000"], ["\0".repeat(5000), "444"]);
    });

    it("takes an archive that is compressed with gzip", async () => {
        await unpacking.of(gzipSync(tarOf({ name: "a/b", content: "compressed" })));
        assert.deepEqual(unpacking.tree["a/b"], ["compressed", "444"]);
    });

    for (const name of ["GGUF/model.gguf", "BZh.txt", "{lang}.json", "<!DOCTYPE.html", 'samples-{"a"}']) {
        it(`takes an archive whose first entry is named ${name}, as another format begins`, async () => {
            await unpacking.of(tarOf({ name, content: "1" }));
            assert.deepEqual(unpacking.tree[name], ["1", "444"]);
        });
    }

    for (const format of ["ustar", "pax", "gnu", "oldgnu"]) {
        it(`takes what GNU tar writes in the format ${format}, with links and long names`, async () => {
            const source = path.join(unpacking.folder, "source");
            // ustar has 255 bytes for a path, of which a name has 100.
            const long = format === "ustar" ? "d".repeat(40) : "é".repeat(100);
            mkdirSync(path.join(source, long, long), { recursive: true });
            writeFileSync(path.join(source, long, long, "weights"), "w".repeat(3000));
            symlinkSync(`${long}/${long}/weights`, path.join(source, "weights"));
            symlinkSync(long, path.join(source, "latest"));
            execFileSync("ln", [path.join(source, long, long, "weights"), path.join(source, "weights-again")]);
            const packed = path.join(unpacking.folder, "packed");
            execFileSync("tar", [`--format=${format}`, "--sort=name", "-C", source, "-cf", packed, "."]);
            const made = await unpacking.of(readFileSync(packed));
            assert.equal(typeof made, "object", JSON.stringify(made));
            const readable = (tree: ReturnType<typeof treeOf>) =>
                Object.entries(tree).map(([name, [content]]) => [name, content]);
            assert.deepEqual(readable(unpacking.tree), readable(treeOf(source)));
        });
    }

    it("leaves a directory that is there already, of the same archive and unchanged", async () => {
        const archive = tarOf({ name: "a", content: "1" });
        await unpacking.of(archive);
        const { ino } = statSync(unpacking.directory);
        assert.equal(await unpacking.of(archive), undefined);
        assert.equal(statSync(unpacking.directory).ino, ino);
    });

    it("recreates a directory that was changed, or is of another archive", async () => {
        const archive = tarOf({ name: "a", content: "1" });
        await unpacking.of(archive);
        const file = path.join(unpacking.directory, "a");
        chmodSync(file, 0o600);
        writeFileSync(file, "2");
        chmodSync(file, 0o444);
        assert.deepEqual(await unpacking.of(archive), { entries: 1, bytes: 1 });
        assert.deepEqual(unpacking.tree.a, ["1", "444"]);
        await unpacking.of(tarOf({ name: "b", content: "2" }));
        assert.deepEqual(Object.keys(unpacking.tree), ["", "b"]);
        assert.deepEqual(unpacking.beside.sort(), [".model.unpacked.json", "model"]);
    });

    it("recreates a directory that a killed process left without a record", async () => {
        mkdirSync(unpacking.directory);
        writeFileSync(path.join(unpacking.directory, "half"), "");
        await unpacking.of(tarOf({ name: "a", content: "1" }));
        assert.deepEqual(Object.keys(unpacking.tree), ["", "a"]);
    });

    it("makes one directory where several processes unpack at the same time", async () => {
        const archive = tarOf({ name: "a", content: "1" }, { name: "b", content: "2" });
        const made = await Promise.all(Array.from({ length: 5 }, () => unpacking.of(archive)));
        assert.ok(
            made.every(result => typeof result !== "string"),
            JSON.stringify(made),
        );
        assert.deepEqual(Object.keys(unpacking.tree), ["", "a", "b"]);
        assert.deepEqual(unpacking.beside.sort(), [".model.unpacked.json", "model"]);
        assert.equal(await unpacking.of(archive), undefined);
    });

    it("has its record ready before the directory has its name, for which other processes wait", async () => {
        const archive = tarOf({ name: "a", content: "1" });
        writeFileSync(unpacking.archive, archive);
        const order = { archive: unpacking.archive, digest: sha256(archive), directory: unpacking.directory };
        const begun = (begun: { removeNow(): void }) => {
            const part = begun as unknown as PartDirectory;
            const rename = part.rename.bind(part);
            part.rename = async target => {
                const renamed = await rename(target);
                chmodSync(path.join(target, "a"), 0o600);
                return renamed;
            };
        };
        await unpack({ ...order, begun });
        assert.match((await unpackedFault(order.directory, order.digest)) ?? "", /was changed, last at or below a$/);
    });

    it("leaves nothing where its process is ended in the middle", async () => {
        const files = Array.from({ length: 200 }, (_, i) => ({ name: `weights/${i}`, content: "w".repeat(2000) }));
        const archive = tarOf(...files);
        writeFileSync(unpacking.archive, archive);
        let part: { removeNow(): void } | undefined;
        const made = unpack({
            archive: unpacking.archive,
            digest: sha256(archive),
            directory: unpacking.directory,
            begun: begun => (part = begun),
        });
        made.catch(() => undefined);
        await until(
            "a part",
            () => unpacking.beside.length > 0 && treeOf(path.join(unpacking.folder, unpacking.beside[0]!)).weights,
        );
        part!.removeNow();
        await assert.rejects(made);
        assert.deepEqual(readdirSync(unpacking.folder), ["archive"]);
    });

    it("removes what a killed process left long ago, and nothing that another one writes now", async () => {
        const [old, young] = [".model.part-1-abandoned", ".model.part-1-growing"].map(name =>
            path.join(unpacking.folder, name),
        );
        for (const directory of [old!, young!]) {
            mkdirSync(directory);
            writeFileSync(path.join(directory, "weights"), "half");
            chmodSync(directory, 0o555);
        }
        const hourAgo = Date.now() / 1000 - 3600;
        utimesSync(old!, hourAgo, hourAgo);
        await unpacking.of(tarOf({ name: "a", content: "1" }));
        assert.deepEqual(unpacking.beside.sort(), [".model.part-1-growing", ".model.unpacked.json", "model"]);
    });

    it("leaves nothing of an archive that it refuses", async () => {
        const good = { name: "a", content: "1" };
        for (const archive of [
            tarOf(good, { name: "../b" }),
            tarOf(good, { name: "link", type: "2", target: "/etc" }),
            blocksOf(good),
            Buffer.concat([blocksOf(good), endOfTar.subarray(512)]),
            gzipSync(tarOf(good)).subarray(0, 40),
        ]) {
            assert.equal(typeof (await unpacking.of(archive)), "string");
            assert.deepEqual(readdirSync(unpacking.folder), ["archive"]);
        }
    });
});
