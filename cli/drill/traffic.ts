import type { Acknowledged, Asked } from "../../components/watch/drills/measure";
import type { RunningCell, RunningStack } from "../../components/watch/drills/operations";
import { type Known, learn } from "./answers";
import { type Entry, entriesOf } from "./entry";
import { Load } from "./load";
import type { Recorder } from "./recorder";
import { Writes } from "./writes";

/** Writes a second, each followed by a read: enough to see to a tenth of a second what is lost, and no load by itself. */
const writesPerSecond = 10;

interface Sent {
    readonly cell: RunningCell;
    readonly entries: readonly Entry[];
    readonly known: readonly Known[];
}

/** How it is asked. */
export interface Asking {
    /** An id of the run, so that no other run takes its items for its own. */
    readonly id: string;
    readonly perSecond: number;
    readonly samples: string | undefined;
    readonly token: string | undefined;
}

/** What is asked of all cells of a stack during a drill, and what came of it. */
export class Traffic {
    private readonly loads: Load<Asked>[];
    private readonly writing: Load<readonly Asked[]> | undefined;

    private constructor(
        private readonly cells: readonly Sent[],
        private readonly writes: Writes | undefined,
        recorder: Recorder,
        perSecond: number,
    ) {
        this.loads = cells.map(({ entries, known }) => {
            const send = (i: number) => {
                // A subject comes in at another point each time that it comes.
                const [turn, round] = [i % known.length, Math.floor(i / known.length)];
                const { question, isRight } = known[turn]!;
                return recorder.ask("inference", entries[(turn + round) % entries.length]!, question, isRight);
            };
            return new Load(perSecond, send);
        });
        this.writing = writes && new Load(writesPerSecond, i => writes.write(i));
    }

    /** Learns what is answered, and begins. `cell` is the one that is written into, where it has a table. */
    static async begin(
        stack: RunningStack,
        cell: RunningCell,
        recorder: Recorder,
        { id, perSecond, samples, token }: Asking,
    ): Promise<Traffic> {
        const cells: Sent[] = [];
        for (const each of stack.cells) {
            const entries = entriesOf(each, token);
            cells.push({ cell: each, entries, known: await learn(each, entries[0]!, id, samples) });
        }
        const [table] = cell.tables;
        const own = cells.find(sent => sent.cell === cell)!;
        const writes = table && new Writes(table, own.entries, recorder, id);
        return new Traffic(cells, writes, recorder, perSecond);
    }

    /** What has come back so far. */
    get asked(): readonly Asked[] {
        return [...this.loads.flatMap(({ done }) => done), ...(this.writing?.done ?? []).flat()];
    }

    /** By how many milliseconds a request left late at worst. */
    get latestMs(): number {
        return Math.max(...[...this.loads, ...(this.writing ? [this.writing] : [])].map(({ latestMs }) => latestMs));
    }

    /** The region that answers new connections, by cell and city, or any region where it may be any. Undefined if none answers. */
    async answering(): Promise<Readonly<Record<string, Readonly<Record<string, string | undefined>>>>> {
        const looks = this.cells.map(async ({ cell, entries, known }) => {
            const answers = entries.map(async entry => {
                const answer = await entry.ask(known[0]!.question, true).catch(() => undefined);
                const region = entry.point.leadsToSeveral === true && answer?.region ? "a region" : answer?.region;
                return [entry.point.city, region] as const;
            });
            return [cell.name, Object.fromEntries(await Promise.all(answers))] as const;
        });
        return Object.fromEntries(await Promise.all(looks));
    }

    /** Sends no more, and waits for the answers that are still to come. */
    async finish(): Promise<void> {
        await Promise.all([...this.loads, ...(this.writing ? [this.writing] : [])].map(load => load.finish()));
    }

    async readBack(): Promise<readonly Acknowledged[]> {
        return (await this.writes?.readBack()) ?? [];
    }

    /** Takes away what was written, and closes all connections. */
    async clear(): Promise<void> {
        await this.finish();
        await this.writes?.clear();
        for (const entry of this.cells.flatMap(({ entries }) => entries)) entry.close();
    }
}
