import type { Cell } from "../cells/cell";
import type { BudgetConfig, ObservabilityConfig, RecoveryConfig, SamplesConfig } from "../config/observability";
import { keepsAudit, requirementsOf } from "../cells/standards";
import { type Cloud, cloudsOf, type RegionRef, splitRef } from "../places/catalogue";

/** Everything about measuring, keeping and telling that is known before a resource exists. */
export interface WatchPlan {
    readonly slo: { readonly availability?: number; readonly p99Ms?: number };
    /** Days of retention of each cell, by its name: a standard of one cell does not apply to another. */
    readonly logs: { readonly retainDays: Readonly<Record<string, number>> };
    readonly drift?: { readonly psi: number };
    /** What takes a region out of traffic. */
    readonly withdraw?: WithdrawPlan;
    readonly anomalies: boolean;
    readonly audit: boolean;
    /** Which inferences servers store as samples, if any. */
    readonly samples?: SamplesConfig;
    readonly exports: readonly ExportPlan[];
    /** Where the view over all regions is kept. */
    readonly home: RegionRef;
    /** Where each cloud keeps the view over its own regions: figures of a region go there, and to no other cloud. */
    readonly views: Readonly<Partial<Record<Cloud, RegionRef>>>;
    readonly recovery: RecoveryConfig;
    readonly budget?: BudgetConfig;
}

/** What takes a region out of traffic: a wrong digest, seconds, a population stability index. */
export interface WithdrawPlan {
    readonly digest: boolean;
    readonly lagSeconds?: number;
    readonly psi?: number;
    /** How long all must have been right again before it is back. */
    readonly failbackAfterSeconds: number;
}

type Export = ObservabilityConfig["exports"][number];

/** A copy of logs that goes to a system outside, and the cells that send it. */
export interface ExportPlan extends Omit<Export, "cells"> {
    readonly cells: readonly string[];
}

/** Days of log retention if neither the config nor a standard states them. */
const usualRetention = 90;

/** As long as a health check's flapping may last; the usual time of routers that have such a setting. */
const usualFailback = 300;

export interface WatchInput {
    readonly cells: readonly Cell[];
    readonly observability?: ObservabilityConfig;
    readonly failbackAfterSeconds?: number;
    readonly recovery?: RecoveryConfig;
    readonly budget?: BudgetConfig;
}

/** What is watched, of a config in which `watchFaults` found nothing. */
export function planWatch({
    cells,
    observability,
    failbackAfterSeconds = usualFailback,
    recovery = {},
    budget,
}: WatchInput): WatchPlan {
    const names = cells.map(({ name }) => name);
    const sorted = [...cells].sort((a, b) => (a.name < b.name ? -1 : 1));
    const home = observability?.home ?? sorted[0]!.primary;
    return {
        slo: observability?.slo ?? {},
        logs: { retainDays: retentionOf(sorted, observability?.logs?.retainDays) },
        ...(observability?.drift === undefined ? {} : { drift: observability.drift }),
        ...(observability?.withdraw === undefined
            ? {}
            : { withdraw: withdrawal(observability.withdraw, failbackAfterSeconds) }),
        anomalies: observability?.anomalies ?? false,
        audit: keepsAudit(cells, observability),
        ...(observability?.samples === undefined ? {} : { samples: observability.samples }),
        exports: (observability?.exports ?? [])
            .map(({ cells, ...rest }) => ({ ...rest, cells: [...(cells ?? names)].sort() }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
        home,
        views: viewsOf(sorted, home),
        recovery,
        ...(budget === undefined ? {} : { budget }),
    };
}

/** As configured for all cells, else as long as the standards of each cell require. */
export function retentionOf(
    cells: readonly Pick<Cell, "name" | "standards">[],
    configured: number | undefined,
): WatchPlan["logs"]["retainDays"] {
    return Object.fromEntries(
        cells.map(({ name, standards }) => {
            const required = standards.map(standard => requirementsOf[standard].logsRetainDays);
            return [name, configured ?? Math.max(usualRetention, ...required)];
        }),
    );
}

/** Of a cloud other than the home's: where the first of its primaries is, else its first region. */
function viewsOf(cells: readonly Cell[], home: RegionRef): WatchPlan["views"] {
    const places = [home, ...cells.map(({ primary }) => primary), ...cells.flatMap(({ regions }) => regions)];
    return Object.fromEntries(
        cloudsOf(places).map(cloud => [cloud, places.find(place => splitRef(place).cloud === cloud)!]),
    );
}

/** Where a cell's own hub is, on a cloud where each cell has one: at home where home is a region of the cell, else in its primary region. */
export function homeOfCell(
    { home }: Pick<WatchPlan, "home">,
    { primary, regions }: Pick<Cell, "primary" | "regions">,
): RegionRef {
    return regions.includes(home) ? home : primary;
}

/** After so many seconds a cell's last drill is too long ago: those of the longest month and quarter that there are. */
export const drillSeconds = { weekly: 7 * 86_400, monthly: 31 * 86_400, quarterly: 92 * 86_400 } as const;

function withdrawal(
    { digest, lagSeconds, psi }: NonNullable<ObservabilityConfig["withdraw"]>,
    failbackAfterSeconds: number,
): WithdrawPlan {
    return {
        digest,
        ...(lagSeconds === undefined ? {} : { lagSeconds }),
        ...(psi === undefined ? {} : { psi }),
        failbackAfterSeconds,
    };
}

/** What a region's watcher measures of it. */
export function limitsOf({ digest, lagSeconds, psi }: WithdrawPlan): Omit<WithdrawPlan, "failbackAfterSeconds"> {
    return { digest, ...(lagSeconds !== undefined && { lagSeconds }), ...(psi !== undefined && { psi }) };
}

/**
 * Which traffic a region is to get by what is known of it: `serving`, as the router finds best; `fallback`, what no other region of the
 * cell can answer; `out`, none.
 */
export type Traffic = "serving" | "fallback" | "out";
