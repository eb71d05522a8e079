import { readdirSync } from "node:fs";

import { startTime } from "../../tools/process-identity";
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
    /** Called at the kill, with what ends when all that was killed is taken down. */
    readonly onKill?: (gone: Promise<unknown>) => void;
}

export interface Struck {
    readonly outcomes: readonly Outcome[];
    /** Milliseconds from the begin of the load to the kill. */
    readonly at: number;
    /** The same to when the system had taken down what was killed. */
    readonly gone: number;
}

/** Requests that failed before anything was killed: no finding but a broken measurement. */
export class Unsteady extends Error {}

const beforeMs = 2_000;
const warmConnections = 64;

/**
 * Load before, during and after a fault: all requests that are due in `forMs` from when what was killed is gone, also where the machine is
 * busy and they leave late. Throws `Unsteady` where some fail before.
 */
export async function strike(
    stack: LocalStack,
    { kill, keepDown, perSecond = benchmarkPerSecond, onKill = () => undefined }: Fault,
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
        const taken = Promise.all(pids.map(takenDown));
        onKill(taken);
        await taken;
        const gone = load.now;
        await until("the load has gone on", () => load.due > gone + forMs, 10 * forMs);
        const outcomes = await load.finish();
        const early = failed(outcomes.filter(outcome => outcome.at + outcome.ms < at));
        if (early.length > 0) throw new Unsteady(`requests failed before anything was killed: ${tally(early)}`);
        return { outcomes, at, gone };
    } finally {
        process.kill(supervisor, "SIGCONT");
        await load.finish();
    }
}

/**
 * Waits until the system has taken a killed process down: until then its port accepts connections, and breaks them. One whose parent does
 * not read its exit code remains as a zombie, whose other threads may still have the port open.
 */
export async function takenDown(pid: number): Promise<void> {
    await until(`${pid} is taken down`, () => startTime(pid) === undefined && threadsOf(pid) <= 1);
}

function threadsOf(pid: number): number {
    try {
        return readdirSync(`/proc/${pid}/task`).length;
    } catch {
        return 0;
    }
}

/** Milliseconds from the kill to the last failure; 0 without one. */
export function lastFailure({ outcomes, at }: Struck): number {
    return Math.max(0, ...failed(outcomes).map(outcome => outcome.at + outcome.ms - at));
}
