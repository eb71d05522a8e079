import type { Cell } from "../cells/cell";
import type { BudgetConfig, ObservabilityConfig, RecoveryConfig } from "../config/observability";
import { keepsAudit, requirementsOf } from "../cells/standards";
import type { RegionRef } from "../places/catalogue";

/** Everything about measuring, keeping and telling that is known before a resource exists. */
export interface WatchPlan {
    readonly slo: { readonly availability?: number; readonly p99Ms?: number };
    readonly logs: { readonly retainDays: number };
    readonly drift?: { readonly psi: number };
    readonly anomalies: boolean;
    readonly audit: boolean;
    readonly exports: readonly ExportPlan[];
    /** Where the view over all regions is kept. */
    readonly home: RegionRef;
    readonly recovery: RecoveryConfig;
    readonly budget?: BudgetConfig;
}

type Export = ObservabilityConfig["exports"][number];

/** A copy of logs that goes to a system outside, and the cells that send it. */
export interface ExportPlan extends Omit<Export, "cells"> {
    readonly cells: readonly string[];
}

/** Days that logs are kept where neither config nor a standard says. */
const usualRetention = 90;

export interface WatchInput {
    readonly cells: readonly Cell[];
    readonly observability?: ObservabilityConfig;
    readonly recovery?: RecoveryConfig;
    readonly budget?: BudgetConfig;
}

/** What is watched, of a config in which `watchFaults` found nothing. */
export function planWatch({ cells, observability, recovery = {}, budget }: WatchInput): WatchPlan {
    const names = cells.map(({ name }) => name);
    const [first] = [...cells].sort((a, b) => (a.name < b.name ? -1 : 1));
    const least = cells.flatMap(cell => cell.standards.map(standard => requirementsOf[standard].logsRetainDays));
    return {
        slo: observability?.slo ?? {},
        logs: { retainDays: observability?.logs?.retainDays ?? Math.max(usualRetention, ...least) },
        ...(observability?.drift === undefined ? {} : { drift: observability.drift }),
        anomalies: observability?.anomalies ?? false,
        audit: keepsAudit(cells, observability),
        exports: (observability?.exports ?? [])
            .map(({ cells, ...rest }) => ({ ...rest, cells: [...(cells ?? names)].sort() }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
        home: observability?.home ?? first!.primary,
        recovery,
        ...(budget === undefined ? {} : { budget }),
    };
}
