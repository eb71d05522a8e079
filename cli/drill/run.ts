import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import { type DrillName, drills } from "../../components/watch/drills/drills";
import { type Figures, hasFailed, measure, type Run, steadySeconds } from "../../components/watch/drills/measure";
import type { Injected, Rehearsable, RunningCell, Spell } from "../../components/watch/drills/operations";
import { type Finding, findings, secondsText } from "../../components/watch/drills/verdict";
import { ProjectError } from "../exit";
import { countOf } from "../fault-report";
import { changesAfter, refuseFailing, stateOf, wellState } from "./as-before";
import { Recorder } from "./recorder";
import { Traffic } from "./traffic";

/** Which drill, and how. */
export interface Order {
    readonly drill: DrillName;
    readonly cell: RunningCell;
    readonly region?: RunningCell["regions"][number];
    /** How long the failure is on. */
    readonly seconds: number;
    /** How long the stack may take then to be as before. */
    readonly healSeconds: number;
    /** Inferences a second in each cell. */
    readonly perSecond: number;
    /** What the first model is asked, in place of what lies beside it. */
    readonly samples?: string;
    readonly token: string | undefined;
    /** Whether something was healed right before. */
    readonly justHealed: boolean;
}

export interface Outcome {
    /** When it was begun. */
    readonly at: Date;
    /** What was done to the stack, in words. */
    readonly what: string;
    readonly release?: Injected["release"];
    readonly figures: Figures;
    readonly findings: readonly Finding[];
    readonly run: Run;
    /** By how many milliseconds a request left late at worst. */
    readonly latestMs: number;
}

/** Reports progress on the terminal. */
type Note = (text: string) => void;

/** What has just been started is not yet held for running: supervisors look for a second. */
const startedMs = 3_000;
/** Load before the failure, to see that all is well. */
const beforeMs = 3_000;
/** For what comes before, after and between, at most. */
const besideSeconds = 60;
/** Load after all is as before. */
const afterMs = (steadySeconds + 1) * 1_000;

/**
 * Slower than this is slow: a second is about as long as people wait without losing their thread (Nielsen, "Usability
 * Engineering", 1993), and four times an objective is no longer its tail.
 */
const slowMs = ({ p99Ms = 0 }: { readonly p99Ms?: number }) => Math.max(1_000, 4 * p99Ms);

/**
 * Runs a drill from begin to end. Whatever happens, also when `over` is aborted, the failure is undone before this returns or
 * rejects. Throws `ProjectError` where it can't be run.
 */
export async function runDrill(operations: Rehearsable, order: Order, note: Note, over: AbortSignal): Promise<Outcome> {
    const { drill, cell, region, perSecond, samples, token } = order;
    const { stack } = operations;
    await wellState(() => operations.look(), order.justHealed ? order.healSeconds * 1_000 : startedMs, over);
    const at = new Date();
    const recorder = new Recorder();
    note("recording the answers before the failure");
    const asking = { id: randomBytes(4).toString("hex"), perSecond, samples, token };
    await operations.rehearse(order.seconds + order.healSeconds + besideSeconds);
    const traffic = await Traffic.begin(stack, cell, recorder, asking).catch(async (error: unknown) => {
        await operations.rehearse(0);
        return asProjectError(error);
    });
    const look = () => stateOf(operations, traffic);
    const slow = slowMs(stack.limits);
    const trouble = () => lastTrouble(traffic, cell, recorder, slow);
    let injected: Injected | undefined;
    try {
        note(`sending ${perSecond} requests per second in ${countOf(stack.cells.length, "cell")}`);
        const before = await wellState(look, 0, over);
        await pause(beforeMs, undefined, { signal: over });
        refuseFailing(traffic);

        const injectedAt = recorder.now;
        note(`breaking ${region ?? `cell ${cell.name}`}`);
        const failure = { drill, cell: cell.name, ...(region && { region }) };
        injected = await operations.inject(failure).catch(asProjectError);
        const { what, release } = injected;
        const heldAt = recorder.now;
        note(what);
        await pause(Math.max(0, order.seconds * 1_000 - (heldAt - injectedAt)), undefined, { signal: over });

        const endedAt = recorder.now;
        const spells = spellsOf(injected, recorder) ?? [{ from: injectedAt, until: endedAt }];
        note(`ending the failure, and waiting for recovery`);
        await injected.end();
        const changed = await changesAfter(before, look, trouble, order.healSeconds * 1_000, over);
        const healedAt = recorder.now;
        note(changed.length === 0 ? `recovered after ${secondsText((healedAt - endedAt) / 1_000)}` : "not recovered");
        await pause(afterMs, undefined, { signal: over });

        const overAt = recorder.now;
        await traffic.finish();
        note("reading back the writes");
        const run: Run = {
            cell: cell.name,
            ...(region && { region }),
            regions: Object.fromEntries(stack.cells.map(({ name, regions }) => [name, regions])),
            asked: traffic.asked,
            acknowledged: await traffic.readBack(),
            ...{ injectedAt, heldAt, spells, endedAt, overAt },
            ...(changed.length === 0 && { healedAt }),
            slowMs: slow,
            changed,
        };
        const figures = measure(run, drills[drill].recovers);
        const judged = findings(drills[drill], figures, stack.recovery);
        // Else what was destroyed is brought back from the copy that was kept.
        if (changed.length === 0 && figures.lost === 0) await injected.settle();
        return { at, what, ...(release && { release }), figures, findings: judged, run, latestMs: traffic.latestMs };
    } finally {
        try {
            await injected?.undo();
        } finally {
            await traffic.clear();
            // Also by parts that were already down in the report before.
            await operations.rehearse(0);
        }
    }
}

/** When a cell was last seen to fail or to be slow, by the process's clock: what has waited for long already counts, too. */
function lastTrouble({ asked }: Traffic, { name }: RunningCell, recorder: Recorder, slow: number): number {
    const oldest = recorder.oldest(name);
    if (oldest !== undefined && recorder.now - oldest > slow) return performance.now();
    const bad = asked.filter(one => one.cell === name && (hasFailed(one) || one.ms > slow));
    return performance.now() - recorder.now + Math.max(0, ...bad.map(({ at, ms }) => at + ms));
}

function spellsOf(injected: Injected, recorder: Recorder): Spell[] | undefined {
    return injected.spells?.().map(({ from, until }) => ({ from: recorder.since(from), until: recorder.since(until) }));
}

function asProjectError(error: unknown): never {
    throw new ProjectError((error as Error).message, { cause: error });
}
