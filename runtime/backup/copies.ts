import { Refused } from "../fetch/failure";
import type { Log } from "../log";
import type { Bucket } from "./bucket";
import { type Manifest, manifestFile, momentOf, readManifest } from "./manifest";

const dayMs = 24 * 60 * 60 * 1000;
const deletedAtOnce = 8;

/** A copy in the bucket, whole or not. */
export interface Copy {
    readonly name: string;
    readonly begunAt: number;
    readonly isWhole: boolean;
}

/** All copies from the oldest to the newest. What is in the bucket besides is not looked at. */
export async function copiesIn(bucket: Bucket): Promise<Copy[]> {
    const copies: Copy[] = [];
    for (const name of (await bucket.folders()).sort()) {
        const begunAt = momentOf(name);
        if (begunAt === undefined) continue;
        const isWhole = (await bucket.keys(`${name}/${manifestFile}`)).length > 0;
        copies.push({ name, begunAt, isWhole });
    }
    return copies;
}

/** The manifest of a copy, or of the newest one. Throws `Refused` where there is none. */
export async function manifestOf(bucket: Bucket, wanted: string | undefined, key: string): Promise<Manifest> {
    const whole = (await copiesIn(bucket)).filter(({ isWhole }) => isWhole).map(({ name }) => name);
    const name = wanted ?? whole.at(-1);
    const content =
        name === undefined || !whole.includes(name) ? undefined : await bucket.get(`${name}/${manifestFile}`);
    if (name === undefined || content === undefined) {
        const shown = whole.slice(-5).reverse();
        throw new Refused(
            `${bucket.shown} has no whole copy${wanted === undefined ? "" : ` ${wanted}`}`,
            whole.length === 0 ? "wait for a backup, or begin one" : `set COPY to one of ${shown.join(", ")}`,
        );
    }
    return readManifest(content, name, key);
}

/**
 * Deletes copies that are older than so many days, but never the newest whole one, and what is left of copies that were begun so long ago that no run can
 * still be at it.
 */
export async function prune(
    bucket: Bucket,
    { now, retainDays, runMs }: { readonly now: number; readonly retainDays: number; readonly runMs: number },
    log: Log,
): Promise<void> {
    for (const { isWhole, name } of outdated(await copiesIn(bucket), { now, retainDays, runMs })) {
        // Without its manifest it is no copy: an interrupted deletion leaves nothing that could be restored by half.
        await bucket.delete(`${name}/${manifestFile}`);
        const keys = await bucket.keys(`${name}/`);
        for (let first = 0; first < keys.length; first += deletedAtOnce) {
            await Promise.all(keys.slice(first, first + deletedAtOnce).map(key => bucket.delete(key)));
        }
        log.info(isWhole ? "copy deleted" : "rest of a copy deleted", { copy: name, objects: keys.length });
    }
}

/** Of copies from the oldest to the newest. */
export function outdated(
    copies: readonly Copy[],
    { now, retainDays, runMs }: { readonly now: number; readonly retainDays: number; readonly runMs: number },
): Copy[] {
    const newest = copies.filter(({ isWhole }) => isWhole).at(-1);
    return copies.filter(copy => {
        const age = now - copy.begunAt;
        return copy.isWhole ? copy !== newest && age > retainDays * dayMs : age > runMs;
    });
}
