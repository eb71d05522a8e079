import type { Sample } from "./metrics/samples";

/** When the newest copy of a cell's tables was whole, in seconds since 1970. */
export const copiedMetric = "meridian_store_copied_timestamp_seconds";
/** 1 where that is too long ago. */
export const overdueMetric = "meridian_store_copies_overdue";

/** How many hours ago the newest copy was whole, where a region reports that this is too long. */
export function overdueCopies(samples: readonly Sample[], nowMs: number): number | undefined {
    if (!samples.some(({ name, value }) => name === overdueMetric && value === 1)) return undefined;
    const newest = samples.filter(({ name }) => name === copiedMetric).map(({ value }) => value);
    return newest.length === 0 ? undefined : (nowMs / 1000 - Math.max(...newest)) / 3600;
}
