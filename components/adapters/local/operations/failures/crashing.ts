import { setTimeout as pause } from "node:timers/promises";

import type { Failure } from "../../../../watch/drills/operations";
import { bringUp, signal } from "../programs";
import type { StackFiles } from "../stack-files";
import { newestIn } from "../targets";
import type { FailureKind, Place, Planned } from "./kind";

export interface Crashing {
    readonly program: string;
}

const lookAgainMs = 100;
/** How long a server lives: long enough to be ready, to be found well, and to be asked, and for the supervisor to start it again at once. */
const livesMs = 1_200;

/** Has a server crash time and again: each time that it is back and answers. */
export const crashing: FailureKind<Crashing> = {
    plan: (stack, failure) => Promise.resolve(planned(stack, failure)),
    begin(place, { program }) {
        const over = new AbortController();
        const crashes = crashUntil(place, program, over.signal);
        return Promise.resolve({
            async end() {
                over.abort();
                await crashes;
                await bringUp(place.supervisor, [program]);
            },
        });
    },
    undo: ({ supervisor }, { program }) => bringUp(supervisor, [program]),
};

function planned(stack: StackFiles, failure: Failure): Planned<Crashing> {
    const { program, model, version } = newestIn(stack, failure);
    return {
        entry: { program },
        what: `has the server of ${model} ${version} in ${failure.region ?? ""} crash ${livesMs / 1000} s after each start`,
        release: { model, version },
    };
}

async function crashUntil({ supervisor }: Place, program: string, over: AbortSignal): Promise<void> {
    // The first one has lived long enough already.
    let [seen, since] = [0, -Infinity];
    while (!over.aborted) {
        // Asked ten times a second for long: one answer that doesn't come is no reason to leave it half done.
        const programs = await supervisor.programs().catch(() => []);
        const { pid = 0 } = programs.find(({ name }) => name === program) ?? {};
        if (pid > 0) {
            if (seen !== 0 && seen !== pid) since = performance.now();
            seen = pid;
            if (performance.now() - since > livesMs) signal(pid, "SIGKILL");
        }
        await pause(lookAgainMs);
    }
}
