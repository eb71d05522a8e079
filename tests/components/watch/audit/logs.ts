import fc from "fast-check";

import { anchorOf } from "../../../../components/watch/audit/anchor";
import type { Json } from "../../../../components/watch/audit/canonical";
import { lineOf, type Link, seal, startOf } from "../../../../components/watch/audit/chain";
import { type AuditEvent, type Entry, phases, subjects, vias } from "../../../../components/watch/audit/entry";
import { linesOf, type Trail } from "../../../../components/watch/audit/trail";

export const someTime = new Date("2026-01-31T12:00:00.000Z");

export const someEvent: AuditEvent = {
    region: "local:eu-west",
    actor: { user: "ada", host: "desk" },
    via: "up",
    phase: "done",
    subject: "model",
    what: "screening 2.0.0 takes 10 % of the requests",
    detail: { model: "screening", before: { "1.0.0": 100 }, after: { "1.0.0": 90, "2.0.0": 10 } },
};

/** The entries of a log, a second after each other. */
export function entriesOf(cell: string, events: readonly AuditEvent[], after: Link = startOf(cell)): Entry[] {
    let last = after;
    return events.map((event, i) => {
        const entry = seal(cell, event, new Date(someTime.getTime() + i * 1000), last);
        last = entry;
        return entry;
    });
}

export function textOf(entries: readonly Entry[]): string {
    return entries.map(entry => `${lineOf(entry)}\n`).join("");
}

/** A trail with this log, whose one anchor is that of an entry. */
export function trailOf(cell: string, log: string, anchored: Entry | undefined): Trail {
    const anchor = anchored === undefined ? ("missing" as const) : anchorOf(anchored);
    return { cell, ...linesOf(log), anchors: [{ file: "anchor.json", anchor }] };
}

const words = fc
    .string({ unit: "binary", minLength: 1, maxLength: 12 })
    .map(text => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, "") || "a");
const json = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }) as fc.Arbitrary<Json>;

export const events: fc.Arbitrary<AuditEvent> = fc.record(
    {
        region: fc.constantFrom("local:eu-west", "aws:eu-west-1"),
        actor: fc.record({ user: words, host: words }),
        via: fc.constantFrom(...vias),
        phase: fc.constantFrom(...phases),
        subject: fc.constantFrom(...subjects),
        what: words,
        detail: fc.dictionary(words, json, { maxKeys: 3 }),
    },
    { requiredKeys: ["actor", "via", "subject", "what"] },
);

export const logs: fc.Arbitrary<Entry[]> = fc
    .array(events, { minLength: 1, maxLength: 8 })
    .map(happened => entriesOf("eu", happened));
