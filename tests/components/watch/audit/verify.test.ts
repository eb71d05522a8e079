import assert from "node:assert/strict";
import fc from "fast-check";

import { endOf } from "../../../../components/watch/audit/anchor";
import { lineOf, seal, startOf } from "../../../../components/watch/audit/chain";
import type { Entry } from "../../../../components/watch/audit/entry";
import { type Verified, verify } from "../../../../components/watch/audit/verify";
import { runs } from "../../../support/arbitraries";
import { entriesOf, logs, someEvent, someTime, textOf, trailOf } from "./logs";

const log = entriesOf(
    "eu",
    Array.from({ length: 6 }, (_, i) => ({ ...someEvent, what: `change ${i + 1}` })),
);
const lines = log.map(lineOf);
const textWith = (changed: readonly string[]) => changed.map(line => `${line}\n`).join("");
const last = log.at(-1)!;

/** What is found in a log whose anchor is that of the whole one: where, and what kind. */
function found(text: string, anchored: Entry | undefined = last): string[] {
    return reported(verify(trailOf("eu", text, anchored)));
}

function reported({ findings }: Verified): string[] {
    return findings.map(({ kind, line }) => (line === undefined ? kind : `${line} ${kind}`));
}

describe("an intact log", () => {
    it("verifies, whatever is in it, also by the anchor of the entry before its last", () => {
        fc.assert(
            fc.property(logs, entries => {
                const whole = verify(trailOf("eu", textOf(entries), entries.at(-1)));
                assert.deepEqual([whole.findings, whole.notes, whole.entries], [[], [], entries]);
                const between = verify(trailOf("eu", textOf(entries), entries.at(-2)));
                assert.deepEqual(reported(between), []);
                assert.deepEqual(
                    between.notes.map(({ kind }) => kind),
                    ["anchor-late"],
                );
            }),
            runs(),
        );
    });

    it("verifies where nothing was written yet", () => {
        assert.deepEqual(verify(trailOf("eu", "", undefined)), { cell: "eu", entries: [], findings: [], notes: [] });
    });

    it("verifies where its cell has no other place, which is said", () => {
        const { findings, notes } = verify({ ...trailOf("eu", textOf(log), undefined), anchors: [] });
        assert.deepEqual([findings, notes.map(({ kind }) => kind)], [[], ["no-anchor"]]);
    });
});

describe("a log whose anchor is behind, or missing", () => {
    /** Kinds of findings and notes of a log with so many entries, whose anchor is of one of them; 0: there is none. */
    const kindsOf = (entries: number, anchored: number) => {
        const { findings, notes } = verify(trailOf("eu", textOf(log.slice(0, entries)), log[anchored - 1]));
        return [...findings, ...notes].map(({ kind }) => kind);
    };

    // A writer that is killed between log and anchor leaves one entry that is not anchored, and no more.
    it("may be one entry ahead of it, and is found where it is more", () => {
        for (const anchored of [1, 2, 3]) {
            assert.deepEqual(kindsOf(anchored, anchored), []);
            assert.deepEqual(kindsOf(anchored + 1, anchored), ["anchor-late"]);
            assert.deepEqual(kindsOf(anchored + 2, anchored), ["anchor-behind"]);
        }
    });

    it("may have its first entry without one, and is found where it has more", () => {
        assert.deepEqual(kindsOf(0, 0), []);
        assert.deepEqual(kindsOf(1, 0), ["anchor-late"]);
        for (const entries of [2, 3, 6]) assert.deepEqual(kindsOf(entries, 0), ["anchor-missing"]);
    });
});

describe("a log that is recreated from its first entry", () => {
    it("differs from the cell's own by what its first entry follows, where no anchor is left of the old one", () => {
        const rewritten = entriesOf("eu", [someEvent, someEvent], startOf("us"));
        const { findings } = verify({ ...trailOf("eu", textOf(rewritten), undefined), anchors: [] });
        assert.deepEqual(
            findings.map(({ kind, line, what }) => [line, kind, what]),
            [[1, "changed", "changed: entry 1 doesn't begin as a log of this cell does"]],
        );
    });
});

describe("of any log with an anchor at its end", () => {
    const changes: Readonly<Record<string, (lines: string[], i: number, j: number) => string[]>> = {
        "a line that is taken out": (all, i) => all.filter((_, k) => k !== i),
        "a line that is repeated": (all, i, j) => all.toSpliced(j, 0, all[i]!),
        "two lines that change places": (all, i, j) => all.with(i, all[j]!).with(j, all[i]!),
        "a line that is moved": (all, i, j) => all.toSpliced(i, 1).toSpliced(j, 0, all[i]!),
        "an end that is cut off": (all, i) => all.slice(0, i),
        "a beginning that is cut off": (all, i) => all.slice(i + 1),
        "a line that is emptied": (all, i) => all.with(i, ""),
        "a line of another cell": (all, i, j) =>
            all.toSpliced(j, 0, lineOf(entriesOf("us", [someEvent])[0]!)).with(i, all[i]!),
    };
    for (const [what, change] of Object.entries(changes)) {
        it(`${what} is found`, () => {
            fc.assert(
                fc.property(logs, fc.nat(), fc.nat(), (entries, a, b) => {
                    const before = entries.map(lineOf);
                    const after = change(before, a % before.length, b % before.length);
                    fc.pre(after.join("\n") !== before.join("\n"));
                    assert.notDeepEqual(found(textWith(after), entries.at(-1)), []);
                }),
                runs(),
            );
        });
    }

    it("a character that is changed, put in or taken out is found, but for the end of the last line", () => {
        fc.assert(
            fc.property(
                logs,
                fc.nat(),
                fc.constantFrom("", "0", "\n", " ", "}", "é"),
                fc.nat(1),
                (entries, at, put, taken) => {
                    const before = textOf(entries);
                    const i = at % (before.length - 1);
                    const after = before.slice(0, i) + put + before.slice(i + taken);
                    fc.pre(after !== before);
                    assert.notDeepEqual(found(after, entries.at(-1)), []);
                },
            ),
            runs(500),
        );
    });

    it("an entry that is changed and given a new hash is found", () => {
        fc.assert(
            fc.property(logs, fc.nat(), (entries, a) => {
                const i = a % entries.length;
                const forged = resealed(entries[i]!, i === 0 ? undefined : entries[i - 1]);
                assert.notDeepEqual(found(textOf(entries.with(i, forged)), entries.at(-1)), []);
            }),
            runs(),
        );
    });

    it("a log recreated from some entry on is found, at whatever length", () => {
        fc.assert(
            fc.property(logs, fc.nat(), fc.nat(12), (entries, a, more) => {
                const kept = entries.slice(0, a % entries.length);
                const made = Array.from({ length: more }, () => ({ ...someEvent, what: "made up" }));
                const forged = [...kept, ...entriesOf("eu", made, kept.at(-1))];
                assert.notDeepEqual(found(textOf(forged), entries.at(-1)), []);
            }),
            runs(),
        );
    });
});

/** The entry with other content, sealed as a writer would have. */
function resealed(entry: Entry, before: Entry | undefined): Entry {
    return seal("eu", { ...someEvent, what: "something else" }, new Date(entry.time), before ?? startOf("eu"));
}

describe("what was done to a log", () => {
    const done: Readonly<Record<string, readonly [text: string, findings: readonly string[]]>> = {
        "a change": [textWith(lines.with(2, lines[2]!.replace("change 3", "change 0"))), ["3 changed"]],
        "a change with a new hash": [textOf(log.with(2, resealed(log[2]!, log[1]))), ["4 changed"]],
        "a changed number": [textWith(lines.with(2, lines[2]!.replace('"seq":3', '"seq":9'))), ["3 changed"]],
        "a line that is no entry": [textWith(lines.with(2, "{}")), ["3 not-an-entry"]],
        "a line that is no JSON": [textWith(lines.with(5, "no")), ["6 not-an-entry"]],
        "a comment put in": [textWith(lines.toSpliced(2, 0, "# a comment")), ["3 not-an-entry"]],
        "missing entries": [textWith(lines.toSpliced(1, 2)), ["2 missing"]],
        "a missing first entry": [textWith(lines.slice(1)), ["1 missing"]],
        "an entry moved to the end": [textWith([...lines.toSpliced(2, 1), lines[2]!]), ["6 reordered"]],
        "neighbours that changed places": [textWith(lines.with(1, lines[2]!).with(2, lines[1]!)), ["3 reordered"]],
        "an entry said twice": [textWith(lines.toSpliced(4, 0, lines[1]!)), ["5 duplicated"]],
        "an entry of another cell": [
            textWith(lines.toSpliced(1, 0, lineOf(entriesOf("us", [someEvent])[0]!))),
            ["2 foreign"],
        ],
        "a cut end": [textWith(lines.slice(0, 4)), ["cut"]],
        "a log that is gone": ["", ["cut"]],
        "a damaged last entry without its end": [textWith(lines).slice(0, -9), ["cut"]],
        "a recreated log": [
            textOf(
                entriesOf(
                    "eu",
                    log.map(() => someEvent),
                ),
            ),
            ["6 anchor-mismatch"],
        ],
        "entries made up": [textOf([...log, ...entriesOf("eu", [someEvent, someEvent], last)]), ["anchor-behind"]],
    };
    for (const [what, [text, findings]] of Object.entries(done)) {
        it(`is reported as it is: ${what}`, () => {
            assert.deepEqual(found(text), findings);
        });
    }

    it("is one finding with a remedy where all lines end with CR LF, and the entries are still verified", () => {
        const crlf = (text: string) => text.replaceAll("\n", "\r\n");
        const { findings, entries } = verify(trailOf("eu", crlf(textOf(log)), last));
        assert.deepEqual(
            findings.map(({ kind, line }) => [kind, line]),
            [["changed", 1]],
        );
        assert.match(findings[0]!.what, /^changed: this line and 5 more end with CR LF, .* take the CRs out of it$/);
        assert.deepEqual(entries, log);
        assert.deepEqual(found(crlf(textWith(lines.toSpliced(2, 1)))), ["1 changed", "3 missing"]);
    });

    it("is reported in words", () => {
        const text = textWith(lines.toSpliced(1, 2).with(2, "no"));
        assert.deepEqual(verify(trailOf("eu", text, undefined)).findings, [
            { kind: "missing", line: 2, what: "missing: entries 2–3, before entry 4" },
            { kind: "not-an-entry", line: 3, what: "no entry: not JSON" },
            { kind: "anchor-missing", anchor: "anchor.json", what: "missing: there is no anchor" },
        ]);
        const [cut] = verify(trailOf("eu", textWith(lines.slice(0, 4)), last)).findings;
        assert.equal(
            cut?.what,
            "cut: the log ends with entry 4, and went to entry 6 on 2026-01-31T12:00:05.000Z: without entries 5–6",
        );
    });

    it("is reported for an anchor that can't be read, or is of another cell", () => {
        const trail = trailOf("eu", textOf(log), last);
        const withAnchor = (anchor: (typeof trail.anchors)[number]["anchor"]) =>
            reported(verify({ ...trail, anchors: [...trail.anchors, { file: "other.json", anchor }] }));
        assert.deepEqual(withAnchor("unreadable"), ["anchor-unreadable"]);
        assert.deepEqual(withAnchor({ cell: "us", seq: 6, hash: last.hash, time: last.time }), ["anchor-mismatch"]);
    });

    it("is not what a killed writer leaves: half a line, or one without its end", () => {
        const next = lineOf(entriesOf("eu", [someEvent], last)[0]!);
        for (const [rest, kind] of [
            [next.slice(0, 100), "torn"],
            ["\0\0\0\0", "torn"],
            [next, "unended"],
        ] as const) {
            const { findings, notes } = verify(trailOf("eu", textOf(log) + rest, last));
            assert.deepEqual([findings, notes[0]?.kind], [[], kind]);
        }
    });
});

describe("a log that goes on after something was done to it", () => {
    /** What is found after so many more entries, each of which was anchored. */
    const goneOn = (entries: readonly Entry[], anchored: Entry | undefined, more = 3) => {
        const after = [...entries];
        let anchor = anchored;
        for (let i = 0; i < more; i++) {
            const next = seal("eu", someEvent, someTime, endOf("eu", after, anchor === undefined ? [] : [anchor]));
            after.push(next);
            anchor = next;
        }
        return found(textOf(after), anchor);
    };

    it("is whole where nothing was", () => {
        assert.deepEqual(goneOn([], undefined), []);
        assert.deepEqual(goneOn(log, last), []);
        assert.deepEqual(goneOn(log, log.at(-2)), []);
    });

    it("keeps the gap where its end was cut off", () => {
        assert.deepEqual(goneOn(log.slice(0, 4), last), ["5 missing"]);
        assert.deepEqual(goneOn([], last), ["1 missing"]);
    });

    it("doesn't follow what was put in place of its entries", () => {
        const forged = entriesOf(
            "eu",
            log.map(() => ({ ...someEvent, what: "made up" })),
        );
        assert.deepEqual(goneOn(forged, last), ["7 changed"]);
        const longer = [...forged, ...entriesOf("eu", [someEvent, someEvent], forged.at(-1))];
        assert.ok(goneOn(longer, last).includes("9 duplicated"));
    });
});
