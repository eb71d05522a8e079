import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";

import type { Failure } from "../../../../watch/drills/operations";
import { bringUp, takeDown } from "../programs";
import type { StackFiles } from "../stack-files";
import { storeIn } from "../targets";
import type { FailureKind, Planned } from "./kind";

export interface Wiped {
    readonly program: string;
    readonly data: string;
    /** Where the data is kept until the others have filled the copy again: a rehearsal must not lose what it rehearses to keep. */
    readonly aside: string;
}

/** Kills a server of the store, loses its disk, and keeps it down; then it comes back with an empty one. */
export const wiped: FailureKind<Wiped> = {
    plan: (stack, failure) => Promise.resolve(planned(stack, failure)),
    async begin({ root, supervisor }, { program, data, aside }) {
        await takeDown(supervisor, [program]);
        await rename(path.join(root, data), path.join(root, aside));
        await mkdir(path.join(root, data), { mode: 0o700 });
        return { end: () => bringUp(supervisor, [program]) };
    },
    async undo({ root, supervisor }, { program, data, aside }) {
        const kept = path.join(root, aside);
        if (existsSync(kept)) {
            if (await supervisor.isUp()) await takeDown(supervisor, [program]);
            await rm(path.join(root, data), { recursive: true, force: true });
            await rename(kept, path.join(root, data));
        }
        await bringUp(supervisor, [program]);
    },
    async settle({ root }, { aside }) {
        // Under a name that undoing doesn't know: half of it must not be put back.
        const dropped = path.join(root, `${aside}.dropped`);
        await rm(dropped, { recursive: true, force: true });
        if (existsSync(path.join(root, aside))) await rename(path.join(root, aside), dropped);
        await rm(dropped, { recursive: true, force: true });
    },
};

function planned(stack: StackFiles, failure: Failure): Planned<Wiped> {
    const { place } = storeIn(stack, failure);
    return {
        entry: { program: place.program, data: place.data, aside: `${place.data}.before-drill` },
        what: `killed the store's server in ${place.place}, and took its disk away`,
    };
}
