import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";

import { blocksOf, endOfTar, tarOf, type TarEntry } from "../../support/tar";
import { EndMark } from "../../../runtime/unpack/end-mark";
import type { Entry } from "../../../runtime/unpack/entries";
import { UnpackRefused } from "../../../runtime/unpack/refused";
import { Tree } from "../../../runtime/unpack/tree";
import { Unpacking } from "./unpacking";

const file: TarEntry = { name: "config.json", content: "{}" };
const pax = (text: string): TarEntry => ({
    name: "pax",
    type: "x",
    content: `${text.length + 1 + String(text.length + 3).length} ${text}`,
});

/** Each archive with what the message says of it. */
const refused: readonly (readonly [string, Buffer, RegExp])[] = [
    [
        "an absolute path",
        tarOf({ name: "/etc/passwd", content: "x" }),
        /entry "\/etc\/passwd" is an absolute path; pack relative paths: tar -C/,
    ],
    [
        "a path that leads out",
        tarOf({ name: "a/../../b", content: "x" }),
        /entry "a\/\.\.\/\.\.\/b" leads out of the directory/,
    ],
    [
        "a path that leads out in a pax header",
        tarOf(pax("path=../b\n"), file),
        /entry "\.\.\/b" leads out of the directory/,
    ],
    [
        "a name with a control character",
        tarOf({ name: "a\nb" }),
        /entry "a\\nb" has a control character; rename the file/,
    ],
    [
        "a name with a control character that JSON doesn't escape",
        tarOf({ name: "a\u009b31m\u007f" }),
        /entry "a\\u009b31m\\u007f" has a control character/,
    ],
    [
        "a link whose name changes the direction of what follows",
        tarOf({ name: "a\u202egnp", type: "2", target: "b" }),
        /link "a\\u202egnp" to "b" leads to nothing/,
    ],
    ["a name that is not UTF-8", tarOf({ name: "a\ufffd" }), /is not UTF-8/],
    [
        "a part of a path that is too long",
        tarOf({ name: "x", type: "L", content: `${"n".repeat(256)}\0` }, file),
        /has a name that is too long; use up to 255 bytes/,
    ],
    [
        "a path that is too long",
        tarOf({ name: "x", type: "L", content: `${"n/".repeat(2000)}\0` }, file),
        /has a name that is too long; .* and 3072 for a path/,
    ],
    ["a device", tarOf({ name: "tty", type: "3" }), /entry "tty" is a device; pack files, directories and links alone/],
    ["a block device", tarOf({ name: "disk", type: "4" }), /entry "disk" is a device/],
    ["a named pipe", tarOf({ name: "pipe", type: "6" }), /entry "pipe" is a named pipe/],
    [
        "a file with holes",
        tarOf({ name: "sparse", type: "S", content: "x" }),
        /entry "sparse" is of a type other than file, directory and link; .*--sparse/,
    ],
    [
        "a file with holes in the pax format",
        tarOf({ name: "GNUSparseFile.7/weights", content: "x" }),
        /is a file with holes; pack without --sparse/,
    ],
    ...["GNU.sparse.size=9", "SCHILY.realsize=9", "SUN.holesdata=0 9"].map(
        record =>
            [
                `a file with holes that only the pax header's ${record} says`,
                tarOf(pax(`${record}\n`), file),
                /entry "config\.json" is a file with holes; pack without --sparse/,
            ] as const,
    ),
    [
        "a part of an archive of several volumes",
        tarOf({ name: "more", type: "M", content: "x" }),
        /of a type other than/,
    ],
    ["a size that is no number", tarOf(pax("size=x\n"), file), /the archive is damaged \(Invalid header\)/],
    [
        "a file that is there twice",
        tarOf(file, { ...file, name: "./config.json" }),
        /entry "\.\/config\.json" is there twice; pack each file once/,
    ],
    ["a directory in the place of a file", tarOf(file, { name: "config.json/", type: "5" }), /is there twice/],
    [
        "a file below a file",
        tarOf(file, { name: "config.json/a" }),
        /entry "config\.json\/a" lies below "config\.json", which is no directory/,
    ],
    [
        "a file below a link",
        tarOf({ name: "etc", type: "2", target: "." }, { name: "etc/passwd", content: "x" }),
        /entry "etc\/passwd" lies below "etc", which is no directory/,
    ],
    [
        "a link in the place of the directory",
        tarOf({ name: "./", type: "2", target: "/" }),
        /entry "\.\/" is there twice/,
    ],
    [
        "a link with an absolute target",
        tarOf({ name: "etc", type: "2", target: "/etc" }),
        /link "etc" to "\/etc" leads out of the directory; .*--dereference/,
    ],
    [
        "a link that leads out",
        tarOf({ name: "a/up", type: "2", target: "../.." }),
        /link "a\/up" to "\.\.\/\.\." leads out of the directory/,
    ],
    [
        "a link that leads out by way of another link",
        tarOf({ name: "here", type: "2", target: "." }, { name: "out", type: "2", target: "here/../etc" }),
        /link "out" to "here\/\.\.\/etc" leads out of the directory/,
    ],
    [
        "a link without a target",
        tarOf(file, { name: "a", type: "2" }),
        /entry "a" is a link without a target; .*--dereference/,
    ],
    [
        "a link whose target is too long",
        tarOf({ name: "x", type: "K", content: `${"./".repeat(500_000)}\0` }, { name: "a", type: "2", target: "." }),
        /entry "a" is a link whose target has more than 3072 bytes/,
    ],
    [
        "a link whose target is too long in bytes, and not in characters",
        tarOf({ name: "x", type: "K", content: `${"é".repeat(1_600)}\0` }, { name: "a", type: "2", target: "." }),
        /entry "a" is a link whose target has more than 3072 bytes/,
    ],
    [
        "a link whose target has a control character",
        tarOf(file, { name: "a", type: "2", target: "config.json\n/.." }),
        /entry "a" is a link whose target has a control character/,
    ],
    ["a link to nothing", tarOf(file, { name: "a", type: "2", target: "b" }), /link "a" to "b" leads to nothing/],
    [
        "a link below a file",
        tarOf(file, { name: "a", type: "2", target: "config.json/b" }),
        /link "a" to "config\.json\/b" leads to nothing/,
    ],
    [
        "a link to itself",
        tarOf({ name: "a", type: "2", target: "b" }, { name: "b", type: "2", target: "a" }),
        /link "a" to "b" leads back to itself/,
    ],
    [
        "a hard link to what is outside",
        tarOf({ name: "a", type: "1", target: "../../etc/passwd" }),
        /entry "\.\.\/\.\.\/etc\/passwd" leads out of the directory/,
    ],
    [
        "a hard link to an absolute path",
        tarOf({ name: "a", type: "1", target: "/etc/passwd" }),
        /"\/etc\/passwd" is an absolute path/,
    ],
    [
        "a hard link to what comes later",
        tarOf({ name: "a", type: "1", target: "config.json" }, file),
        /entry "a" is a hard link to "config\.json", which is no file that comes before it; pack with --hard-dereference/,
    ],
    [
        "a hard link to a link",
        tarOf({ name: "l", type: "2", target: "/etc/passwd" }, { name: "a", type: "1", target: "l" }),
        /entry "a" is a hard link to "l", which is no file/,
    ],
    ["no entry", endOfTar, /the archive has no entry; pack the files of the model/],
    ["the directory alone", tarOf({ name: "./", type: "5" }), /the archive has no entry/],
    ["no end", blocksOf(file), /the archive ends before its end; see that the archive is whole: tar -tf/],
    [
        "no end, behind a file that ends with zeros",
        blocksOf({ name: "a", content: Buffer.alloc(4096) }),
        /the archive ends before its end/,
    ],
    [
        "half an end, behind a file that ends with zeros",
        Buffer.concat([blocksOf({ name: "a", content: Buffer.alloc(4096) }), endOfTar.subarray(512)]),
        /the archive ends before its end/,
    ],
    [
        "one archive behind another",
        Buffer.concat([tarOf(file), tarOf({ name: "a", content: "1" })]),
        /the archive goes on behind its end; pack all files into one archive/,
    ],
    [
        "an archive behind an empty one, compressed",
        gzipSync(Buffer.concat([endOfTar, tarOf(file)])),
        /the archive goes on behind its end/,
    ],
    [
        "a header without an entry behind the end",
        Buffer.concat([tarOf(file), blocksOf(pax("comment=x\n")), endOfTar]),
        /the archive goes on behind its end/,
    ],
    [
        "half a file",
        tarOf({ name: "a", content: "x".repeat(4000) }).subarray(0, 3000),
        /the archive ends before its end/,
    ],
    [
        "half a compressed file",
        gzipSync(tarOf({ name: "a", content: randomBytes(4000) })).subarray(0, 3000),
        /the archive ends before its end/,
    ],
    [
        "a damaged header",
        tarOf(file, { name: "b" }).map((byte, i) => (i === 1030 ? 1 : byte)) as Buffer,
        /the archive is damaged \(.*\); pack the files again/,
    ],
    [
        "damaged compression",
        gzipSync(tarOf({ name: "a", content: randomBytes(4000) })).map((byte, i) =>
            i > 1000 && i < 1100 ? ~byte : byte,
        ) as Buffer,
        /the archive is damaged/,
    ],
    ["nothing at all", Buffer.alloc(0), /the archive is empty/],
    [
        "a ZIP archive",
        Buffer.from("PK\x03\x04 and more"),
        /the archive is no tar archive, but a ZIP archive; put a tar archive there, as `npx meridian pack` makes one, or remove unpack/,
    ],
    ["a GGUF model", Buffer.from("GGUF\x03"), /no tar archive, but a GGUF model/],
    ["a safetensors file", Buffer.from('\x10\0\0\0\0\0\0\0{"__metadata__":{}}', "latin1"), /but a safetensors file/],
    ["another compression", Buffer.from("\x28\xb5\x2f\xfd more", "latin1"), /but an archive compressed with Zstandard/],
    ["what it can't name", randomBytes(2000).fill(1, 0, 9), /the archive is no tar archive; put/],
    ["what is too short", Buffer.from("short"), /the archive is no tar archive; put/],
    [
        "a bomb",
        gzipSync(Buffer.concat([blocksOf({ name: "a", size: 2 ** 30 + 1 }), Buffer.alloc(100)])),
        /the archive has more than 1073741824 bytes without its compression, the limit for a compressed archive of its size; pack without compression/,
    ],
    [
        "a bomb in a header",
        gzipSync(tarOf({ name: "x", type: "x", content: Buffer.alloc(20 * 2 ** 20) })),
        /the archive is damaged \(Header exceeds max size\)/,
    ],
];

describe("unpacking refuses", () => {
    let unpacking: Unpacking;
    before(() => {
        unpacking = new Unpacking();
    });
    after(() => {
        unpacking.dispose();
    });

    for (const [what, archive, message] of refused) {
        it(what, async () => {
            assert.match(await unpacking.refusalOf(archive), message);
            assert.deepEqual(unpacking.beside, []);
        });
    }

    for (const version of ["0.0", "0.1", "1.0"]) {
        it(`a file with holes as GNU tar packs it in version ${version}`, async () => {
            const weights = path.join(unpacking.folder, "weights");
            writeFileSync(weights, "w");
            truncateSync(weights, 2 ** 20);
            const packed = path.join(unpacking.folder, "packed");
            const sparse = ["--format=pax", "--sparse", `--sparse-version=${version}`, "--hole-detection=raw"];
            execFileSync("tar", [...sparse, "-C", unpacking.folder, "-cf", packed, "weights"]);
            const archive = readFileSync(packed);
            for (const file of [weights, packed]) rmSync(file);
            assert.match(await unpacking.refusalOf(archive), /is a file with holes; pack without --sparse/);
        });
    }

    it("more bytes than its limit behind the last file", async () => {
        const end = new EndMark({ bytes: 4096, exceeded: () => new UnpackRefused("the archive is a bomb", "") });
        end.resume();
        const pieces = [tarOf(file), Buffer.alloc(2048), Buffer.alloc(1)];
        await assert.rejects(pipeline(pieces, end), /the archive is a bomb/);
    });

    it("more ends than its buffers can have", async () => {
        const end = new EndMark({ bytes: Infinity, exceeded: () => new UnpackRefused("", "") });
        end.resume();
        const piece = Buffer.alloc(2 ** 20, Buffer.concat([endOfTar, Buffer.alloc(512, 1)]));
        await assert.rejects(pipeline(Array<Buffer>(20).fill(piece), end), /the archive goes on behind its end/);
    });

    describe("before it has all entries,", () => {
        let tree: Tree;
        beforeEach(() => {
            tree = new Tree({ bytes: 0, exceeded: () => new UnpackRefused("", "") });
        });
        const add = (name: string, kind: Entry["kind"] = "directory", target = "") =>
            tree.add({ name, kind, size: 0, executable: false, target, modified: new Date(0) });

        it("more entries than its limit", () => {
            for (let i = 0; i < 100_000; i++) add(`d${i}/`);
            assert.throws(() => add("d/"), /the archive has more than 100000 entries; pack fewer files/);
        });

        it("longer link targets than its limit in all", () => {
            const target = "./".repeat(1500);
            const links = Math.floor(2 ** 25 / 3005);
            for (let i = 0; i < links; i++) add(String(10_000 + i), "link", target);
            assert.throws(() => add("10", "link", target), /paths and link targets have more than 33554432 bytes/);
        });

        it("longer paths than its limit in all, those of directories that no entry has named among them", () => {
            const below = "d/".repeat(1500);
            const addAll = () => {
                for (let i = 0; i < 100; i++) add(`${i}/${below}`);
            };
            assert.throws(addAll, /paths and link targets have more than 33554432 bytes; use shorter paths/);
            assert.ok(tree.size < 50_000, `${tree.size} entries`);
        });
    });
});
