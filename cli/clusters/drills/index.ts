import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import {
    type Failure,
    type Injected,
    NotPossible,
    type Rehearsable,
    type RunningStack,
} from "../../../components/watch/drills/operations";
import { ProjectError } from "../../exit";
import type { Project } from "../../project";
import { planStack } from "../../read-plan";
import { unlessRefused } from "../watcher";
import { type CellInClusters, cellsInClusters } from "./clusters";
import { kindOf } from "./failures";
import { look } from "./look";
import { DrillRecord, isUnderWay, type Recorded } from "./record";
import { storeResult } from "./results";
import { runningStack } from "./stack";

/** Reports progress to the operator. */
type Note = (text: string) => void;

/** How long what was broken is tried to be put right, where clusters do not answer or refuse. */
const undoneWithinMs = 300_000;

/**
 * How outages of a stack's cells in clusters are rehearsed: by `kubectl`, and the rights of its user. What a lost drill has left is undone first.
 * Undefined where no cell, or not that which is named, is in clusters. Throws `ProjectError`.
 */
export async function inClusters(
    project: Project,
    name: string,
    { cell: named, resolver }: { readonly cell: string | undefined; readonly resolver: string | undefined },
    note: Note,
): Promise<{ readonly rehearsable: Rehearsable; readonly isHealed: boolean } | undefined> {
    const planned = planStack(project, name);
    if (planned.faults !== undefined) {
        throw new ProjectError(`the config of stack ${name} is not right; run \`meridian validate --stack ${name}\``);
    }
    const cells = cellsInClusters(planned.plan);
    const rehearsed = named === undefined ? cells : cells.filter(({ plan }) => plan.cell.name === named);
    if (rehearsed.length === 0) return undefined;
    const directory = path.join(project.root, ".meridian", "stacks", name);
    // Of regions that are down nothing can be learned before.
    const healed = await healAll(rehearsed, note);
    // Whatever is wrong with the rest.
    healed.forEach(note);
    const stack = await runningStack(planned, cells, { directory, resolver, isHealing: healed.length > 0 });
    return { rehearsable: rehearsableOf(cells, rehearsed, stack, note), isHealed: healed.length > 0 };
}

/** The same of cells: all of them are looked at, and `rehearsed` are those that are broken. */
export function rehearsableOf(
    cells: readonly CellInClusters[],
    rehearsed: readonly CellInClusters[],
    stack: RunningStack,
    note: Note,
): Rehearsable {
    const cellOf = (wanted: string) => cells.find(({ plan }) => plan.cell.name === wanted)!;
    const records = new Map(rehearsed.map(cell => [cell, new DrillRecord(cell)]));
    /** What is broken, or may be. Its records stay until it is put right. */
    const broken = new Set<CellInClusters>();
    return {
        stack,
        heal: () => healAll(rehearsed, note),
        alone: seconds => alone(records, broken, seconds),
        look: () => look(cells),
        inject(failure) {
            const cell = cellOf(failure.cell);
            return inject(cell, failure, { record: records.get(cell)!, broken, note });
        },
        async rehearse(seconds) {
            const watched = cells.flatMap(cell => cell.plan.cell.regions.map(region => cell.watcher(region)));
            await Promise.all(watched.map(one => one.ask("POST", "/v1/rehearsal", { seconds }).catch(unlessRefused)));
        },
        publish: result => storeResult(cellOf(result.cell), result),
        // The audit logs of the API servers contain the actions and their users.
        record: () => Promise.resolve(),
    };
}

async function healAll(cells: readonly CellInClusters[], note: Note): Promise<string[]> {
    return (await Promise.all(cells.map(cell => heal(cell, note)))).flat();
}

/** Undoes what a drill has left that was lost with its machine, and says what it did. Throws where it may still run. */
async function heal(cell: CellInClusters, note: Note): Promise<string[]> {
    const record = new DrillRecord(cell);
    const found = await record.read();
    if (found === undefined) return [];
    if (isUnderWay(found)) throw underWay(cell, found);
    const { broken, owner } = found;
    if (broken !== undefined) {
        const { drill } = broken.failure;
        const kind = kindOf(drill);
        if (kind === undefined) {
            throw new NotPossible(
                `the record of a drill ${drill} of cell ${cell.plan.cell.name} is of another version; heal with that`,
            );
        }
        await undone(cell, () => kind.undo(cell, broken.entry), note);
    }
    await record.end();
    if (broken === undefined) return [];
    const { drill, region } = broken.failure;
    const what = region ?? "all regions";
    return [`healed ${what} of cell ${cell.plan.cell.name}, which a drill ${drill} by ${owner.by} had left broken`];
}

/** Tries for some minutes: clusters may be away for a moment, as in the outage of one. */
async function undone({ plan: { cell } }: CellInClusters, undo: () => Promise<void>, note: Note): Promise<void> {
    let last = "";
    const deadline = Date.now() + undoneWithinMs;
    for (;;) {
        try {
            await undo();
            return;
        } catch (error) {
            if (Date.now() > deadline) {
                throw new ProjectError(
                    `what the drill broke of cell ${cell.name} could not be put right: ${(error as Error).message}; the next drill of the cell tries again, by what ConfigMap drill in the namespace of its hub has`,
                    { cause: error },
                );
            }
            const { message } = error as Error;
            if (message !== last) note(`cell ${cell.name} is not restored yet, and is tried again: ${message}`);
            last = message;
        }
        await pause(2_000);
    }
}

async function alone(
    records: ReadonlyMap<CellInClusters, DrillRecord>,
    broken: ReadonlySet<CellInClusters>,
    seconds: number,
): Promise<() => Promise<void>> {
    const taken: [CellInClusters, DrillRecord][] = [];
    const release = async () => {
        const right = taken.filter(([cell]) => !broken.has(cell));
        await Promise.all(right.map(([, record]) => record.end()));
    };
    try {
        for (const [cell, record] of records) {
            const found = await record.begin(seconds);
            if (found !== undefined) throw underWay(cell, found);
            taken.push([cell, record]);
        }
    } catch (error) {
        await release();
        throw error;
    }
    return release;
}

function underWay({ plan: { cell } }: CellInClusters, { owner }: Recorded): NotPossible {
    const { by, host, process, until } = owner;
    return new NotPossible(
        `${by} rehearses on cell ${cell.name} from ${host}, in process ${process.pid}, until ${until} at the latest; wait for it to end, or end it with ^C`,
    );
}

interface Recording {
    readonly record: DrillRecord;
    readonly broken: Set<CellInClusters>;
    readonly note: Note;
}

async function inject(cell: CellInClusters, failure: Failure, { broken, note, record }: Recording): Promise<Injected> {
    // An order for one that is impossible was refused.
    const kind = kindOf(failure.drill)!;
    const { entry, ...reported } = await kind.plan(cell, failure);
    await record.writeDown(failure, entry);
    broken.add(cell);
    const undo = async () => {
        await undone(cell, () => kind.undo(cell, entry), note);
        broken.delete(cell);
    };
    try {
        const going = await kind.begin(cell, entry);
        return {
            ...reported,
            end: () => going.end(),
            async undo() {
                // Failures that could not be ended are undone nevertheless: that needs nothing of them.
                await going.end().catch(() => undefined);
                await undo();
            },
            settle: async () => kind.settle?.(cell, entry),
        };
    } catch (error) {
        await undo();
        throw error;
    }
}
