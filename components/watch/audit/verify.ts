import { type Link, type ReadLine, readLine, startOf } from "./chain";
import type { Entry } from "./entry";
import type { FoundAnchor, Trail } from "./trail";

/** What has been done to a trail. */
export const findingKinds = [
    "changed",
    "not-an-entry",
    "foreign",
    "missing",
    "reordered",
    "duplicated",
    "cut",
    "anchor-missing",
    "anchor-unreadable",
    "anchor-mismatch",
    "anchor-behind",
] as const;
/** What a writer that was killed leaves behind, and where a trail shows less than it could: nothing to be alarmed about. */
export const noteKinds = ["torn", "unended", "anchor-late", "no-anchor"] as const;

export interface Finding<Kind extends string = (typeof findingKinds)[number]> {
    readonly kind: Kind;
    /** In the log, from 1. */
    readonly line?: number;
    /** The anchor's file, where it is about one. */
    readonly anchor?: string;
    /** One line of text. */
    readonly what: string;
}
export type Note = Finding<(typeof noteKinds)[number]>;

export interface Verified {
    readonly cell: string;
    /** Those in the log that are as they were written. */
    readonly entries: readonly Entry[];
    /** Empty: the trail is whole, as far as its anchors can tell. In order of line, anchors last. */
    readonly findings: readonly Finding[];
    readonly notes: readonly Note[];
}

interface Sound {
    readonly line: number;
    readonly entry: Entry;
}

/**
 * Everything in a trail that is not as its writers left it. With an anchor at the log's end, every change, removal, repetition
 * or change of order of lines is found. An anchor may be one entry behind, since a writer can be killed between the two; so the
 * last entry alone may be lost unseen until the next is written, and one that was made up at the end goes unseen: the next writer
 * takes it for what a killed one has left.
 */
export function verify({ cell, lines, rest, anchors }: Trail): Verified {
    const start = startOf(cell);
    const last = rest === "" ? undefined : readLine(rest, cell);
    const unended = last !== undefined && "entry" in last;
    const returns = lines.flatMap((line, i) => (line.endsWith("\r") ? [i + 1] : []));
    const read = [...lines.map(withoutReturn), ...(unended ? [rest] : [])].map(line => readLine(line, cell));
    const bad = read.flatMap((found, i) => ("entry" in found ? [] : [{ line: i + 1, ...found }]));
    const sound = read.flatMap((found, i) => ("entry" in found ? [{ line: i + 1, entry: found.entry }] : []));
    const bySeq = firstBySeq(sound);
    const badLines = bad.map(({ line }) => line);

    const inLog: Finding[] = [
        ...bad.map(({ line, kind, why }) => ({ kind, line, what: why })),
        ...returned(returns),
        ...misplaced(sound, bySeq),
        ...gaps([...bySeq.values()], badLines),
        ...unlinked(sound, bySeq, start),
    ];
    const { findings, notes } = againstAnchors(cell, anchors, bySeq, badLines);
    return {
        cell,
        entries: sound.map(({ entry }) => entry),
        findings: [...inLog.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)), ...findings],
        notes: [...restNotes(rest, last, lines.length + 1), ...notes],
    };
}

const withoutReturn = (line: string) => line.replace(/\r$/, "");

/** One finding for all lines: a program that changes the ends of lines changes all of them. */
function returned([line, ...others]: readonly number[]): Finding[] {
    if (line === undefined) return [];
    const which = others.length === 0 ? "this line ends" : `this line and ${others.length} more end`;
    const what = `changed: ${which} with CR LF, as some editors and version control write it; entries end with LF, and are verified here without the CR; put the file back, or take the CRs out of it`;
    return [{ kind: "changed", line, what }];
}

/** The first entry of each number, in order of number. */
function firstBySeq(sound: readonly Sound[]): Map<number, Sound> {
    const first = new Map<number, Sound>();
    for (const found of [...sound].sort((a, b) => a.entry.seq - b.entry.seq || a.line - b.line)) {
        if (!first.has(found.entry.seq)) {
            first.set(found.entry.seq, found);
        }
    }
    return first;
}

/** Entries that come twice, or after a later one. */
function misplaced(sound: readonly Sound[], bySeq: ReadonlyMap<number, Sound>): Finding[] {
    let furthest = 0;
    return sound.flatMap(({ line, entry: { seq, hash } }): Finding[] => {
        const first = bySeq.get(seq)!;
        if (first.line !== line) {
            const what =
                first.entry.hash === hash
                    ? `duplicated: entry ${seq} stands in line ${first.line} already`
                    : `duplicated: another entry ${seq} than that of line ${first.line}`;
            return [{ kind: "duplicated", line, what }];
        }
        if (seq < furthest) {
            return [{ kind: "reordered", line, what: `reordered: entry ${seq} stands after entry ${furthest}` }];
        }
        furthest = seq;
        return [];
    });
}

/** Numbers without a line. An unreadable line may be the missing one, and is reported anyway. */
function gaps(inOrder: readonly Sound[], badLines: readonly number[]): Finding[] {
    return inOrder.flatMap(({ line, entry: { seq } }, i): Finding[] => {
        const before = inOrder[i - 1];
        const [from, to] = [(before?.entry.seq ?? 0) + 1, seq - 1];
        return to < from || to - from < countBetween(badLines, before?.line ?? 0, line)
            ? []
            : [{ kind: "missing", line, what: `missing: ${entriesFromTo(from, to)}, before entry ${seq}` }];
    });
}

/** Entries that don't follow the entry before: they were replaced by an editor that computed valid hashes. */
function unlinked(sound: readonly Sound[], bySeq: ReadonlyMap<number, Sound>, start: Link): Finding[] {
    return sound.flatMap(({ line, entry: { seq, previous } }): Finding[] => {
        const before = seq === 1 ? start : bySeq.get(seq - 1)?.entry;
        if (before === undefined || before.hash === previous) {
            return [];
        }
        const what =
            seq === 1
                ? "changed: entry 1 doesn't begin as a log of this cell does"
                : `changed: entry ${seq} follows another entry ${seq - 1} than that of line ${bySeq.get(seq - 1)!.line}: one of them was changed and given a new hash`;
        return [{ kind: "changed", line, what }];
    });
}

function againstAnchors(
    cell: string,
    anchors: readonly FoundAnchor[],
    bySeq: ReadonlyMap<number, Sound>,
    badLines: readonly number[],
): Pick<Verified, "findings" | "notes"> {
    const end = [...bySeq.values()].at(-1);
    const lastSeq = end?.entry.seq ?? 0;
    const unreadAtEnd = countBetween(badLines, end?.line ?? 0, Infinity);
    const judged = anchors.map(({ file, anchor }): Finding<string> | undefined => {
        if (anchor === "missing") {
            return lastSeq > 1
                ? { kind: "anchor-missing", anchor: file, what: "missing: there is no anchor" }
                : late(file, lastSeq);
        }
        if (anchor === "unreadable") {
            return { kind: "anchor-unreadable", anchor: file, what: "what is there is no anchor" };
        }
        const { seq, hash, time } = anchor;
        if (anchor.cell !== cell) {
            return { kind: "anchor-mismatch", anchor: file, what: `of another cell: ${anchor.cell}` };
        }
        const found = bySeq.get(seq);
        if (seq > lastSeq + unreadAtEnd) {
            const what = `cut: the log ends with entry ${lastSeq}, and went to entry ${seq} on ${time}: without ${entriesFromTo(lastSeq + 1, seq)}`;
            return { kind: "cut", anchor: file, what };
        }
        if (found !== undefined && found.entry.hash !== hash) {
            const what = `another entry ${seq} than that of line ${found.line} was in the log on ${time}: the log was rewritten, there or before, or the anchor was`;
            return { kind: "anchor-mismatch", line: found.line, anchor: file, what };
        }
        if (lastSeq - seq > 1) {
            const what = `behind: entry ${seq} is anchored, and the log goes to entry ${lastSeq}; a killed writer leaves one at most`;
            return { kind: "anchor-behind", anchor: file, what };
        }
        return late(file, lastSeq - seq);
    });
    const isNote = (found: Finding<string>): found is Note => noteKinds.some(kind => kind === found.kind);
    const found = judged.filter(finding => finding !== undefined);
    return {
        findings: found.filter((finding): finding is Finding => !isNote(finding)),
        notes: [
            ...found.filter(isNote),
            ...(anchors.length > 0 || lastSeq === 0
                ? []
                : [
                      {
                          kind: "no-anchor" as const,
                          what: "there is no other place to anchor in: a cut end would not show",
                      },
                  ]),
        ],
    };
}

/** The state between the two steps of an append. The next append completes it. */
function late(file: string, behind: number): Note | undefined {
    return behind === 1
        ? { kind: "anchor-late", anchor: file, what: "one entry behind: a writer was stopped before it anchored" }
        : undefined;
}

function restNotes(rest: string, last: ReadLine | undefined, line: number): Note[] {
    if (last === undefined) {
        return [];
    }
    return "entry" in last
        ? [{ kind: "unended", line, what: "the last line has no end: a writer was stopped as it wrote" }]
        : [
              {
                  kind: "torn",
                  line,
                  what: `torn: ${Buffer.byteLength(rest)} bytes of a line, by a writer that was stopped as it wrote`,
              },
          ];
}

function countBetween(lines: readonly number[], after: number, before: number): number {
    const [low, high] = [Math.min(after, before), Math.max(after, before)];
    return lines.filter(line => low < line && line < high).length;
}

function entriesFromTo(from: number, to: number): string {
    return from === to ? `entry ${from}` : `entries ${from}–${to}`;
}
