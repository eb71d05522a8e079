import type { Raised } from "../../../components/watch/alarms/book";
import { otlpOf } from "../../../components/watch/metrics/otlp";
import { Starts } from "../../../components/watch/metrics/starts";
import type { Sample } from "../../../components/watch/metrics/samples";
import type { Metrics } from "../../../components/watch/metrics/text";
import type { Moment } from "../../clocks";
import type { Log } from "../../log";
import type { HubExport, HubFile } from "../hub-file";
import { push } from "./push";

/** Failed pushes in a row, after which the hub raises an alarm. */
const FAILING_PUSHES = 5;
/** Beyond it the machine's clock was set between two pushes. */
const SET_MS = 1_000;
/** What has not been seen for so many pushes is gone. */
const FORGOTTEN_PUSHES = 60;

interface ExportState {
    /** By the machine's clock, which receivers have, too. */
    starts: Starts;
    /** By how much that was ahead of the steady one at the last push. */
    setBy: number;
    /** When it was tried last, by the steady clock. */
    at: number;
    /** The same of when it was taken last; before the first time, when it was begun with. */
    taken: number;
    isPushing: boolean;
    /** Why the last one wasn't taken. */
    reason?: string;
}

/** Sends what the cells of each export count to its receiver, each at its own interval. */
export class Exports {
    private readonly exportStates = new Map<string, ExportState>();

    constructor(
        private readonly plan: () => Pick<HubFile, "exports" | "service">,
        private readonly log: Log,
    ) {}

    /** Starts the pushes that are due; their ends are awaited elsewhere. */
    async push(metricsOf: (cells: readonly string[]) => Metrics, now: Moment): Promise<void> {
        const { exports } = this.plan();
        const names = new Set(exports.map(({ name }) => name));
        for (const gone of [...this.exportStates.keys()].filter(name => !names.has(name))) {
            this.exportStates.delete(gone);
        }
        const due = exports.filter(one => this.isDue(one, now));
        await Promise.all(due.map(one => this.pushOne(one, metricsOf(one.cells), now)));
    }

    /** 1 of each export whose last push was taken. */
    get samples(): Sample[] {
        return [...this.exportStates]
            .filter(([, { at }]) => at > 0)
            .map(([name, { reason }]) => ({
                name: "meridian_export_up",
                labels: { export: name },
                value: reason === undefined ? 1 : 0,
            }));
    }

    /** The exports that have failed for long, listed in each cell that they are of. */
    failing({ steady: now }: Moment): Raised[] {
        return this.plan().exports.flatMap(({ name, cells, everySeconds }) => {
            const { taken = now, reason } = this.exportStates.get(name) ?? {};
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

    private isDue({ name, everySeconds }: HubExport, { steady, shared }: Moment): boolean {
        const begun = { starts: new Starts(), setBy: shared - steady, at: 0, taken: steady, isPushing: false };
        const exportState: ExportState = this.exportStates.get(name) ?? begun;
        this.exportStates.set(name, exportState);
        return !exportState.isPushing && steady - exportState.at >= everySeconds * 1000;
    }

    private async pushOne(one: HubExport, metrics: Metrics, { steady, shared }: Moment): Promise<void> {
        const exportState = this.exportStates.get(one.name)!;
        const setBy = shared - steady;
        // A stretch that begins after its end is refused: all of them start again.
        if (Math.abs(setBy - exportState.setBy) > SET_MS) exportState.starts = new Starts();
        exportState.setBy = setBy;
        exportState.at = steady;
        exportState.isPushing = true;
        const before = exportState.reason;
        try {
            await push(one, otlpOf(metrics, exportState.starts, shared, this.plan().service));
            exportState.taken = steady;
            delete exportState.reason;
            if (before !== undefined) this.log.info("export taken again", { export: one.name });
        } catch (error) {
            exportState.reason = error instanceof Error ? error.message : String(error);
            if (exportState.reason !== before) {
                this.log.error("export not taken", { export: one.name, reason: exportState.reason });
            }
        } finally {
            exportState.isPushing = false;
            exportState.starts.forget(shared - one.everySeconds * 1000 * FORGOTTEN_PUSHES);
        }
    }
}
