import { keyOf, type Sample } from "./samples";

interface Seen {
    readonly start: number;
    readonly value: number;
    readonly at: number;
}

/**
 * Since when what is counted has been counted, which those who count don't say. By OTLP's data model ("handling unknown start
 * time", https://opentelemetry.io/docs/specs/otel/metrics/data-model/): a first value begins when it is seen, so that its stretch is empty; one that
 * is smaller than before has started again since that.
 */
export class Starts {
    private readonly seen = new Map<string, Seen>();

    /** Times are milliseconds since 1970. */
    of(name: string, labels: Sample["labels"], value: number, at: number): number {
        const key = `${name} ${keyOf(labels)}`;
        const before = this.seen.get(key);
        const start = before === undefined ? at : value < before.value ? before.at : before.start;
        this.seen.set(key, { start, value, at });
        return start;
    }

    /** Forgets what has not been seen since: releases go, and their names with them. */
    forget(before: number): void {
        for (const [key, { at }] of this.seen) {
            if (at < before) this.seen.delete(key);
        }
    }
}
