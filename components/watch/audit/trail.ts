import { type Anchor, parseAnchor } from "./anchor";

/** Where a cell's audit trail lies. */
export interface TrailFiles {
    readonly cell: string;
    /** The log: in the cell's primary region. */
    readonly log: string;
    /** The anchors: one in each other region of the cell. */
    readonly anchors: readonly string[];
}

/** A trail as it was read. */
export interface Trail {
    readonly cell: string;
    /** The log's whole lines, without their ends. */
    readonly lines: readonly string[];
    /** What stands after the last line's end. */
    readonly rest: string;
    readonly anchors: readonly FoundAnchor[];
}

export interface FoundAnchor {
    readonly file: string;
    /** `missing`: there is no such file. `unreadable`: what is in it is no anchor. */
    readonly anchor: Anchor | "missing" | "unreadable";
}

/** How often a trail is read before what was read is taken as it is: each time, somebody appended meanwhile. */
const mostReads = 20;

/**
 * Reads a trail that others may append to meanwhile. Anchors are written after the log and before anybody else may append, so
 * that with the same anchors before and after it a log is one entry ahead of them at most.
 *
 * @param read the text of a file, undefined where there is none
 */
export async function readTrail(
    { cell, log, anchors }: TrailFiles,
    read: (file: string) => Promise<string | undefined>,
): Promise<Trail> {
    const anchorTexts = () => Promise.all(anchors.map(read));
    for (let reads = 1, before = await anchorTexts(); ; reads++) {
        const text = (await read(log)) ?? "";
        const after = await anchorTexts();
        if (reads === mostReads || before.every((anchor, i) => anchor === after[i])) {
            const found = anchors.map((file, i) => ({ file, anchor: foundIn(before[i]) }));
            return { cell, ...linesOf(text), anchors: found };
        }
        before = after;
    }
}

export function linesOf(text: string): Pick<Trail, "lines" | "rest"> {
    const lines = text.split("\n");
    const rest = lines.pop() ?? "";
    return { lines, rest };
}

function foundIn(text: string | undefined): FoundAnchor["anchor"] {
    return text === undefined ? "missing" : (parseAnchor(text) ?? "unreadable");
}
