import { certificateMetric } from "../certificates";
import { keyOf, type Sample } from "./samples";

/** Merges several values into one: the earliest end of certificates, else the maximum. */
const least: ReadonlySet<string> = new Set([certificateMetric]);

/**
 * Gauges of several processes that count as one, by labels: a lag is that of the copy that is farthest behind, a release is loaded
 * where one process has it loaded, and one that another process has loaded in place of it has labels of its own. Values that are not known
 * (NaN, infinite) count where no process knows one.
 */
export function mergedGauges(processes: readonly (readonly Sample[])[]): Sample[] {
    const merged = new Map<string, Sample>();
    for (const sample of processes.flat()) {
        const key = `${sample.name} ${keyOf(sample.labels)}`;
        const before = merged.get(key);
        if (before === undefined || isRather(sample, before)) merged.set(key, sample);
    }
    return [...merged.values()];
}

function isRather({ name, value }: Sample, { value: before }: Sample): boolean {
    if (!Number.isFinite(value) || !Number.isFinite(before)) return Number.isFinite(value);
    return least.has(name) ? value < before : value > before;
}
