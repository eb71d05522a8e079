/** The anchor of a heading's text, as GitHub makes it: links between pages work there and on the site. */
export function slugOf(heading: string): string {
    return heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .trim()
        .replaceAll(" ", "-");
}
