import { setTimeout as pause } from "node:timers/promises";

import type { Acknowledged, Asked } from "../../components/watch/drills/measure";
import type { RunningTable } from "../../components/watch/drills/operations";
import { type Answer, type Entry, jsonIn, type Question } from "./entry";
import type { Recorder } from "./recorder";

/** Seconds that written items are stored where no process could delete them later. */
const keptSeconds = 3_600;
/** As many as a table gives at once. */
const batch = 100;
/** For a store that has just been brought back. */
const patienceMs = 60_000;

/**
 * Writes into a table of a cell, each item under a key of its own with its number, in turn from each point. What was
 * acknowledged is read at the next point at once, strongly: a copy that has it not must not say so.
 */
export class Writes {
    private readonly acknowledged = new Map<number, number>();
    private written = 0;

    constructor(
        private readonly table: RunningTable,
        private readonly entries: readonly Entry[],
        private readonly recorder: Recorder,
        private readonly run: string,
    ) {}

    /** One write and, once it is acknowledged, one read. Never rejects. */
    async write(i: number): Promise<readonly Asked[]> {
        this.written = Math.max(this.written, i + 1);
        const write = await this.recorder.ask("write", this.entryFor(i), this.put(i));
        if (write.status !== 200) return [write];
        this.acknowledged.set(i, write.at + write.ms);
        const read = await this.recorder.ask("read", this.entryFor(i + 1), this.get(i), answer =>
            answer.status === 200 || answer.status === 404 ? valueIn(answer) === i : undefined,
        );
        return [write, read];
    }

    /** Reads all that was acknowledged. Throws where the store doesn't answer for a minute. */
    async readBack(): Promise<readonly Acknowledged[]> {
        const numbers = [...this.acknowledged.keys()];
        const there = new Set<number>();
        for (let i = 0; i < numbers.length; i += batch) {
            for (const found of await this.there(numbers.slice(i, i + batch))) there.add(found);
        }
        const cell = this.entries[0]!.cell.name;
        return numbers.map(i => ({ cell, at: this.acknowledged.get(i)!, isThere: there.has(i) }));
    }

    /** Takes away what was written, also what was not acknowledged. What stays is over after an hour, where the table has a time to live. */
    async clear(): Promise<void> {
        const numbers = Array.from({ length: this.written }, (_, i) => i);
        for (let i = 0; i < numbers.length; i += batch) {
            const some = numbers.slice(i, i + batch);
            await Promise.allSettled(
                some.map(number => this.entryFor(number).ask({ method: "DELETE", path: this.pathOf(number) })),
            );
        }
    }

    private async there(numbers: readonly number[]): Promise<readonly number[]> {
        const { name, sortKey } = this.table;
        const keys = numbers.map(i => ({ key: this.keyOf(i), ...(sortKey !== undefined && { sort: "0" }) }));
        const path = `/v1/tables/${name}/batch-get?consistency=strong`;
        const question: Question = { method: "POST", path, body: JSON.stringify({ keys }) };
        const deadline = Date.now() + patienceMs;
        for (let turn = 0; ; turn++) {
            const answer = await this.entryFor(turn)
                .ask(question, true)
                .catch((error: unknown) => (error as Error).message);
            const { items } = typeof answer === "string" ? {} : (jsonIn(answer) as { items?: unknown });
            if (Array.isArray(items)) {
                return numbers.filter((number, i) => (items[i] as Item | undefined)?.item?.value === number);
            }
            if (Date.now() > deadline) {
                const why = typeof answer === "string" ? answer : `${answer.status} ${answer.body.slice(0, 200)}`;
                throw new Error(`what was written can't be read back within ${patienceMs / 1000} s: ${why}`);
            }
            await pause(250);
        }
    }

    private put(i: number): Question {
        const { ttl } = this.table;
        const item = { value: i, ...(ttl !== undefined && { [ttl]: Math.floor(Date.now() / 1000) + keptSeconds }) };
        return { method: "PUT", path: this.pathOf(i), body: JSON.stringify(item) };
    }

    private get(i: number): Question {
        return { method: "GET", path: `${this.pathOf(i)}?consistency=strong` };
    }

    private pathOf(i: number): string {
        const { name, sortKey } = this.table;
        return `/v1/tables/${name}/${this.keyOf(i)}${sortKey === undefined ? "" : "/0"}`;
    }

    private keyOf(i: number): string {
        return `meridian-drill-${this.run}-${i}`;
    }

    private entryFor(i: number): Entry {
        return this.entries[i % this.entries.length]!;
    }
}

/** As a table gives it. */
interface Item {
    readonly item?: { readonly value?: unknown };
}

function valueIn(answer: Answer): unknown {
    return (jsonIn(answer) as Item).item?.value;
}
