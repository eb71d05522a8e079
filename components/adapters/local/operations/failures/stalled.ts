import { identify, isAlive, type ProcessIdentity } from "../../../../../tools/process-identity";
import type { Failure, Spell } from "../../../../watch/drills/operations";
import { signal } from "../programs";
import type { StackFiles } from "../stack-files";
import { regionIn } from "../targets";
import type { FailureKind, Planned } from "./kind";

export interface Stalled {
    readonly processes: readonly ProcessIdentity[];
}

/** How long servers stand still: until checks must have seen it, and long enough after that to see what it changed. */
const stalledMs = 7_000;
/** How long they go on in between: until checks have let them in again. */
const goingMs = 3_000;

/** Has the servers of a region's models stand still and go on in turn, as those of a machine that is out of memory do. */
export const stalled: FailureKind<Stalled> = {
    plan: planned,
    begin: (_place, { processes }) => Promise.resolve(new Stalling(processes)),
    undo(_place, { processes }) {
        toAll(processes, "SIGCONT");
        return Promise.resolve();
    },
};

async function planned(stack: StackFiles, failure: Failure): Promise<Planned<Stalled>> {
    const servers = regionIn(stack, failure).servers.map(({ program }) => program);
    const running = (await stack.supervisor.programs()).filter(({ name, pid }) => servers.includes(name) && pid > 0);
    return {
        entry: { processes: running.flatMap(({ pid }) => identify(pid) ?? []) },
        what: `has ${running.length} servers of models in ${failure.region ?? ""} stand still for ${stalledMs / 1000} s, and go on for ${goingMs / 1000} s, in turn`,
    };
}

class Stalling {
    private readonly begun: { from: number; until?: number }[] = [];
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly processes: readonly ProcessIdentity[]) {
        this.stall();
    }

    spells(): Spell[] {
        const now = performance.now();
        return this.begun.map(({ from, until = now }) => ({ from, until }));
    }

    end(): Promise<void> {
        clearTimeout(this.timer);
        this.go();
        return Promise.resolve();
    }

    private stall(): void {
        toAll(this.processes, "SIGSTOP");
        this.begun.push({ from: performance.now() });
        this.timer = setTimeout(() => {
            this.go();
            this.timer = setTimeout(() => {
                this.stall();
            }, goingMs);
        }, stalledMs);
    }

    private go(): void {
        toAll(this.processes, "SIGCONT");
        const last = this.begun.at(-1);
        if (last !== undefined) last.until ??= performance.now();
    }
}

function toAll(processes: readonly ProcessIdentity[], name: NodeJS.Signals): void {
    for (const each of processes.filter(isAlive)) signal(each.pid, name);
}
