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
    /** The text after the end of the last line. */
    readonly rest: string;
    readonly anchors: readonly FoundAnchor[];
}

export interface FoundAnchor {
    readonly file: string;
    /** `missing`: there is no such file. `unreadable`: what is in it is no anchor. */
    readonly anchor: Anchor | "missing" | "unreadable";
}

/** How often a trail is read again because another process appended meanwhile. Then the last read counts. */
const mostReads = 20;

/**
 * Reads a trail that other processes may append to meanwhile. Anchors are written after the log and before the next append, so with the
 * same anchors before and after the read, a log is at most one entry ahead of them. If each read meets an append, the log counts as it was
 * with the anchors that were read before it.
 * @param read returns the text of a file, or undefined if it does not exist
 */
export async function readTrail(
    { cell, log, anchors }: TrailFiles,
    read: (file: string) => Promise<string | undefined>,
): Promise<Trail> {
    const anchorTexts = () => Promise.all(anchors.map(read));
    for (let reads = 1, before = await anchorTexts(); ; reads++) {
        const text = (await read(log)) ?? "";
        const after = await anchorTexts();
        const isStill = before.every((anchor, i) => anchor === after[i]);
        if (isStill || reads === mostReads) {
            const found = before.map(foundIn);
            const whole = linesOf(text);
            const lines = isStill ? whole : cutAfter(whole, found, after.map(foundIn));
            return { cell, ...lines, anchors: anchors.map((file, i) => ({ file, anchor: found[i]! })) };
        }
        before = after;
    }
}

type Lines = Pick<Trail, "lines" | "rest">;
type Found = FoundAnchor["anchor"];

/** Leaves out an entry appended after the anchors were read, one more than they count. An anchor that did not move proves nothing about it. */
function cutAfter(whole: Lines, before: readonly Found[], after: readonly Found[]): Lines {
    const seqs = before.map(seqOf);
    const haveMoved = after.every((anchor, i) => seqOf(anchor) > seqs[i]!);
    const most = Math.max(...seqs) + 1;
    return haveMoved && whole.lines.length > most ? { lines: whole.lines.slice(0, most), rest: "" } : whole;
}

function seqOf(anchor: Found): number {
    return typeof anchor === "string" ? 0 : anchor.seq;
}

export function linesOf(text: string): Lines {
    const lines = text.split("\n");
    const rest = lines.pop() ?? "";
    return { lines, rest };
}

function foundIn(text: string | undefined): FoundAnchor["anchor"] {
    return text === undefined ? "missing" : (parseAnchor(text) ?? "unreadable");
}
