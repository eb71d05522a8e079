import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";

import type { TrailFiles } from "../../../watch/audit/trail";
import { contentOf, removeEmptyDirectories, removeFile, replaceFile, sha256 } from "../../../../runtime/files";
import { projectDirectory, resolveIn } from "./files";
import type { Kind } from "./kind";

export interface AuditTrailInputs {
    readonly root: string;
    readonly cell: string;
    /** Says where the trail lies: what records point to, so that a region that comes or goes changes none of them. */
    readonly file: string;
    /** The log, in the cell's primary region. */
    readonly log: string;
    /** The anchors, in the cell's other places. */
    readonly anchors: readonly string[];
    /** Whether `destroy` deletes the trail. Otherwise it is retained as evidence, and the next `up` continues it. */
    readonly ephemeral: boolean;
}

export interface AuditTrailOutputs {
    /** Digest of the file that names the trail's location. The resource neither checks nor repairs the trail's entries. */
    readonly found: string;
}

/** Where a cell's audit trail is kept. */
export const auditTrail: Kind<AuditTrailInputs, AuditTrailOutputs> = {
    identify: ({ file }) => file,
    async apply(inputs, before) {
        const { root, file, log, anchors } = inputs;
        for (const place of [log, ...anchors].map(one => path.dirname(resolveIn(root, one)))) {
            await mkdir(place, { recursive: true, mode: 0o700 });
        }
        if (before !== undefined) {
            await move(root, before.log, log);
        }
        const content = contentFor(inputs);
        await replaceFile(resolveIn(root, file), content);
        // Only now: an append that runs at the same time must not recreate them.
        for (const anchor of before?.anchors.filter(one => !anchors.includes(one)) ?? []) {
            await removeFile(resolveIn(root), resolveIn(root, anchor));
        }
        return { found: sha256(content) };
    },
    async inspect({ root, file }) {
        const there = await contentOf(resolveIn(root, file));
        return there && { found: sha256(there) };
    },
    isRight: (inputs, { found }) => found === sha256(contentFor(inputs)),
    async remove({ root, cell, file, log, anchors, ephemeral }) {
        await removeFile(resolveIn(root), resolveIn(root, file));
        const places = [log, ...anchors].map(one => path.dirname(resolveIn(root, one)));
        if (!ephemeral) {
            const kept = places.filter(place => existsSync(place)).map(shown);
            if (kept.length > 0) {
                console.log(
                    `the audit trail of cell ${cell} is kept in ${kept.join(", ")}; delete that to be rid of it`,
                );
            }
            return;
        }
        for (const place of places) {
            await rm(place, { recursive: true, force: true });
            await removeEmptyDirectories(resolveIn(root), path.dirname(place));
        }
    },
};

/** Where a trail lies, by its file; undefined where that is gone. */
export async function trailIn(root: string, file: string): Promise<TrailFiles | undefined> {
    const text = await contentOf(resolveIn(root, file));
    if (text === undefined) {
        return undefined;
    }
    const { cell, log, anchors } = JSON.parse(text.toString()) as TrailFiles;
    return { cell, log: resolveIn(root, log), anchors: anchors.map(anchor => resolveIn(root, anchor)) };
}

function contentFor({ cell, log, anchors }: AuditTrailInputs): string {
    return `${JSON.stringify({ cell, log, anchors }, null, 1)}\n`;
}

/** Moves the log to the new primary region of its cell. Its set-aside files move first: the log still at its old place marks an interrupted move. */
async function move(root: string, from: string, to: string): Promise<void> {
    const [source, target] = [resolveIn(root, from), resolveIn(root, to)];
    if (from === to || !existsSync(source)) {
        return;
    }
    const [directory, log] = [path.dirname(source), path.basename(source)];
    const torn = (await readdir(directory)).filter(name => name.startsWith(`${path.parse(log).name}.torn-`));
    for (const part of [...torn, log]) {
        await rename(path.join(directory, part), path.join(path.dirname(target), part));
    }
    await removeEmptyDirectories(resolveIn(root), directory);
}

function shown(file: string): string {
    return path.relative(projectDirectory(), file);
}
