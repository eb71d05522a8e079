import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

import { slugOf } from "../../tools/docs/site/slug";
import { packageRoot } from "../../tools/package-root";

const root = packageRoot();

/** Pages of the repository; not what is installed, built, or copied from elsewhere. */
function pagesIn(directory: string): string[] {
    return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
        const at = path.join(directory, entry.name);
        if (entry.isDirectory()) {
            return /^(\..*|node_modules|dist|coverage|debian)$/.test(entry.name) ? [] : pagesIn(at);
        }
        return entry.name.endsWith(".md") ? [at] : [];
    });
}

/** The text without blocks and spans of code. */
const prose = (text: string) => text.replace(/^```[^]*?^```/gm, "").replace(/`[^`\n]*`/g, "");

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
    const headings = readFileSync(page, "utf8")
        .replace(/^```[^]*?^```/gm, "")
        .matchAll(/^#+ (.+)$/gm);
    return [...headings].map(([, heading]) => slugOf(heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")));
}

/** Links of a page that lead nowhere. */
function brokenIn(page: string): string[] {
    const links = [...prose(readFileSync(page, "utf8")).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    return links.filter(link => {
        if (/^[a-z]+:/.test(link)) return false;
        const [file, anchor] = link.split("#") as [string, string?];
        const target = file === "" ? page : path.resolve(path.dirname(page), file);
        if (!existsSync(target)) return true;
        return anchor !== undefined && (!statSync(target).isFile() || !anchorsOf(target).includes(anchor));
    });
}

describe("pages of the repository", () => {
    const pages = pagesIn(root);

    it("link to files and headings that exist", () => {
        assert.ok(pages.length > 40, `${pages.length}`);
        const broken = pages.flatMap(page => brokenIn(page).map(link => `${path.relative(root, page)}: ${link}`));
        assert.deepEqual(broken, []);
    });

    it("introduce the product in a README of 150 lines at most", () => {
        const lines = readFileSync(path.join(root, "README.md"), "utf8").split("\n").length;
        assert.ok(lines <= 150, `${lines} lines`);
    });
});
