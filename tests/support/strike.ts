import { failed, Load, type Outcome, tally } from "./load";
import type { LocalStack } from "./local-stack";
import { until } from "./until";
import { perSecond as benchmarkPerSecond, type Send } from "./senders";

export interface Fault {
    /** The supervisor's names of what is killed. */
    readonly kill: RegExp;
    /** Whether it stays dead: the supervisor stands still meanwhile. Else it brings it back, as after a crash. */
    readonly keepDown: boolean;
    /** Requests. Default: those of every benchmark. */
    readonly perSecond?: number;
}

export interface Struck {
    readonly outcomes: readonly Outcome[];
    /** Milliseconds from the begin of the load to the kill. */
    readonly at: number;
}

const beforeMs = 2_000;
const warmConnections = 64;

/**
 * Load before, during and after a fault: all requests that are due in `forMs` from the kill, also where the machine is busy and they
 * leave late. What fails before it is no finding but a broken measurement.
 */
export async function strike(
    stack: LocalStack,
    { kill, keepDown, perSecond = benchmarkPerSecond }: Fault,
    forMs: number,
    send: Send,
): Promise<Struck> {
    const supervisor = stack.supervisorPid();
    // A load finds its connections open: the handshakes of a cold one are what would be measured.
    await Promise.all(Array.from({ length: warmConnections }, (_, i) => send(i)));
    const load = new Load(perSecond, send);
    try {
        await until("the load has begun", () => load.now > beforeMs);
        // Found before, so that the kill is one moment.
        const pids = await stack.pids(kill);
        if (keepDown) process.kill(supervisor, "SIGSTOP");
        const at = load.now;
        for (const pid of pids) process.kill(pid, "SIGKILL");
        await until("the load has gone on", () => load.due > at + forMs, 10 * forMs);
        const outcomes = await load.finish();
        const early = failed(outcomes.filter(outcome => outcome.at + outcome.ms < at));
        if (early.length > 0) throw new Error(`requests failed before anything was killed: ${tally(early)}`);
        return { outcomes, at };
    } finally {
        process.kill(supervisor, "SIGCONT");
        await load.finish();
    }
}

/** Milliseconds from the kill to the last failure; 0 without one. */
export function lastFailure({ outcomes, at }: Struck): number {
    return Math.max(0, ...failed(outcomes).map(outcome => outcome.at + outcome.ms - at));
}
