/** Colours, where someone looks. */
export interface Style {
    readonly bad: (text: string) => string;
    readonly good: (text: string) => string;
    readonly dim: (text: string) => string;
    readonly strong: (text: string) => string;
}

/**
 * On a terminal, unless it can't (`TERM=dumb`) or NO_COLOR is set (https://no-color.org); FORCE_COLOR goes before all of
 * that, as in Node itself: on anywhere, and off where it says so.
 */
export function styleFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
    const { FORCE_COLOR: forced = "", NO_COLOR: refused = "", TERM } = env;
    const coloured =
        forced === ""
            ? stream.isTTY === true && refused === "" && TERM !== "dumb"
            : forced !== "0" && forced !== "false";
    const paint = (on: number, off: number) => (text: string) =>
        coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
    return { bad: paint(31, 39), good: paint(32, 39), dim: paint(2, 22), strong: paint(1, 22) };
}
