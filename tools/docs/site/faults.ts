import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** What a browser loads with a page. */
const loads = /<(?:script|link|img|source|iframe|video|audio)\b[^>]*?\b(?:src|href|srcset)="([^"]*)"/g;
const links = /<a\b[^>]*?\bhref="([^"]*)"/g;
const styles = /url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/g;

/** What is wrong with a built site: links within it that lead nowhere, and what a browser would load from another host. */
export function faultsOfSite(html: string): string[] {
    const files = readdirSync(html, { recursive: true, encoding: "utf8" });
    const pages = files.filter(file => file.endsWith(".html"));
    const anchors = new Map<string, ReadonlySet<string>>();
    const anchorsOf = (file: string) => {
        const known = anchors.get(file) ?? new Set([...read(file).matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id!));
        anchors.set(file, known);
        return known;
    };
    const read = (file: string) => readFileSync(path.join(html, file), "utf8");
    const isDead = (page: string, link: string) => {
        if (isElsewhere(link)) return false;
        const [target = "", anchor] = link.split("#").map(part => decodeURIComponent(part.split("?", 1)[0]!));
        const at = target.startsWith("/") ? target.slice(1) : path.posix.join(path.posix.dirname(page), target);
        const file = target === "" ? page : fileAt(html, at);
        return file === undefined || (anchor !== undefined && anchor !== "" && !anchorsOf(file).has(anchor));
    };
    return [
        ...pages.flatMap(page => {
            const text = read(page);
            return [
                ...targets(text, loads).flatMap(target => (isElsewhere(target) ? [`${page} loads ${target}`] : [])),
                ...targets(text, links).flatMap(link => (isDead(page, link) ? [`${page} links to ${link}`] : [])),
            ];
        }),
        ...files
            .filter(file => file.endsWith(".css"))
            .flatMap(file =>
                targets(read(file), styles)
                    .filter(isElsewhere)
                    .map(target => `${file} loads ${target}`),
            ),
    ];
}

function targets(text: string, form: RegExp): string[] {
    return [...text.matchAll(form)].map(([, one, other]) => (one ?? other ?? "").replaceAll("&amp;", "&"));
}

/** Whether it is an address of its own, as of another host. */
function isElsewhere(target: string): boolean {
    return /^([a-z]+:|\/\/)/i.test(target) && !target.startsWith("data:");
}

function fileAt(html: string, target: string): string | undefined {
    return [target, `${target}.html`, path.posix.join(target, "index.html")].find(
        file => existsSync(path.join(html, file)) && statSync(path.join(html, file)).isFile(),
    );
}
