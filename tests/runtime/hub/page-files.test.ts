import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { buildPage, builtPage } from "../../../build/page";
import { pageFile, type PageFiles, pageFiles } from "../../../runtime/hub/page-files";

describe("the files of the hub's page", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "meridian-page-"));
    let files: PageFiles;
    before(async () => {
        await buildPage(folder);
        files = pageFiles(folder);
    });
    after(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    const assets = () => readdirSync(path.join(folder, "assets")).map(name => `/assets/${name}`);

    it("are the HTML at the root, and all that it names", () => {
        const html = files("/")?.body.toString() ?? "";
        const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
        assert.equal(named.length, 4);
        for (const url of named) assert.ok(files(url), url);
    });

    it("say what they are", () => {
        assert.equal(files("/")?.contentType, "text/html; charset=utf-8");
        const types = Object.fromEntries(assets().map(url => [path.extname(url), files(url)?.contentType]));
        assert.deepEqual(types, {
            ".css": "text/css; charset=utf-8",
            ".js": "text/javascript; charset=utf-8",
            ".svg": "image/svg+xml",
            ".txt": "text/plain; charset=utf-8",
        });
    });

    it("may be kept for ever where their name has their hash, and are asked for again otherwise", () => {
        for (const url of assets().filter(name => !name.endsWith(".txt"))) {
            assert.equal(files(url)?.headers["cache-control"], "public, max-age=31536000, immutable", url);
        }
        for (const url of ["/", "/assets/third-party.txt"]) {
            assert.equal(files(url)?.headers["cache-control"], "no-cache", url);
        }
    });

    it("come under a policy that lets them load their own kind and nothing else", () => {
        for (const url of ["/", ...assets()]) {
            const { headers } = files(url)!;
            const policy = headers["content-security-policy"]!.split("; ");
            assert.ok(policy.includes("default-src 'none'"), url);
            assert.ok(policy.includes("frame-ancestors 'none'"), url);
            assert.doesNotMatch(policy.join(), /unsafe|https?:|data:|\*/);
            assert.equal(headers["x-content-type-options"], "nosniff");
            assert.equal(headers["referrer-policy"], "no-referrer");
        }
    });

    it("have no script or style within the HTML, which the policy would refuse", () => {
        const html = files("/")!.body.toString();
        assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/);
    });

    it("lead nowhere else", () => {
        for (const url of [
            "/index.html/",
            "/assets",
            "/assets/",
            "/../package.json",
            "/assets/../../package.json",
            "//",
            "",
        ]) {
            assert.equal(files(url), undefined, url);
        }
    });

    it("are the same when they are built again", async () => {
        const again = mkdtempSync(path.join(tmpdir(), "meridian-page-"));
        try {
            await buildPage(again);
            for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(n =>
                n.includes("."),
            )) {
                assert.deepEqual(readFileSync(path.join(again, name)), readFileSync(path.join(folder, name)), name);
            }
        } finally {
            rmSync(again, { recursive: true, force: true });
        }
    });

    it("are found where the build has put them, also from the sources", function () {
        // `npm run build` goes before all tests, not before one file of them.
        if (!existsSync(path.join(builtPage, "assets"))) this.skip();
        assert.deepEqual(pageFile("/")?.body, readFileSync(path.join(builtPage, "index.html")));
        assert.equal(pageFile("/main.mts"), undefined);
    });

    it("name the licence of each library that is inside", () => {
        const notice = files("/assets/third-party.txt")!.body.toString();
        for (const [name, licence] of [
            ["preact", "MIT"],
            ["uplot", "MIT"],
            ["d3-geo", "ISC"],
            ["world-atlas", "ISC"],
        ] as const) {
            assert.match(notice, new RegExp(`^${name} [\\d.]+ \\(${licence}\\)$`, "m"));
        }
        assert.match(notice, /Permission is hereby granted/);
    });

    it("are refused, with the way to build them, where there are none", () => {
        const empty = path.join(folder, "empty");
        mkdirSync(empty);
        assert.throws(() => pageFiles(empty), new Error(`no page in ${empty}; run \`npm run build\``));
        rmSync(empty, { recursive: true });
    });
});
