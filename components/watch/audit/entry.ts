import { z } from "zod";

import { label, regionRef, sha256 } from "../../plan/config/form";
import type { RegionRef } from "../../plan/places/catalogue";
import { isPlain, type Json } from "./canonical";

/** What a line of the log may take, in bytes of UTF-8: a page of text, not a dump. */
export const mostEntryBytes = 16_384;

/** By what something was changed, or looked at. */
export const vias = ["up", "destroy", "drill", "evacuate", "return", "query"] as const;
/** What was changed, or looked at. */
export const subjects = ["model", "data-rule", "config", "traffic", "logs", "samples"] as const;
export type Subject = (typeof subjects)[number];
/** Of what takes time, both ends: what was begun and never done was stopped between. */
export const phases = ["begun", "done"] as const;

/** Text for a terminal: control characters could move its cursor, and marks of direction could turn the line around. */
const line = (most: number) =>
    z
        .string()
        .min(1, "some text")
        .max(most, `${most} characters at most`)
        .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u, "one line without control characters");

/** Levels of objects and lists inside each other. */
const mostLevels = 8;
const detail = z.custom<Readonly<Record<string, Json>>>(
    value => typeof value === "object" && value !== null && !Array.isArray(value) && isPlain(value, mostLevels),
    `an object of plain JSON, ${mostLevels} levels at most`,
);

/** The part of an entry that the actor supplies. The trail adds the rest. */
const eventSchema = z.strictObject({
    region: regionRef.optional(),
    actor: z.strictObject({ user: line(256), host: line(256) }),
    via: z.enum(vias),
    phase: z.enum(phases).optional(),
    subject: z.enum(subjects),
    what: line(500),
    detail: detail.optional(),
});

const time = z.iso.datetime({ precision: 3, error: "a time in UTC with milliseconds, as in 2026-01-31T12:00:00.000Z" });

/** A line of the log, as it is read back. */
export const entrySchema = eventSchema.extend({
    seq: z.int().min(1, "1 or more"),
    time,
    cell: label,
    previous: sha256,
    hash: sha256,
});

export interface AuditEvent {
    /** Where; undefined where it is of the whole cell. */
    readonly region?: RegionRef;
    /** The account that did it, and the machine that it did it on, as the operating system calls them. */
    readonly actor: { readonly user: string; readonly host: string };
    readonly via: (typeof vias)[number];
    readonly phase?: (typeof phases)[number];
    readonly subject: Subject;
    /** In one plain line of at most 500 characters. */
    readonly what: string;
    /** Names, versions, digests, shares, before and after: never a payload, a secret or a subject. */
    readonly detail?: Readonly<Record<string, Json>>;
}

export interface Entry extends AuditEvent {
    /** From 1, without a gap. */
    readonly seq: number;
    /** ISO 8601 in UTC, when it was written down. */
    readonly time: string;
    readonly cell: string;
    /** The hash of the entry before; of the first, what `startOf` says. */
    readonly previous: string;
    /** SHA-256 of the entry's canonical text without this member. */
    readonly hash: string;
}

/** What would not be a sound entry, and was not written. */
export class EntryRefused extends Error {}

/** Throws `EntryRefused` with the first thing that is wrong. */
export function checkEvent(event: AuditEvent): void {
    const { error } = eventSchema.safeParse(event);
    if (error !== undefined) {
        throw new EntryRefused(`audit entry refused: ${faultIn(error)}; nothing was written`);
    }
}

/** The first thing that is wrong: where, and what would be right there. */
export function faultIn({ issues: [issue] }: z.ZodError): string {
    const at = issue?.path.join(".") ?? "";
    return `${at === "" ? "" : `${at}: `}${issue?.message.replace(/^[A-Z]/, letter => letter.toLowerCase()) ?? ""}`;
}
