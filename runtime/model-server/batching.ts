import type { Log } from "../log";
import type { BatchingSetting } from "./environment";
import { checkRows } from "./batching-check";
import { joined, kindOf, rowsOf, split, UnlikeRows, type Tensors } from "./rows";
import { ModelRefusal, type Session } from "./session";

/** What batching reports. */
export interface BatchCounts {
    /** A run of so many rows. */
    ran(rows: number): void;
    /** The model could not compute a batch, so its requests were computed one by one. */
    parted(): void;
}

/** A session of a model whose requests may be computed together; throws for another model. */
export async function batched(
    session: Session,
    setting: BatchingSetting,
    counts: BatchCounts,
    log: Log,
): Promise<Session> {
    const checked = await checkRows(session);
    log.info("batching", { ...setting, rows: checked });
    return inBatches(session, setting, counts);
}

/** A request that waits for its batch. */
interface Waiting {
    readonly feeds: Tensors;
    readonly outputs: readonly string[];
    readonly rows: number;
    readonly resolve: (results: Tensors) => void;
    readonly reject: (reason: unknown) => void;
}

/** Requests of one kind, until they are computed. */
interface Batch {
    readonly waiting: Waiting[];
    rows: number;
    begin(): void;
}

/**
 * The same session, which computes requests that come close together as one run. A request whose tensors are no rows, or that has rows for
 * a whole batch, runs alone; one that others can't be joined with waits for others of its own kind.
 */
export function inBatches(session: Session, { size, waitMs }: BatchingSetting, counts: BatchCounts): Session {
    const open = new Map<string, Batch>();

    const batchOf = (kind: string, rows: number): Batch => {
        const found = open.get(kind);
        if (found !== undefined && found.rows + rows <= size) return found;
        found?.begin();
        const waiting: Waiting[] = [];
        const batch = { waiting, rows: 0, begin };
        // Without a wait after all that the loop has read from sockets in this turn.
        const [timer, immediate] =
            waitMs === 0 ? [undefined, setImmediate(begin)] : [setTimeout(begin, waitMs), undefined];
        function begin(): void {
            clearTimeout(timer);
            clearImmediate(immediate);
            open.delete(kind);
            void compute(session, waiting, counts);
        }
        open.set(kind, batch);
        return batch;
    };

    return {
        ...session,
        run(feeds, outputs) {
            const rows = rowsOf(feeds);
            if (rows === undefined || rows >= size) {
                counts.ran(rows ?? 1);
                return session.run(feeds, outputs);
            }
            return new Promise((resolve, reject) => {
                const batch = batchOf(kindOf(feeds), rows);
                batch.waiting.push({ feeds, outputs, rows, resolve, reject });
                batch.rows += rows;
                if (batch.rows === size) batch.begin();
            });
        },
    };
}

async function compute(session: Session, waiting: readonly Waiting[], counts: BatchCounts): Promise<void> {
    const [first, ...others] = waiting;
    if (others.length === 0) return computeAlone(session, first!, counts);
    const rows = waiting.map(one => one.rows);
    const outputs = [...new Set(waiting.flatMap(one => one.outputs))];
    try {
        counts.ran(rows.reduce((sum, some) => sum + some));
        const results = await session.run(joined(waiting.map(one => one.feeds)), outputs);
        split(results, rows).forEach((part, i) => {
            const { outputs, resolve } = waiting[i]!;
            // Others of the batch may have wanted more.
            resolve(Object.fromEntries(outputs.map(name => [name, part[name]!])));
        });
    } catch (error) {
        if (!(error instanceof ModelRefusal || error instanceof UnlikeRows)) {
            for (const one of waiting) one.reject(error);
            return;
        }
        // Whichever request the model can't compute with, the others are computed.
        counts.parted();
        for (const one of waiting) await computeAlone(session, one, counts);
    }
}

async function computeAlone(session: Session, one: Waiting, counts: BatchCounts): Promise<void> {
    try {
        counts.ran(one.rows);
        one.resolve(await session.run(one.feeds, one.outputs));
    } catch (error) {
        one.reject(error);
    }
}
