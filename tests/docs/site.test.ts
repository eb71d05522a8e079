import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { entryPoints } from "../../tools/docs/site/api";
import { contentsOf } from "../../tools/docs/site/contents";
import { faultsOfSite } from "../../tools/docs/site/faults";
import { placeOf } from "../../tools/docs/site/pages";
import { packageRoot } from "../../tools/package-root";

const root = packageRoot();

describe("the site", function () {
    this.timeout(600_000);
    let folder: string;
    let html: string;

    // It fails for a link that leads nowhere, and for a doc comment that names what does not exist.
    before(async () => {
        mkdirSync(path.join(root, ".site"), { recursive: true });
        folder = mkdtempSync(path.join(root, ".site", "tested-"));
        // A process of its own, because the bundler leaves one running until it ends.
        const program = ["-r", "./build/typescript.cjs", "tools/docs/site/main.ts", folder];
        await promisify(execFile)(process.execPath, program, { cwd: root });
        html = path.join(folder, "html");
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    const read = (file: string) => readFileSync(path.join(html, file), "utf8");

    it("has each page of the index, under its title", () => {
        const pages = contentsOf(root).flatMap(section => section.pages);
        assert.ok(pages.length > 50, `${pages.length}`);
        for (const { file } of pages) {
            const [, title = ""] = /^# (.+)$/m.exec(readFileSync(path.join(root, file), "utf8")) ?? [];
            const text = read(placeOf({ file, kind: "page" }).replace(/\.md$/, ".html"));
            const [, heading = ""] = /<h1[^>]*>([^<]*)</.exec(text) ?? [];
            assert.equal(heading.trim().replaceAll("&#39;", "'"), title, file);
        }
    });

    it("has the reference of each entry point of the package", () => {
        const index = read("api/index.html");
        for (const name of entryPoints(root).values()) assert.ok(index.includes(`>${name}</a>`), name);
    });

    it("finds pages without a network", () => {
        const chunks = readdirSync(path.join(html, "assets", "chunks"));
        const search = chunks.find(file => file.startsWith("@localSearchIndex"));
        assert.ok(search, chunks.join(", "));
        assert.match(read(`assets/chunks/${search}`), /Cells and residency/);
    });

    it("loads nothing from another host", () => {
        assert.deepEqual(faultsOfSite(html), []);
    });
});
