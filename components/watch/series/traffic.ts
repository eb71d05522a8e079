import type { Sample } from "../metrics/samples";
import { type Counted, recorded } from "../objectives/history";
import { type Buckets, countUpTo, sumOfBuckets } from "../objectives/latency";
import { periodSeconds } from "../objectives/burn-rate";
import { Increases } from "./increase";

/** What came in a window. */
export interface Traffic {
    readonly requests: number;
    /**
     * Answered with 5xx: not the client's fault. A 504 at the client's own deadline counts only if that deadline was at least as long as
     * the service's. Otherwise a client with short deadlines could use up the error budget of all clients, or a slow server could hide
     * behind the deadlines of its clients.
     */
    readonly errors: number;
    /** How long they took, in milliseconds; undefined where nothing came. */
    readonly durations: Buckets | undefined;
    /** How long the window really is: no longer than anything is known. */
    readonly ms: number;
}

type Counts = Pick<Traffic, "requests" | "errors" | "durations">;

/** What came between some looks, for each release. */
interface Step {
    /** Of the last of them. */
    readonly time: number;
    readonly byRelease: ReadonlyMap<string, Counts>;
}

interface Look {
    readonly time: number;
    readonly lastLook: number;
    readonly slowMs: number | undefined;
}

/** A chart's time, and a little more. */
const KEEP_MS = 16 * 60_000;
/** Looks within as long are one step: what is kept is then as much, however often a hub looks. */
const STEP_MS = 5_000;
/** What the service may take where no objective sets it. */
const USUAL_SLOW_MS = 1_000;

/** What has been counted for a model's objectives. */
export interface ModelHistory {
    /** All requests, and those that failed. */
    readonly failed: readonly Counted[];
    /** All requests, and those that were slow; none where nothing says what is slow. */
    readonly slow: readonly Counted[];
}

/**
 * What clients have asked a region's gate, over time, from what the gate counts. Spilled requests count where they came in.
 * Requests for tables have no model, and count for the region alone.
 */
export class RegionTraffic {
    private readonly increases = new Increases();
    private steps: Step[] = [];
    private since: number | undefined;
    private lastLook: number | undefined;
    private readonly histories = new Map<string, ModelHistory>();

    /** `slowMs`: beyond it an answer is slow, where an objective says so. Times, in milliseconds, must rise. */
    see(samples: readonly Sample[], time: number, slowMs?: number): void {
        const grown = this.increases.of(samples.filter(isOfClients));
        // Of a model that is asked for the first time, all is new since the look before.
        const lastLook = this.lastLook ?? time;
        this.lastLook = time;
        this.since ??= time;
        const byRelease = new Map(
            [...groupsOf(grown)].map(([key, some]) => [
                key,
                {
                    requests: sumOf(some.filter(({ name }) => name === requestsName)),
                    errors: sumOf(some.filter(isError)) + outwaited(some, slowMs ?? USUAL_SLOW_MS),
                    durations: bucketsOf(some.filter(({ name }) => name === durationsName)),
                },
            ]),
        );
        this.steps = stepped(this.steps, time, byRelease);
        for (const model of new Set([...byRelease.keys()].map(modelOf).filter(isModel))) {
            this.record(model, byRelease, { time, lastLook, slowMs });
        }
    }

    /** What came after a time and up to another; undefined where nothing is known of that. */
    between(from: number, to: number): Traffic | undefined {
        return this.sum(from, to, () => true);
    }

    ofRelease(model: string, version: string, from: number, to: number): Traffic | undefined {
        return this.sum(from, to, key => key === releaseKey(model, version));
    }

    /** By model. */
    get ofModels(): ReadonlyMap<string, ModelHistory> {
        return this.histories;
    }

    /** What was known before this process. */
    restore(histories: Readonly<Record<string, ModelHistory>>): void {
        for (const [model, history] of Object.entries(histories)) this.histories.set(model, history);
    }

    private sum(from: number, to: number, isMeant: (key: string) => boolean): Traffic | undefined {
        if (this.since === undefined || to <= this.since) {
            return undefined;
        }
        const some = this.steps
            .filter(({ time }) => time > from && time <= to)
            .flatMap(({ byRelease }) => [...byRelease].filter(([key]) => isMeant(key)).map(([, counts]) => counts));
        return { ...together(some), ms: Math.min(to - from, to - this.since) };
    }

    private record(model: string, byRelease: Step["byRelease"], { time, lastLook, slowMs }: Look): void {
        const own = [...byRelease].filter(([key]) => modelOf(key) === model).map(([, counts]) => counts);
        const total = own.reduce((sum, { requests }) => sum + requests, 0);
        const failed = own.reduce((sum, { errors }) => sum + errors, 0);
        const timed = own.flatMap(({ durations }) => durations ?? []);
        const all = timed.reduce((sum, { counts }) => sum + (counts.at(-1) ?? 0), 0);
        const slow = slowMs === undefined ? 0 : all - timed.reduce((sum, one) => sum + countUpTo(one, slowMs), 0);
        const before = this.histories.get(model) ?? { failed: [], slow: [] };
        const add = (history: readonly Counted[], total: number, bad: number) => {
            const begun = recorded([], lastLook / 1000, { total: 0, bad: 0 }, periodSeconds);
            return recorded(history.length === 0 ? begun : history, time / 1000, { total, bad }, periodSeconds);
        };
        this.histories.set(model, {
            failed: add(before.failed, total, failed),
            slow: slowMs === undefined ? [] : add(before.slow, all, slow),
        });
    }
}

const requestsName = "envoy_gate_requests";
const durationsName = "envoy_gate_request_duration_bucket";

function isOfClients({ name, labels }: Sample): boolean {
    return labels.side === "clients" && (name === requestsName || name === durationsName);
}

function isError({ name, labels }: Sample): boolean {
    return name === requestsName && Number(labels.status) >= 500 && !isEndedByClient(labels);
}

function isEndedByClient({ status, deadline }: Sample["labels"]): boolean {
    return status === "504" && deadline === "client";
}

/** Requests that their clients' deadlines have ended after longer than `slowMs`. */
function outwaited(samples: readonly Sample[], slowMs: number): number {
    const durations = bucketsOf(
        samples.filter(({ name, labels }) => name === durationsName && isEndedByClient(labels)),
    );
    return durations === undefined ? 0 : durations.counts.at(-1)! - countUpTo(durations, slowMs);
}

function groupsOf(samples: readonly Sample[]): Map<string, Sample[]> {
    const groups = new Map<string, Sample[]>();
    for (const sample of samples) {
        const key = releaseKey(sample.labels.model, sample.labels.version);
        groups.set(key, [...(groups.get(key) ?? []), sample]);
    }
    return groups;
}

function sumOf(samples: readonly Sample[]): number {
    return samples.reduce((sum, { value }) => sum + value, 0);
}

/** Of all statuses together. */
function bucketsOf(samples: readonly Sample[]): Buckets | undefined {
    const edges = shared(
        [...new Set(samples.map(({ labels }) => Number(labels.le)))]
            .filter(edge => Number.isFinite(edge))
            .sort((a, b) => a - b),
    );
    const upTo = (le: (said: string) => boolean) => sumOf(samples.filter(({ labels }) => le(labels.le ?? "")));
    return samples.length === 0
        ? undefined
        : {
              edges,
              counts: [...edges.map(edge => upTo(le => Number(le) === edge)), upTo(le => le === "+Inf")],
          };
}

const known = new Map<string, readonly number[]>();

/** All histograms of a gate have the same edges: kept once, they take no room. */
function shared(edges: readonly number[]): readonly number[] {
    const key = edges.join();
    const found = known.get(key) ?? edges;
    known.set(key, found);
    return found;
}

function stepped(steps: readonly Step[], time: number, byRelease: Step["byRelease"]): Step[] {
    const kept = steps.filter(step => time - step.time < KEEP_MS);
    const last = kept.at(-1);
    if (last === undefined || Math.floor(last.time / STEP_MS) !== Math.floor(time / STEP_MS)) {
        return [...kept, { time, byRelease }];
    }
    const keys = new Set([...last.byRelease.keys(), ...byRelease.keys()]);
    const both = [...keys].map(
        key => [key, together([last.byRelease.get(key), byRelease.get(key)].filter(one => one !== undefined))] as const,
    );
    return [...kept.slice(0, -1), { time, byRelease: new Map(both) }];
}

function together(some: readonly Counts[]): Counts {
    const [first, ...others] = newestShape(some.flatMap(({ durations }) => durations ?? []));
    return {
        requests: some.reduce((sum, { requests }) => sum + requests, 0),
        errors: some.reduce((sum, { errors }) => sum + errors, 0),
        durations: first && sumOfBuckets(first, ...others),
    };
}

/** Another version of the gate may have other edges: counts of the old edges can't be expressed by the new ones. */
function newestShape(all: readonly Buckets[]): Buckets[] {
    const shape = all.at(-1)?.edges.join();
    return all.filter(({ edges }) => edges.join() === shape);
}

/** What asks for no model that there is has none; Envoy writes that as a dash. */
function isModel(model: string): boolean {
    return model !== "" && model !== "-";
}

/** Neither part has a space in it. */
function releaseKey(model = "", version = ""): string {
    return `${model} ${version}`;
}

function modelOf(key: string): string {
    return key.slice(0, key.indexOf(" "));
}
