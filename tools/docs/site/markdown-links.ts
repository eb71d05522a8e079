/** Blocks and spans of code, comments, and the targets of links: what comes first at a position is what stands there. */
const parts = /^ *```[^]*?^ *```$|`[^`\n]+`|<!--[^]*?-->\n*|\]\(([^)\s]+)\)/gm;

/** The targets of a page's links, without those in code. */
export function linksIn(text: string): string[] {
    return [...text.matchAll(parts)].flatMap(([, target]) => (target === undefined ? [] : [target]));
}

/** The page with other targets of its links and without comments, which are for tools. */
export function withLinks(text: string, targetOf: (target: string) => string): string {
    return text.replace(parts, (part: string, target: string | undefined) => {
        if (target !== undefined) return `](${targetOf(target)})`;
        return part.startsWith("<!--") ? "" : part;
    });
}
