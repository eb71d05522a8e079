import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { withLinks } from "./markdown-links";
import { filesIn, type Page, placeOf, sitePages, targetIn } from "./pages";

/** Writes the pages as VitePress reads them: links lead to places of the site. */
export function stage(root: string, to: string): void {
    const pages = sitePages(root);
    const byFile = new Map(pages.map(page => [page.file, page]));
    for (const page of pages) {
        const at = path.join(to, page.kind === "download" ? "public" : "", placeOf(page));
        mkdirSync(path.dirname(at), { recursive: true });
        if (page.kind === "download") cpSync(path.join(root, page.file), at);
        else writeFileSync(at, textOf(root, page, byFile));
    }
}

function textOf(root: string, { file, kind }: Page, pages: ReadonlyMap<string, Page>): string {
    const at = path.join(root, file);
    if (kind === "folder") {
        const files = filesIn(at).map(name => `- [${name}](/${placeOf(pages.get(`${file}/${name}`)!)})`);
        return `${unsearched}# ${file}\n\n${files.join("\n")}\n`;
    }
    const text = readFileSync(at, "utf8");
    if (kind === "source") return `${unsearched}# ${path.basename(file)}\n\n\`${file}\`\n\n${fenced(file, text)}\n`;
    return withLinks(text, link => {
        const target = targetIn(file, link);
        if (target === undefined) return link;
        const page = pages.get(target.file);
        if (page === undefined) throw new Error(`${file}: ${link} leads to no page`);
        return `/${placeOf(page)}${target.anchor}`;
    });
}

/** A reader who searches looks for pages, and code needs the width of the outline. */
const unsearched = "---\nsearch: false\naside: false\n---\n\n";

/** Longer than any fence in a file that is shown. */
const fence = "`".repeat(6);

function fenced(file: string, text: string): string {
    const [, language = "text"] = /\.(ts|ya?ml|json|sh|py)$/.exec(file) ?? [];
    return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}
