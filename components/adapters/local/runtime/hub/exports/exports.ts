import type { Raised } from "../../../../../watch/alarms/book";
import { otlpOf } from "../../../../../watch/metrics/otlp";
import { Starts } from "../../../../../watch/metrics/starts";
import type { Sample } from "../../../../../watch/metrics/samples";
import type { Metrics } from "../../../../../watch/metrics/text";
import type { Log } from "../../log";
import type { HubExport, HubFile } from "../hub-file";
import { push } from "./push";

/** Pushes in a row that were not taken, after which somebody is told. */
const FAILING_PUSHES = 5;
/** What has not been seen for so many pushes is gone. */
const FORGOTTEN_PUSHES = 60;

interface Standing {
    readonly starts: Starts;
    /** When it was tried last. */
    at: number;
    /** When it was taken last; before the first time, when it was begun with. */
    taken: number;
    isPushing: boolean;
    /** Why the last one wasn't taken. */
    reason?: string;
}

/** Sends what the cells of each export count to whoever takes it, each in its own time. */
export class Exports {
    private readonly standings = new Map<string, Standing>();

    constructor(
        private readonly plan: () => Pick<HubFile, "exports" | "service">,
        private readonly log: Log,
    ) {}

    /** Pushes what is due; those that are still on their way are waited for elsewhere. */
    async push(metricsOf: (cells: readonly string[]) => Metrics, now: number): Promise<void> {
        const { exports } = this.plan();
        const names = new Set(exports.map(({ name }) => name));
        for (const gone of [...this.standings.keys()].filter(name => !names.has(name))) {
            this.standings.delete(gone);
        }
        const due = exports.filter(one => this.isDue(one, now));
        await Promise.all(due.map(one => this.pushOne(one, metricsOf(one.cells), now)));
    }

    /** 1 of each export whose last push was taken. */
    get samples(): Sample[] {
        return [...this.standings]
            .filter(([, { at }]) => at > 0)
            .map(([name, { reason }]) => ({
                name: "meridian_export_up",
                labels: { export: name },
                value: reason === undefined ? 1 : 0,
            }));
    }

    /** Those that have not been taken for long, told in each cell that they are of. */
    failing(now: number): Raised[] {
        return this.plan().exports.flatMap(({ name, cells, everySeconds }) => {
            const { taken = now, reason } = this.standings.get(name) ?? {};
            const seconds = Math.round((now - taken) / 1000);
            return reason === undefined || seconds < everySeconds * FAILING_PUSHES
                ? []
                : cells.map(cell => ({
                      id: `export-failing ${name} ${cell}`,
                      kind: "export-failing" as const,
                      severity: "ticket" as const,
                      cell,
                      message: `export ${name} has not been taken for ${seconds} s: ${reason}`,
                  }));
        });
    }

    private isDue({ name, everySeconds }: HubExport, now: number): boolean {
        const standing = this.standings.get(name) ?? { starts: new Starts(), at: 0, taken: now, isPushing: false };
        this.standings.set(name, standing);
        return !standing.isPushing && now - standing.at >= everySeconds * 1000;
    }

    private async pushOne(one: HubExport, metrics: Metrics, now: number): Promise<void> {
        const standing = this.standings.get(one.name)!;
        standing.at = now;
        standing.isPushing = true;
        const before = standing.reason;
        try {
            await push(one, otlpOf(metrics, standing.starts, now, this.plan().service));
            standing.taken = now;
            delete standing.reason;
            if (before !== undefined) this.log.info("export taken again", { export: one.name });
        } catch (error) {
            standing.reason = error instanceof Error ? error.message : String(error);
            if (standing.reason !== before) {
                this.log.error("export not taken", { export: one.name, reason: standing.reason });
            }
        } finally {
            standing.isPushing = false;
            standing.starts.forget(now - one.everySeconds * 1000 * FORGOTTEN_PUSHES);
        }
    }
}
