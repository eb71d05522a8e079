import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

import { contentsOf } from "./contents";
import { linksIn } from "./markdown-links";

/** A file of the repository that the site shows. */
export interface Page {
    /** From the root of the repository. */
    readonly file: string;
    readonly kind: "page" | "source" | "folder" | "download";
}

/** Larger files are downloads: highlighting them takes seconds, and they are not for reading in a browser. */
const mostSourceBytes = 32 * 1024;

/** The pages of the index, and everything that the repository's pages link to from there. */
export function sitePages(root: string): Page[] {
    const listed = contentsOf(root).flatMap(({ pages }) => pages.map(({ file }) => file));
    const found = new Map<string, Page>();
    const open = ["README.md", "docs/README.md", ...listed];
    for (let file = open.shift(); file !== undefined; file = open.shift()) {
        if (found.has(file)) continue;
        const page = { file, kind: kindOf(path.join(root, file)) };
        found.set(file, page);
        open.push(...targetsOf(root, page));
    }
    return [...found.values()];
}

function kindOf(at: string): Page["kind"] {
    const stats = statSync(at);
    if (stats.isDirectory()) return "folder";
    if (at.endsWith(".md")) return "page";
    return stats.size > mostSourceBytes ? "download" : "source";
}

function targetsOf(root: string, { file, kind }: Page): string[] {
    const at = path.join(root, file);
    if (kind === "folder") return filesIn(at).map(name => path.posix.join(file, name));
    if (kind !== "page") return [];
    return linksIn(readFileSync(at, "utf8")).flatMap(link => targetIn(file, link)?.file ?? []);
}

/** The files of a folder that a reader may open. */
export function filesIn(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true })
        .filter(entry => entry.isFile() && !entry.name.startsWith("."))
        .map(({ name }) => name)
        .sort();
}

/** The file that a page's link leads to, with the anchor; undefined for other sites, and for the page itself. */
export function targetIn(page: string, link: string): { readonly file: string; readonly anchor: string } | undefined {
    if (/^[a-z]+:/.test(link) || link.startsWith("#")) return undefined;
    const [target = "", anchor] = link.split("#");
    const file = path.posix.normalize(path.posix.join(path.posix.dirname(page), target)).replace(/\/$/, "");
    return { file, anchor: anchor === undefined ? "" : `#${anchor}` };
}

/** Where a page is on the site, as a path to Markdown below the site's sources; of a download, to the file itself. */
export function placeOf({ file, kind }: Page): string {
    switch (kind) {
        case "download":
            return `files/${file}`;
        case "source":
            return `source/${file}.md`;
        case "folder":
            return `source/${file}/index.md`;
        case "page": {
            if (file === "README.md") return "index.md";
            if (file === "docs/README.md") return "documentation.md";
            const place = file.startsWith("docs/") ? file.slice("docs/".length) : `project/${file.toLowerCase()}`;
            return place.replace(/(^|\/)readme\.md$/, "$1index.md");
        }
    }
}
