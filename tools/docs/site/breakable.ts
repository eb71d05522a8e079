/** Rendered inline code that a browser may break after separators, so that a long name does not widen its column. */
export function breakable(html: string): string {
    return html.replace(/>([^<]+)</, (_, code: string) => `>${code.replace(/[_./](?=\w)/g, "$&<wbr>")}<`);
}
