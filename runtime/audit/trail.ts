import { type FileHandle, mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";

import {
    agreesWithEnd,
    type Anchor,
    anchorOf,
    anchorText,
    endOf,
    parseAnchor,
} from "../../components/watch/audit/anchor";
import { lineOf, type Link, readLine, seal } from "../../components/watch/audit/chain";
import { type AuditEvent, checkEvent, type Entry } from "../../components/watch/audit/entry";
import { linesOf, readTrail as readBy, type Trail, type TrailFiles } from "../../components/watch/audit/trail";
import { withLock } from "./lock";
import { type LogEnd, repairedEnd } from "./log-end";

export interface Appended {
    readonly entry: Entry;
    /** The file into which half a line was moved that a killed writer had left at the log's end. */
    readonly torn?: string;
}

/** The entry is in the log, but not in every anchor: the next append that can write them brings them up to date. */
export class NotAnchored extends Error {
    declare readonly entry: Entry;

    constructor(entry: Entry, log: string, failures: readonly string[]) {
        super(
            `entry ${entry.seq} is in ${log}, but not anchored: ${failures.join("; ")}; make these places writable, and don't record it again`,
        );
        this.name = "NotAnchored";
        Object.defineProperty(this, "entry", { value: entry });
    }
}

/**
 * Records an event in a cell's trail. When it returns, the entry is on disk: first in the log, then in every anchor. Any number
 * of processes may append at the same time; one that is killed leaves the log as it was, or with the entry whole, or with half
 * a line that the next append moves aside, and its anchors one entry behind at most.
 *
 * Never refuses to go on because something was done to the trail: what was done stays to be found (`endOf`).
 *
 * Throws `EntryRefused` before anything is written, `NotAnchored` after; where the log can't be written or locked, the
 * system's error.
 */
export async function appendEntry(
    files: TrailFiles,
    event: AuditEvent,
    clock: () => Date = () => new Date(),
): Promise<Appended> {
    checkEvent(event);
    await mkdir(path.dirname(files.log), { recursive: true, mode: 0o700 });
    return withLock(files.log, async () => {
        const log = await open(files.log, "a+", 0o600);
        try {
            const now = clock();
            const end = await repairedEnd(log, files.log, files.cell, now);
            const entry = seal(files.cell, event, now, await linkAfter(files, end));
            await writeLine(log, lineOf(entry), end.size);
            if (end.size === 0) {
                await syncDirectory(path.dirname(files.log));
            }
            await anchorAll(files, entry);
            return { entry, ...(end.torn === undefined ? {} : { torn: end.torn }) };
        } finally {
            await log.close();
        }
    });
}

/** A cell's trail as it is now, also while others append to it. */
export async function readTrail(files: TrailFiles): Promise<Trail> {
    return readBy(files, textIn);
}

/**
 * Most often the end tells; where it doesn't agree with the anchors, the whole log is asked what it has. Anchors that a killed
 * writer left behind are brought up to date first: else the next one that is killed would leave them two entries behind.
 */
async function linkAfter(files: TrailFiles, { last }: LogEnd): Promise<Link> {
    const anchors = await Promise.all(files.anchors.map(anchorIn));
    const found = anchors.filter(anchor => anchor !== undefined);
    const agrees = last !== undefined && found.every(anchor => agreesWithEnd(anchor, last));
    const link = agrees ? last : endOf(files.cell, await entriesIn(files), found);
    if (last?.hash === link.hash && anchors.some(anchor => anchor?.hash !== last.hash)) {
        // A location that can't be written is reported when the next entry is to be anchored there.
        await anchorAll(files, last).catch(() => undefined);
    }
    return link;
}

async function entriesIn({ log, cell }: TrailFiles): Promise<Entry[]> {
    const read = linesOf((await textIn(log)) ?? "").lines.map(line => readLine(line, cell));
    return read.flatMap(line => ("entry" in line ? [line.entry] : []));
}

async function anchorIn(file: string): Promise<Anchor | undefined> {
    const text = await textIn(file).catch(() => undefined);
    return text === undefined ? undefined : parseAnchor(text);
}

/** Where the disk is full, what was written of the line is taken back. */
async function writeLine(log: FileHandle, line: string, size: number): Promise<void> {
    try {
        await log.appendFile(`${line}\n`);
        await log.sync();
    } catch (error) {
        await log.truncate(size).catch(() => undefined);
        throw error;
    }
}

async function anchorAll({ log, anchors }: TrailFiles, entry: Entry): Promise<void> {
    const text = anchorText(anchorOf(entry));
    const written = await Promise.allSettled(anchors.map(file => replaceDurably(file, text)));
    const failures = written.flatMap((result, i) =>
        result.status === "fulfilled" ? [] : [`${anchors[i]!}: ${(result.reason as Error).message}`],
    );
    if (failures.length > 0) {
        throw new NotAnchored(entry, log, failures);
    }
}

/** The old content or the new, also after a power cut. One name for what is not yet in place: the lock lets one write. */
async function replaceDurably(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const aside = await open(`${file}.tmp`, "w", 0o600);
    try {
        await aside.writeFile(text);
        await aside.sync();
    } finally {
        await aside.close();
    }
    await rename(`${file}.tmp`, file);
    await syncDirectory(path.dirname(file));
}

/** Makes the names in a directory last. */
async function syncDirectory(directory: string): Promise<void> {
    const handle = await open(directory, "r");
    try {
        await handle.sync();
    } finally {
        await handle.close();
    }
}

async function textIn(file: string): Promise<string | undefined> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}
