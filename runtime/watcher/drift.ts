import type { Baseline } from "../../components/watch/drift/baseline";
import { countedIn, countedSince } from "../../components/watch/drift/counted";
import type { Observed } from "../../components/watch/drift/judge";
import { type DriftWindow, moreThan, newWindow, windowAfter } from "../../components/watch/drift/window";
import type { ReportedSamples } from "../../components/watch/regions/findings";
import type { DriftState } from "../../components/watch/state";
import { readBaseline } from "../baseline-file";
import type { Log } from "../log";
import type { Watch } from "./watch-file";

type Release = Watch["releases"][number];

/** How far a release had moved in the window that ended last. */
export interface Judged {
    readonly states: readonly DriftState[];
    /** Milliseconds since 1970. */
    readonly at: number;
}

/** What is known of a release from look to look. */
interface Measured {
    readonly baseline: Baseline;
    /** Of the baseline's file. */
    readonly digest: string;
    /** What its server had counted at the last look; undefined before the first. */
    before?: Observed;
    /** Since when the server counts what may be in one window, as it said at the last look. */
    since?: number | undefined;
    window: DriftWindow;
    judged?: Judged;
}

/** Measures how far the inputs and outputs of a region's releases deviate from their baselines. */
export class DriftWatch {
    private measured = new Map<string, Measured>();
    /** Why a baseline could not be read last. Logged once. */
    private readonly unread = new Map<string, string>();

    /** Until when what is counted is a rehearsal, in milliseconds since 1970. */
    private rehearsedUntil = 0;
    private wasRehearsed = false;

    constructor(private readonly log: Log) {}

    /**
     * What is counted from the last look until then, and to the look after that, is not measured: who rehearses an outage asks the
     * same few things time and again.
     */
    leaveOut(until: number): void {
        this.rehearsedUntil = until;
        this.wasRehearsed = true;
    }

    /** What is known after another look, of each release whose window has ended at least once. */
    look(reported: ReportedSamples, { drift, releases }: Watch, now: number): readonly Judged[] {
        const before = this.measured;
        const isLeftOut = this.wasRehearsed;
        this.wasRehearsed = now < this.rehearsedUntil;
        this.measured = new Map();
        for (const release of drift === undefined ? [] : releases) {
            const key = JSON.stringify(release);
            const one = before.get(key) ?? this.begin(release, now);
            if (one === undefined) continue;
            this.measured.set(key, one);
            if (isLeftOut) leave(one, reported[release.instance] ?? [], now);
            else measure(one, reported[release.instance] ?? [], { limit: drift!.psi }, now);
        }
        return [...this.measured.values()].flatMap(({ judged }) => judged ?? []);
    }

    private begin({ model, version, digest: artifact, baseline: file }: Release, now: number): Measured | undefined {
        if (file === undefined) {
            return undefined;
        }
        try {
            const { baseline: read, digest } = readBaseline(file, artifact);
            // Whatever the file calls the release, all other parts use the config's names.
            const baseline = { ...read, release: { name: model, version } };
            this.unread.delete(file);
            return { baseline, digest, window: newWindow(baseline, now) };
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            if (reason !== this.unread.get(file)) this.log.error("baseline refused", { model, version, reason });
            this.unread.set(file, reason);
            return undefined;
        }
    }
}

/** Begins again after what was counted. */
function leave(one: Measured, samples: NonNullable<ReportedSamples[string]>, now: number): void {
    const counted = countedIn(samples, one.baseline, one.digest);
    if (counted !== undefined) {
        one.before = counted;
        one.since = countedSince(samples);
    }
    one.window = newWindow(one.baseline, now);
}

function measure(
    one: Measured,
    samples: NonNullable<ReportedSamples[string]>,
    rule: { limit: number },
    now: number,
): void {
    const { baseline, before, digest, since, window } = one;
    const counted = countedIn(samples, baseline, digest);
    if (counted === undefined) {
        return;
    }
    // Between one caller alone and several, no bound on a caller's share holds.
    if (since !== countedSince(samples)) {
        leave(one, samples, now);
        return;
    }
    one.before = counted;
    // Counts from before the first look have no known time.
    if (before === undefined) {
        return;
    }
    const { states, window: next } = windowAfter(window, moreThan(before, counted), { baseline, rule }, now);
    one.window = next;
    if (states !== undefined) one.judged = { states, at: now };
}
