import { z } from "zod";
import type { Sample } from "../../components/watch/metrics/samples";
import type { DriftState, RegionState, RegionStatus, ReleaseState, Series } from "../../components/watch/state";
import { quantileOf } from "../../components/watch/objectives/latency";
import { RegionTraffic, type Traffic } from "../../components/watch/series/traffic";
import type { HubRegion } from "./hub-file";

/** The state of a region that its watcher reports besides metrics. */
export interface RegionReport {
    readonly isReady: boolean;
    /** Undefined while the watcher has none: then it is among what is wrong why. */
    readonly verdict?:
        { readonly kind: "serving" | "withdrawn" | "evacuated"; readonly reasons: readonly string[] } | undefined;
    /** By kind, whether or not it takes the region out of traffic. */
    readonly wrong: Readonly<Record<string, string>>;
}

const reportSchema = z.object({
    isReady: z.boolean(),
    verdict: z.object({ kind: z.enum(["serving", "withdrawn", "evacuated"]), reasons: z.array(z.string()) }).optional(),
    wrong: z.record(z.string(), z.string()),
});

/** What a watcher has answered at `/v1/region`. One of another release may say more. Throws where it is something else. */
export function parseReport(text: string): RegionReport {
    return reportSchema.parse(JSON.parse(text));
}

/** A rate is over so long. */
const WINDOW_MS = 60_000;
const STEP_MS = 10_000;
/** A quarter of an hour. */
const POINTS = 90;
/** Looks without an answer after which a region counts as silent. */
const SILENT_LOOKS = 3;

/** What a hub knows of a region. Its times are of the steady clock. */
export class WatchedRegion {
    readonly traffic = new RegionTraffic();
    private readonly lags: { readonly time: number; readonly seconds: number }[] = [];
    private samples: readonly Sample[] = [];
    private report: RegionReport | undefined;
    private heardAt: number;

    constructor(
        readonly cell: string,
        public plan: HubRegion,
        /** When it counts as heard before it was. */
        heardAt: number,
    ) {
        this.heardAt = heardAt;
    }

    hear(report: RegionReport, samples: readonly Sample[], time: number, slowMs: number | undefined): void {
        this.report = report;
        this.samples = samples;
        this.heardAt = time;
        this.traffic.see(samples, time, slowMs);
        const lag = this.lagSeconds;
        if (lag !== undefined) this.lags.push({ time, seconds: lag });
        while ((this.lags[0]?.time ?? time) < time - STEP_MS * (POINTS + 1)) this.lags.shift();
    }

    /** The latest report of the region, for scrapers. A silent region is not known to serve. */
    latest(now: number, everyMs: number): readonly Sample[] {
        if (!this.isSilent(now, everyMs)) return this.samples;
        const labels = { cell: this.cell, region: this.plan.region, job: "watcher", instance: "watcher" };
        return ["meridian_region_ready", "meridian_region_serving"].map(name => ({ name, labels, value: 0 }));
    }

    isSilent(now: number, everyMs: number): boolean {
        return now - this.heardAt > everyMs * SILENT_LOOKS;
    }

    /** What its watcher has found wrong, by kind. */
    get wrong(): Readonly<Record<string, string>> {
        return this.report?.wrong ?? {};
    }

    get lagSeconds(): number | undefined {
        const lags = this.samples.filter(({ name }) => name === "meridian_store_lag_seconds").map(({ value }) => value);
        return lags.length === 0 ? undefined : Math.max(...lags);
    }

    /** `setBy`: by how much the machine's clock, which readers have, too, is ahead of the steady one. */
    state(now: number, everyMs: number, setBy = 0): RegionState {
        const { region, place } = this.plan;
        const isSilent = this.isSilent(now, everyMs);
        const status = this.status(isSilent);
        const traffic = isSilent ? undefined : this.traffic.between(now - WINDOW_MS, now);
        const lagSeconds = isSilent ? undefined : this.lagSeconds;
        return {
            cell: this.cell,
            region,
            place,
            status,
            reasons: this.reasons(status, isSilent),
            requestsPerSecond: traffic === undefined ? 0 : (traffic.requests * 1000) / traffic.ms,
            ...figures(traffic),
            ...(lagSeconds !== undefined && Number.isFinite(lagSeconds) && { lagSeconds }),
            releases: this.plan.releases.map(release => this.releaseState(release, now)),
            drift: this.drift(),
            series: this.series(now, setBy),
        };
    }

    private status(isSilent: boolean): RegionStatus {
        if (isSilent || this.report === undefined) return "silent";
        const { isReady, verdict } = this.report;
        if (this.plan.isDrained) return "drained";
        if (verdict === undefined) return "silent";
        if (verdict.kind !== "serving") return verdict.kind;
        return isReady ? "serving" : "ill";
    }

    private reasons(status: RegionStatus, isSilent: boolean): readonly string[] {
        switch (status) {
            case "silent":
                return isSilent || this.report === undefined
                    ? ["its watcher does not answer"]
                    : Object.values(this.wrong);
            case "ill":
                return ["its gate says that not all releases with a share are loaded", ...Object.values(this.wrong)];
            case "drained":
                return ["drained by config"];
            case "withdrawn":
            case "evacuated":
                return this.report!.verdict!.reasons;
            case "serving":
                return Object.values(this.wrong);
        }
    }

    private releaseState(
        { model, version, digest, percent }: HubRegion["releases"][number],
        now: number,
    ): ReleaseState {
        const traffic = this.traffic.ofRelease(model, version, now - WINDOW_MS, now);
        const loaded = this.samples.find(
            ({ name, labels, value }) =>
                name === "meridian_release_loaded" &&
                labels.model === model &&
                labels.version === version &&
                value === 1,
        );
        return {
            model,
            version,
            percent,
            digest,
            requestsPerSecond: traffic === undefined ? 0 : (traffic.requests * 1000) / traffic.ms,
            ...(traffic !== undefined && traffic.requests > 0 && { errorRatio: traffic.errors / traffic.requests }),
            ...(loaded?.labels.digest !== undefined && { loaded: loaded.labels.digest }),
        };
    }

    private drift(): DriftState[] {
        return driftIn(this.samples);
    }

    private series(now: number, setBy: number): Series {
        const newest = Math.floor((now + setBy) / STEP_MS) * STEP_MS - setBy;
        const start = newest - (POINTS - 1) * STEP_MS;
        const windows = Array.from({ length: POINTS }, (_, i) => {
            const end = start + i * STEP_MS;
            return this.traffic.between(end - STEP_MS, end);
        });
        const of = windows.map(figures);
        return {
            start: new Date(start + setBy).toISOString(),
            stepSeconds: STEP_MS / 1000,
            requestsPerSecond: windows.map(one => (one === undefined ? null : (one.requests * 1000) / one.ms)),
            errorRatio: of.map(({ errorRatio = null }) => errorRatio),
            p50Ms: of.map(({ p50Ms = null }) => p50Ms),
            p99Ms: of.map(({ p99Ms = null }) => p99Ms),
            lagSeconds: windows.map((_, i) => this.lagAt(start + i * STEP_MS)),
        };
    }

    private lagAt(end: number): number | null {
        const some = this.lags.filter(({ time }) => time > end - STEP_MS && time <= end).map(({ seconds }) => seconds);
        const most = Math.max(...some);
        return some.length === 0 || most === Infinity ? null : most;
    }
}

interface Figures {
    readonly errorRatio?: number;
    readonly p50Ms?: number;
    readonly p99Ms?: number;
}

function figures(traffic: Traffic | undefined): Figures {
    if (traffic === undefined || traffic.requests <= 0) {
        return {};
    }
    const [p50Ms, p99Ms] = [0.5, 0.99].map(q => traffic.durations && quantileOf(traffic.durations, q));
    return {
        errorRatio: traffic.errors / traffic.requests,
        ...(p50Ms !== undefined && { p50Ms }),
        ...(p99Ms !== undefined && { p99Ms }),
    };
}

/** What a watcher has measured of drift: it has the values, which stay. */
function driftIn(samples: readonly Sample[]): DriftState[] {
    const states = new Map<string, DriftState>();
    for (const { name, labels, value } of samples) {
        const [, figure] = /^meridian_drift_(psi|ks|values|moved)$/.exec(name) ?? [];
        const { model = "", version = "", name: column = "", of = "feature" } = labels;
        if (figure === undefined) continue;
        const key = `${model} ${version} ${of} ${column}`;
        const before: DriftState = states.get(key) ?? {
            model,
            version,
            of: of === "score" ? "score" : "feature",
            name: column,
            count: 0,
            hasMoved: false,
        };
        const more = {
            psi: { psi: value },
            ks: { ks: value },
            values: { count: value },
            moved: { hasMoved: value === 1 },
        }[figure as "psi" | "ks" | "values" | "moved"];
        states.set(key, { ...before, ...more });
    }
    return [...states.values()];
}
