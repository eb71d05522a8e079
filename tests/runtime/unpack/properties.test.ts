import assert from "node:assert/strict";
import { lstatSync, readdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

import fc from "fast-check";

import { runs } from "../../support/arbitraries";
import { tarOf, type TarEntry } from "../../support/tar";
import { Unpacking } from "./unpacking";

const part = fc.constantFrom("a", "b", "c", "model.bin", "é");
const text = fc.string({ maxLength: 600 });

/** Content by path, without a file in the place of a directory. */
const files = fc
    .dictionary(
        fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join("/")),
        text,
        { maxKeys: 8, minKeys: 1 },
    )
    .map(all => {
        const names = Object.keys(all);
        return names
            .filter(name => !names.some(other => other.startsWith(`${name}/`)))
            .map(name => [name, all[name]!] as const);
    });

/** What may be wrong in any way: names and targets that go up, down and round, and types that don't fit each other. */
const step = fc.constantFrom("a", "b", "..", ".", "");
const anywhere = fc.array(step, { minLength: 1, maxLength: 4 }).map(parts => parts.join("/"));
const hostile: fc.Arbitrary<TarEntry> = fc.record({
    name: fc.oneof({ weight: 3, arbitrary: fc.constantFrom("a", "b", "a/b", "c", "d/e", "c/f") }, anywhere),
    type: fc.constantFrom("0", "1", "2", "2", "5"),
    target: anywhere,
    content: fc.constant(""),
});

describe("unpacking any archive", () => {
    let unpacking: Unpacking;
    beforeEach(() => {
        unpacking = new Unpacking();
    });
    afterEach(() => {
        unpacking.dispose();
    });

    it("makes the files that were packed, and no others", async () => {
        await fc.assert(
            fc.asyncProperty(files, fc.boolean(), async (all, compressed) => {
                const archive = tarOf(...all.map(([name, content]) => ({ name, content })));
                const made = await unpacking.of(compressed ? gzipSync(archive) : archive);
                assert.notEqual(typeof made, "string", JSON.stringify(made));
                const found = Object.entries(unpacking.tree).flatMap(([name, [content]]) =>
                    content === null ? [] : [[name, content] as const],
                );
                const byName = (a: readonly [string, string], b: readonly [string, string]) => (a[0] < b[0] ? -1 : 1);
                assert.deepEqual(found.sort(byName), [...all].sort(byName));
            }),
            runs(60),
        );
    });

    it("makes nothing outside, and no link that leads there", async () => {
        let accepted = 0;
        await fc.assert(
            fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 5 }), async entries => {
                const before = readdirSync(unpacking.folder).length;
                const made = await unpacking.of(tarOf(...entries));
                if (typeof made === "string") {
                    assert.ok(readdirSync(unpacking.folder).length <= Math.max(before, 1), made);
                    return;
                }
                accepted++;
                assert.deepEqual(readdirSync(unpacking.folder).sort(), [".model.unpacked.json", "archive", "model"]);
                const root = realpathSync(unpacking.directory);
                for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
                    const at = path.join(root, name);
                    assert.ok(`${realpathSync(at)}/`.startsWith(`${root}/`), `${name} leads out`);
                    assert.ok(!lstatSync(at).isFile() || (lstatSync(at).mode & 0o222) === 0);
                }
            }),
            runs(300),
        );
        assert.ok(accepted > 20, `only ${accepted} were accepted`);
    });
});
