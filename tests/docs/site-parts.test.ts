import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { entryPoints } from "../../tools/docs/site/api";
import { breakable } from "../../tools/docs/site/breakable";
import { contentsOf } from "../../tools/docs/site/contents";
import { faultsOfSite } from "../../tools/docs/site/faults";
import { linksIn, withLinks } from "../../tools/docs/site/markdown-links";
import { placeOf, sitePages, targetIn } from "../../tools/docs/site/pages";
import { slugOf } from "../../tools/docs/site/slug";
import { packageRoot } from "../../tools/package-root";

describe("the parts of the site", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "meridian-site-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function write(files: Readonly<Record<string, string>>): void {
        for (const [name, text] of Object.entries(files)) {
            mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
            writeFileSync(path.join(folder, name), text);
        }
    }

    it("order pages as the index of the documentation does", () => {
        write({
            "docs/README.md":
                "# Documentation\n\n## First\n\n- [One](a/one.md)\n- [Two](two.md)\n\n## Second\n\n- [Out](../OUT.md)\n",
        });
        assert.deepEqual(contentsOf(folder), [
            {
                title: "First",
                pages: [
                    { title: "One", file: "docs/a/one.md" },
                    { title: "Two", file: "docs/two.md" },
                ],
            },
            { title: "Second", pages: [{ title: "Out", file: "OUT.md" }] },
        ]);
    });

    it("show what pages link to: other pages, sources, folders with their files, and large files as downloads", () => {
        write({
            "README.md": "[code](src/a.ts) [folder](examples) `[no](none.md)` [site](https://example.com)",
            "docs/README.md": "## Pages\n\n- [One](one.md)\n",
            "docs/one.md": "[up](../README.md#top) [here](#here) [data](../large.json)\n\n```\n[no](none.md)\n```\n",
            "src/a.ts": "",
            "examples/b.ts": "",
            "large.json": " ".repeat(40_000),
        });
        assert.deepEqual(
            sitePages(folder).map(page => [page.file, placeOf(page)]),
            [
                ["README.md", "index.md"],
                ["docs/README.md", "documentation.md"],
                ["docs/one.md", "one.md"],
                ["src/a.ts", "source/src/a.ts.md"],
                ["examples", "source/examples/index.md"],
                ["large.json", "files/large.json"],
                ["examples/b.ts", "source/examples/b.ts.md"],
            ],
        );
    });

    it("place pages of other folders below project, by the folder of a README", () => {
        const placed = ["CHANGELOG.md", "tests/README.md", "docs/clouds/aws.md"];
        assert.deepEqual(
            placed.map(file => placeOf({ file, kind: "page" })),
            ["project/changelog.md", "project/tests/index.md", "clouds/aws.md"],
        );
    });

    it("change links outside of code only, and leave out comments", () => {
        const page = "<!-- generated: x -->\n\n[`a`](a.md) `[b](b.md)`\n\n```md\n[c](c.md) <!-- d -->\n```\n";
        assert.deepEqual(linksIn(page), ["a.md"]);
        assert.equal(
            withLinks(page, target => `/${target}`),
            "[`a`](/a.md) `[b](b.md)`\n\n```md\n[c](c.md) <!-- d -->\n```\n",
        );
    });

    it("resolve links from the folder of their page", () => {
        assert.deepEqual(targetIn("docs/a/one.md", "../two.md#x"), { file: "docs/two.md", anchor: "#x" });
        assert.deepEqual(targetIn("docs/one.md", "../examples/"), { file: "examples", anchor: "" });
        assert.equal(targetIn("docs/one.md", "mailto:a@example.com"), undefined);
    });

    it("have the anchors that GitHub makes", () => {
        assert.equal(slugOf("`meridian:aws`"), "meridianaws");
        assert.equal(slugOf("What is built, and why"), "what-is-built-and-why");
    });

    it("break long names of code after their separators", () => {
        assert.equal(
            breakable("<code v-pre>a_total .x/y.ts &#39;</code>"),
            "<code v-pre>a_<wbr>total .<wbr>x/<wbr>y.<wbr>ts &#39;</code>",
        );
    });

    it("find dead links, missing anchors and what would be loaded from another host", () => {
        write({
            "index.html": [
                '<script src="https://example.com/a.js"></script><img src="//example.com/a.png"><link href="data:,">',
                '<h1 id="top"></h1><a href="#top"></a><a href="/b.html#part"></a><a href="b#none"></a><a href="c.html"></a>',
                '<a href="https://example.com"></a>',
            ].join("\n"),
            "b.html": '<h2 id="part"></h2>',
            "style.css":
                '@import "https://example.com/a.css"; a { background: url(data:x) } b { background: url("http://example.com/b") }',
        });
        assert.deepEqual(faultsOfSite(folder), [
            "index.html loads https://example.com/a.js",
            "index.html loads //example.com/a.png",
            "index.html links to b#none",
            "index.html links to c.html",
            "style.css loads https://example.com/a.css",
            "style.css loads http://example.com/b",
        ]);
    });

    it("document what the package exports", () => {
        const points = [...entryPoints(packageRoot())].map(([file, name]) => [
            path.relative(packageRoot(), file),
            name,
        ]);
        assert.deepEqual(points[0], ["components/index.ts", "pulumi-meridian"]);
        assert.ok(points.some(([file, name]) => file === "policy/index.ts" && name === "pulumi-meridian/policy"));
    });
});
