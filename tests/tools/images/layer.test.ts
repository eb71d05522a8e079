import assert from "node:assert/strict";

import type { Entry } from "../../../tools/images/content/content";
import { tarOf } from "../../../tools/images/layout/tar";

const file = (path: string, text = path): Entry => ({ path, data: Buffer.from(text) });

describe("the archive of a layer", () => {
    async function headers(entries: readonly Entry[]) {
        const { unpackTar } = await import("modern-tar");
        return (await unpackTar(await tarOf(entries))).map(({ header }) => header);
    }

    it("is the same whatever the order of its entries", async () => {
        const entries = [file("b/x"), file("a"), file("b/a"), { path: "b/link", target: "x" }];
        assert.deepEqual(await tarOf(entries), await tarOf([...entries].reverse()));
    });

    it("has its entries by their paths, below their folders, of root, from the beginning of time", async () => {
        const found = await headers([file("usr/lib/x"), { path: "tmp", mode: 0o1777 }, { path: "bin", target: "usr" }]);
        assert.deepEqual(
            found.map(({ name, type, mode, uid, gid, mtime }) => [name, type, mode, uid, gid, Number(mtime)]),
            [
                ["bin", "symlink", 0o777, 0, 0, 0],
                ["tmp/", "directory", 0o1777, 0, 0, 0],
                ["usr/", "directory", 0o755, 0, 0, 0],
                ["usr/lib/", "directory", 0o755, 0, 0, 0],
                ["usr/lib/x", "file", 0o644, 0, 0, 0],
            ],
        );
    });

    it("has files that every user may read and none may write, and none that runs as another user", async () => {
        const found = await headers([file("data"), { path: "program", data: Buffer.from(""), executable: true }]);
        assert.deepEqual(
            found.map(({ mode }) => mode),
            [0o644, 0o755],
        );
    });

    it("names long paths without extended headers", async () => {
        const long = `usr/share/doc/${"n".repeat(60)}/${"f".repeat(60)}`;
        const archive = Buffer.from(await tarOf([file(long)]));
        // The type of each entry, at the places that hold a header.
        const types = new Set<string>();
        for (let at = 0; at + 512 <= archive.length; at += 512) {
            if (archive.toString("latin1", at + 257, at + 262) === "ustar")
                types.add(archive.toString("latin1", at + 156, at + 157));
        }
        assert.deepEqual([...types].sort(), ["0", "5"]);
        assert.ok((await headers([file(long)])).some(({ name }) => name === long));
    });

    for (const wrong of ["/etc/passwd", "a//b", "a/../b", "./a", "a b", ""]) {
        it(`refuses the path ${JSON.stringify(wrong)}`, async () => {
            await assert.rejects(tarOf([file(wrong)]), /is no path of an image; allowed: letters/);
        });
    }

    it("refuses a path twice", async () => {
        await assert.rejects(tarOf([file("a"), file("a", "other")]), /a is in a layer twice/);
    });
});
