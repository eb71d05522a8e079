import { type Lock, lockedIn, type LockedRelease } from "../../components/plan/config/lock";
import type { Resolved } from "./find";

/**
 * `new`, `changed`, `unchanged` and `removed`: compared with the lock; `declared`: the config contains its digest and it was not read, so
 * it is not in the lock.
 */
export type State = "new" | "changed" | "unchanged" | "removed" | "declared";

/** What becomes of a release; this is also how `--json` shows it. */
export interface Change extends Partial<LockedRelease> {
    readonly model: string;
    readonly version: string;
    readonly artifact: string;
    readonly state: State;
}

/** The lock of what was found; what it has of images stays. With `keep`, what was in it stays: of other stacks nothing was asked. */
export function lockOf(resolved: readonly Resolved[], before: Lock, keep: boolean): Lock {
    const models: Record<string, Record<string, LockedRelease>> = keep ? structuredClone(before.models) : {};
    for (const { model, version, artifact, found } of resolved) {
        const releases = (models[model] ??= {});
        if (found !== undefined) {
            releases[version] = { artifact, ...found };
        } else {
            Reflect.deleteProperty(releases, version);
        }
    }
    return {
        ...before,
        models: Object.fromEntries(Object.entries(models).filter(([, releases]) => Object.keys(releases).length > 0)),
    };
}

/** What each release was and is. */
export function changesOf(resolved: readonly Resolved[], before: Lock, after: Lock): Change[] {
    const asked = resolved.map(({ model, version, artifact, found, declared }): Change => {
        const old = lockedIn(before, model, version);
        const same = old?.artifact === artifact && old.digest === found?.digest && old.bytes === found.bytes;
        const state = found === undefined ? "declared" : old === undefined ? "new" : same ? "unchanged" : "changed";
        return { model, version, artifact, ...(declared && { digest: declared }), ...found, state };
    });
    const removed = Object.entries(before.models).flatMap(([model, releases]) =>
        Object.entries(releases)
            .filter(([version]) => lockedIn(after, model, version) === undefined)
            .filter(([version]) => !asked.some(one => one.model === model && one.version === version))
            .map(([version, release]): Change => ({ model, version, ...release, state: "removed" })),
    );
    return [...asked, ...removed];
}
