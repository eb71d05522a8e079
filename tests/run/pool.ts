import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import type { Needs } from "./needs";
import { suiteOf } from "./suites";
import type { Unit } from "./units";
import { type Ran, WorkerProcess } from "./worker-process";

export interface PoolOptions {
    /** How many processors tests may keep busy, and how many gates they may run. */
    readonly room: Omit<Needs, "share">;
    readonly needsOf: (unit: Unit) => Needs;
    readonly verbose: boolean;
    /** Where workers write which lines they reached, for suites that are asked for it. */
    readonly coverage?: string;
    readonly onRan: (unit: Unit, ran: Ran) => void;
    /** Whether a unit may begin now. Left out otherwise. */
    readonly hasTimeFor: (unit: Unit) => boolean;
    readonly onLeftOut: (unit: Unit) => void;
}

/** Past this a unit hangs. The longest takes a few minutes, and machines may be three times as slow. */
const limitSeconds = 1_200;

/** Of sums of parts of processors. */
const ROUNDING = 1e-9;

/** Workers that run units, as many at a time as processors and gates allow. They keep what they have loaded from one unit to the next. */
export class Pool {
    private readonly idle = new Map<boolean, WorkerProcess[]>([
        [true, []],
        [false, []],
    ]);
    private readonly workers = new Set<WorkerProcess>();
    private started = 0;
    private closing: Promise<void> | undefined;

    constructor(private readonly options: PoolOptions) {}

    /** Runs units in their order, and returns when all have ended. */
    async run(units: readonly Unit[]): Promise<void> {
        const queue = [...units];
        const running = new Set<Promise<void>>();
        const left = { ...this.options.room };
        while (queue.length > 0 || running.size > 0) {
            // The first that fits: one that needs more waits for room, and those behind it do not.
            const fits = (unit: Unit) => {
                const { processors, gates } = this.options.needsOf(unit);
                return running.size === 0 || (processors <= left.processors + ROUNDING && gates <= left.gates);
            };
            const index = this.isClosed ? -1 : queue.findIndex(fits);
            if (index >= 0) {
                const [next] = queue.splice(index, 1);
                if (!this.options.hasTimeFor(next!)) {
                    this.options.onLeftOut(next!);
                    continue;
                }
                const needed = this.options.needsOf(next!);
                left.processors -= needed.processors;
                left.gates -= needed.gates;
                const one = this.runOne(next!).finally(() => {
                    running.delete(one);
                    left.processors += needed.processors;
                    left.gates += needed.gates;
                });
                running.add(one);
            } else if (this.isClosed) {
                return;
            } else {
                await Promise.race(running);
            }
        }
    }

    /** Ends all workers. Units that run then end without a result. */
    close(): Promise<void> {
        this.closing ??= Promise.all([...this.workers].map(worker => worker.end())).then(() => undefined);
        return this.closing;
    }

    private get isClosed(): boolean {
        return this.closing !== undefined;
    }

    /** Ends the workers that count coverage: they write it when they end. */
    async endCoverage(): Promise<void> {
        for (const worker of this.idle.get(true)!.splice(0)) await this.end(worker);
    }

    private async runOne(unit: Unit): Promise<void> {
        const { timeoutSeconds = 30, coverage = [] } = suiteOf(unit.suite);
        const isCounted = unit.files.some(file => coverage.some(folder => file.startsWith(`tests/${folder}/`)));
        const counts = isCounted && this.options.coverage !== undefined;
        const worker = this.workerFor(counts);
        const order = {
            files: unit.files.map(file => path.join(packageRoot(), file)),
            timeoutMs: timeoutSeconds * 1000,
            verbose: this.options.verbose,
        };
        worker.share(this.options.needsOf(unit).share);
        const ran = await worker.run(order, limitSeconds).catch((error: unknown) => {
            // What it is asked of its worker may be gone by then.
            if (!this.isClosed) throw error;
        });
        if (ran === undefined || this.isClosed) return;
        this.options.onRan(unit, ran);
        if (worker.isUsable) this.idle.get(counts)!.push(worker);
        else await this.end(worker);
    }

    private workerFor(counts: boolean): WorkerProcess {
        const idle = this.idle.get(counts)!.pop();
        if (idle) return idle;
        const worker = WorkerProcess.start(this.started++, counts ? this.options.coverage : undefined);
        this.workers.add(worker);
        return worker;
    }

    private async end(worker: WorkerProcess): Promise<void> {
        this.workers.delete(worker);
        await worker.end();
    }
}
