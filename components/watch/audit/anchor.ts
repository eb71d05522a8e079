import { z } from "zod";

import { label, sha256 } from "../../plan/config/form";
import { canonicalJson } from "./canonical";
import { type Link, startOf } from "./chain";
import type { Entry } from "./entry";

const anchorSchema = z.strictObject({
    cell: label,
    seq: z.int().min(1),
    hash: sha256,
    time: z.iso.datetime({ precision: 3 }),
});

/** How far a log went, kept in another place than the log: without it, a log that was cut or recreated looks whole. */
export type Anchor = Readonly<z.output<typeof anchorSchema>>;

export function anchorOf({ cell, seq, hash, time }: Entry): Anchor {
    return { cell, seq, hash, time };
}

/** An anchor as its file has it. */
export function anchorText(anchor: Anchor): string {
    return `${canonicalJson(anchor)}\n`;
}

/** The anchor in such a file; undefined if it has none. */
export function parseAnchor(text: string): Anchor | undefined {
    try {
        return anchorSchema.parse(JSON.parse(text));
    } catch {
        return undefined;
    }
}

/** Whether a log that ends with this entry agrees with an anchor, as far as the end tells: it may be one behind. */
export function agreesWithEnd(anchor: Anchor, last: Entry): boolean {
    return (
        (anchor.seq === last.seq && anchor.hash === last.hash) ||
        (anchor.seq === last.seq - 1 && anchor.hash === last.previous)
    );
}

/**
 * What the next entry follows: the last in the log, or rather the furthest anchor whose entry the log has not. A log that was
 * cut or rewritten is so gone on with after what is missing, and the gap stays to be found in it.
 */
export function endOf(cell: string, entries: readonly Entry[], anchors: readonly Anchor[]): Link {
    const hashes = new Set(entries.map(({ hash }) => hash));
    const [lost] = anchors
        .filter(anchor => anchor.cell === cell && !hashes.has(anchor.hash))
        .sort((a, b) => b.seq - a.seq);
    return lost ?? entries.at(-1) ?? startOf(cell);
}
