import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import path from "node:path";

import { contentOf, removeFile, replaceFile } from "../../runtime/files";
import { emptyRoot } from "../components/adapters/local/provider/root";

describe("a file that is replaced as a whole", () => {
    const root = emptyRoot();
    const file = (name: string) => path.join(root.path, name);
    const mode = (name: string) => (statSync(file(name)).mode & 0o777).toString(8);

    it("is its owner's only, and so are the directories made for it", async () => {
        await replaceFile(file("cells/eu/tls.key"), "key");
        assert.deepEqual(["cells/eu/tls.key", "cells/eu", "cells", "."].map(mode), ["600", "700", "700", "700"]);
    });

    it("is its owner's only after one that others could read", async () => {
        mkdirSync(root.path);
        writeFileSync(file("tls.key"), "old");
        chmodSync(file("tls.key"), 0o644);
        await replaceFile(file("tls.key"), "new");
        assert.equal(mode("tls.key"), "600");
    });

    it("is the old one or the new one to a reader while it is replaced, and never a part", async () => {
        const contents = ["a", "b"].map(letter => letter.repeat(1 << 20));
        await replaceFile(file("clusters.json"), contents[0]!);
        const reading = new AbortController();
        const seen = new Set<string>();
        const reader = (async () => {
            while (!reading.signal.aborted) {
                seen.add(readFileSync(file("clusters.json"), "utf8"));
                await nextTurn();
            }
        })();
        for (let i = 1; i <= 20; i++) {
            await replaceFile(file("clusters.json"), contents[i % 2]!);
        }
        reading.abort();
        await reader;
        assert.ok([...seen].every(content => contents.includes(content)));
        assert.deepEqual(readdirSync(root.path), ["clusters.json"], "no temporary file is left");
    });

    it("leaves no temporary file when it can't be put in its place", async () => {
        mkdirSync(file("occupied/by-a-directory"), { recursive: true });
        await assert.rejects(replaceFile(file("occupied"), "content"));
        assert.deepEqual(readdirSync(root.path), ["occupied"]);
    });

    it("takes the directories with it that it leaves empty, and no others", async () => {
        await replaceFile(file("cells/eu/eu-west/gate/routes.json"), "");
        await replaceFile(file("cells/eu/ports"), "");
        await removeFile(root.path, file("cells/eu/eu-west/gate/routes.json"));
        assert.deepEqual(readdirSync(file("cells/eu")), ["ports"]);
        await removeFile(root.path, file("cells/eu/ports"));
        assert.ok(!existsSync(root.path));
        assert.ok(existsSync(path.dirname(root.path)), "what is above the runtime directory stays");
    });

    it("takes with it what killed attempts to replace it have left", async () => {
        await replaceFile(file("ports.json"), "{}");
        writeFileSync(file("ports.json.4711.0a1b2c3d.tmp"), "{");
        await removeFile(root.path, file("ports.json"));
        assert.ok(!existsSync(root.path));
    });

    it("is no fault when it is gone already", async () => {
        assert.equal(await contentOf(file("none")), undefined);
        await removeFile(root.path, file("cells/none"));
    });
});
