import { keyOf, type Sample } from "./samples";

/** What one process has counted, as it was read last. */
interface Member {
    /** The earliest estimate; without one, when it was first read. */
    readonly startedAt: number;
    /** As last reported; 0 before it reported any. */
    readonly uptimeMs: number;
    readonly readAt: number;
    readonly counts: ReadonlyMap<string, number>;
}

interface Total {
    readonly sample: Omit<Sample, "value">;
    readonly value: number;
    /** When a process had it last. */
    readonly readAt: number;
}

/** How a process was read. Times are milliseconds by one clock. */
export interface Reading {
    /** As the process reports it; undefined where it reports none. */
    readonly uptimeMs: number | undefined;
    readonly now: number;
}

/** Reported uptimes are rounded, and old where a process had no processor: two estimates of one start differ by less. */
const sameStartMs = 60_000;
/** A process seems to have started up to so much later than it did: its uptime is in whole seconds, and a second old. */
const lateStartMs = 2_000;
/** A process that does not answer for longer is forgotten, and so are counters that no process has had for as long. */
const rememberedMs = 3_600_000;

/**
 * Sums of counters over processes of one kind, each of which may restart, appear and disappear. A sum never falls, so that it
 * reads like the counter of one process: what a process counted before it disappeared stays in it, and a process that restarted adds all
 * that it has counted since.
 *
 * What was counted before the first reading is of an unknown time and belongs to no sum: sums begin at 0 with the reader. A process
 * that appears later counts in full if it started since, and else from its first reading on, so that nothing counts twice.
 */
export class Totals {
    private readonly members = new Map<string, Member>();
    private readonly totals = new Map<string, Total>();

    private readonly keys = new Map<string, string>();
    private forgotAt = -Infinity;

    /** `since`: when the reader started. */
    constructor(private readonly since: number) {}

    /** Adds what a process has counted more than when it was read before. */
    add(member: string, samples: readonly Sample[], reading: Reading): void {
        const { uptimeMs, now } = reading;
        this.forget(now);
        const startedAt = now - (uptimeMs ?? 0);
        const keyed = samples.map(sample => [this.keyOf(sample), sample] as const);
        const counts = new Map(keyed.map(([key, { value }]) => [key, value]));
        const before = this.members.get(member);
        const isSame = before !== undefined && !isOther(before, counts, reading);
        const earliest = Math.max(this.since, now - rememberedMs);
        const isNew = before !== undefined || (uptimeMs !== undefined && startedAt - lateStartMs > earliest);
        for (const [key, { name, labels, value: count }] of keyed) {
            const more = isSame ? count - (before.counts.get(key) ?? 0) : isNew ? count : 0;
            const value = (this.totals.get(key)?.value ?? 0) + more;
            this.totals.set(key, { sample: { name, labels }, value, readAt: now });
        }
        // Counters that a process does not report at the moment continue when it does again.
        const all = isSame ? new Map([...before.counts, ...counts]) : counts;
        const started = isSame ? Math.min(before.startedAt, startedAt) : startedAt;
        const uptime = uptimeMs ?? (isSame ? before.uptimeMs : 0);
        this.members.set(member, { startedAt: started, uptimeMs: uptime, readAt: now, counts: all });
    }

    samples(): Sample[] {
        return [...this.totals.values()].map(({ sample, value }) => ({ ...sample, value }));
    }

    /** The same for the same labels in whatever order; to sort them at each reading would take longer than all else. */
    private keyOf({ name, labels }: Sample): string {
        const written = `${name} ${JSON.stringify(labels)}`;
        const key = this.keys.get(written) ?? `${name} ${keyOf(labels)}`;
        this.keys.set(written, key);
        return key;
    }

    /** Once a minute: it takes as long as there are counters. */
    private forget(now: number): void {
        if (now - this.forgotAt < 60_000) return;
        this.forgotAt = now;
        this.keys.clear();
        for (const all of [this.members, this.totals]) {
            for (const [key, { readAt }] of all) if (now - readAt > rememberedMs) all.delete(key);
        }
    }
}

/**
 * Whether the process of an address is another one than before, or has restarted. A counter that falls is enough. An uptime counts only
 * where the process can have started since the last reading: Envoy reports it by the wall clock, which can be set back.
 */
function isOther(before: Member, counts: ReadonlyMap<string, number>, { uptimeMs, now }: Reading): boolean {
    if ([...counts].some(([key, count]) => count < (before.counts.get(key) ?? 0))) return true;
    if (uptimeMs === undefined || uptimeMs > now - before.readAt + lateStartMs) return false;
    return uptimeMs < before.uptimeMs || now - uptimeMs > before.startedAt + sameStartMs;
}
