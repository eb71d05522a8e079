import { appendFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

import { appendEntry, readTrail } from "../../../runtime/audit/trail";
import type { AuditEvent } from "../../../components/watch/audit/entry";
import type { TrailFiles } from "../../../components/watch/audit/trail";
import { verify } from "../../../components/watch/audit/verify";
import { fill } from "../../support/full-disk";

/** What became of a trail while a disk was full, and once it had space again. */
export interface OnFullDisk {
    /** Of each append while it was full: `done`, or the error's name or code. */
    readonly appends: readonly string[];
    readonly whileFull: Verified;
    /** Beside the log. */
    readonly files: readonly string[];
    readonly after: Verified;
}

interface Verified {
    readonly count: number;
    readonly found: readonly string[];
    readonly noted: readonly string[];
}

/**
 * A process of its own, since the small disk is mounted for it alone: three entries, then half a line where `torn`, then no space in
 * `disk`, then space again. Prints `OnFullDisk`.
 */
async function main(files: TrailFiles, event: AuditEvent, disk: string, torn: boolean): Promise<OnFullDisk> {
    const state = async () => {
        const { entries, findings, notes } = verify(await readTrail(files));
        return { count: entries.length, found: findings.map(({ kind }) => kind), noted: notes.map(({ kind }) => kind) };
    };
    const append = () =>
        appendEntry(files, event).then(
            () => "done",
            (error: unknown) => (error as NodeJS.ErrnoException).code ?? (error as Error).name,
        );
    for (let i = 0; i < 3; i++) await append();
    if (torn) appendFileSync(files.log, '{"actor":');
    const filler = path.join(disk, "filler");
    fill(filler);
    const appends: string[] = [];
    for (let i = 0; i < 20; i++) appends.push(await append());
    const whileFull = await state();
    const beside = readdirSync(path.dirname(files.log)).sort();
    rmSync(filler);
    await append();
    return { appends, whileFull, files: beside, after: await state() };
}

const [files, event, disk, torn] = process.argv.slice(2).map(text => JSON.parse(text) as unknown);
void main(files as TrailFiles, event as AuditEvent, disk as string, torn as boolean).then(done => {
    process.stdout.write(JSON.stringify(done));
});
