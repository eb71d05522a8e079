import type { Counts } from "./counts";
import type { Spell } from "./operations";

/** A request of a drill, and its result. Times are milliseconds since the beginning of the run. */
export interface Asked {
    readonly kind: "inference" | "write" | "read";
    readonly cell: string;
    /** City that it came from. */
    readonly point: string;
    readonly at: number;
    readonly ms: number;
    /** HTTP; undefined where no answer came. */
    readonly status?: number;
    /** Why none came. */
    readonly error?: string;
    /** The region named in the answer. */
    readonly region?: string;
    /** The release named in the answer. */
    readonly version?: string;
    /** Whether the answer is the expected one. Undefined if there is none to evaluate. */
    readonly isRight?: boolean;
}

/** A write that was acknowledged. */
export interface Acknowledged {
    readonly cell: string;
    /** When it was acknowledged. */
    readonly at: number;
    /** Whether a strong read found it after all was over. */
    readonly isThere: boolean;
}

/** What was seen in a run. */
export interface Run {
    /** The cell that it is about. */
    readonly cell: string;
    readonly region?: string;
    /** Regions of each cell. */
    readonly regions: Readonly<Record<string, readonly string[]>>;
    readonly asked: readonly Asked[];
    readonly acknowledged: readonly Acknowledged[];
    /** When the failure began. */
    readonly injectedAt: number;
    /** When it was on. */
    readonly heldAt: number;
    /** When it was really on: once, or, of one that comes and goes, several times. */
    readonly spells: readonly Spell[];
    /** When it was begun to be ended. */
    readonly endedAt: number;
    /** When the stack was seen to be as before; undefined where it never was. */
    readonly healedAt?: number;
    /** When the last request was sent. */
    readonly overAt: number;
    /** Milliseconds beyond which an answer is slow. */
    readonly slowMs: number;
    /** Parts of the stack that are not as before. */
    readonly changed: readonly string[];
}

export interface Figures extends Counts {
    /** See `recoverySeconds`. */
    readonly rtoSeconds?: number;
    /** See `lossSeconds`; undefined where nothing was written. */
    readonly rpoSeconds?: number;
    /** Until another region answered for this one for the first time. Undefined if none had to. */
    readonly detectedSeconds?: number;
}

/** How long all must have been answered well before a drill calls a cell recovered. */
export const steadySeconds = 3;

export function measure(run: Run, recovers: "during the failure" | "after recovery"): Figures {
    const own = run.asked.filter(({ cell }) => cell === run.cell);
    const others = run.asked.filter(({ cell }) => cell !== run.cell);
    const written = run.acknowledged.filter(({ cell }) => cell === run.cell);
    const isWell = wellIn(run);
    const { heldAt, endedAt, healedAt = Infinity, overAt } = run;
    const spells = recovers === "during the failure" ? run.spells : [{ from: endedAt, until: overAt }];
    return {
        requests: own.length,
        failed: own.filter(hasFailed).length,
        failedInferences: own.filter(({ kind }) => kind === "inference").filter(hasFailed).length,
        slow: own.filter(asked => !hasFailed(asked) && asked.ms > run.slowMs).length,
        wrong: run.asked.filter(({ isRight }) => isRight === false).length,
        leaked: run.asked.filter(asked => isLeak(asked, run)).length,
        answeredMeanwhile: sentBetween(own, heldAt, endedAt).filter(isWell).length,
        failedAfterwards: sentBetween(own, healedAt, Infinity).filter(hasFailed).length,
        othersFailed: others.filter(hasFailed).length,
        acknowledged: written.length,
        lost: run.acknowledged.filter(({ isThere }) => !isThere).length,
        changed: run.changed.length,
        ...defined("rtoSeconds", recoverySeconds(own, isWell, spells)),
        ...defined("rpoSeconds", lossSeconds(written, run)),
        ...defined("detectedSeconds", detectionSeconds(own, run)),
    };
}

function defined<K extends string>(name: K, value: number | undefined): Partial<Record<K, number>> {
    return value === undefined ? {} : ({ [name]: value } as Record<K, number>);
}

/** No answer, or a refusal. A read that finds nothing has an answer, which is evaluated instead. */
export function hasFailed({ status, isRight }: Asked): boolean {
    return status === undefined || (isRight === undefined && (status < 200 || status >= 300));
}

function isLeak({ cell, region }: Asked, { regions }: Run): boolean {
    return region !== undefined && regions[cell]?.includes(region) !== true;
}

/** Answered well: in time, rightly, and by the cell itself. */
export function wellIn(run: Run): (asked: Asked) => boolean {
    return asked => !hasFailed(asked) && asked.isRight !== false && asked.ms <= run.slowMs && !isLeak(asked, run);
}

function sentBetween(asked: readonly Asked[], from: number, until: number): readonly Asked[] {
    return asked.filter(({ at }) => at >= from && at < until);
}

/**
 * Recovery time: seconds from a spell's begin until the first request from which on every one that was sent in the spell was
 * answered well; 0 where all were. Of several spells the longest. Undefined where in one the good stretch at the end is shorter
 * than `steadySeconds`: what was well by chance, between two failures, has not recovered.
 */
function recoverySeconds(
    asked: readonly Asked[],
    isWell: (asked: Asked) => boolean,
    spells: readonly Spell[],
): number | undefined {
    const times = spells.map(({ from, until }) => {
        const during = [...sentBetween(asked, from, until)].sort((a, b) => a.at - b.at);
        const last = during.findLastIndex(one => !isWell(one));
        const since = last === -1 ? from : (during[last + 1]?.at ?? until);
        return during.length > 0 && until - since >= steadySeconds * 1000 ? (since - from) / 1000 : undefined;
    });
    const known = times.filter(time => time !== undefined);
    return known.length < times.length || known.length === 0 ? undefined : Math.max(...known);
}

/**
 * Data loss: of the acknowledged writes that are not there afterwards, the greatest age in seconds; 0 where none is lost. What
 * was acknowledged before the failure has its age at the failure's begin; what was acknowledged while it was on, at its end.
 */
function lossSeconds(written: readonly Acknowledged[], { injectedAt, endedAt }: Run): number | undefined {
    const ages = written
        .filter(({ isThere }) => !isThere)
        .map(({ at }) => Math.max(0, (at < injectedAt ? injectedAt : endedAt) - at) / 1000);
    return written.length === 0 ? undefined : Math.max(0, ...ages);
}

function detectionSeconds(asked: readonly Asked[], { region, injectedAt, endedAt }: Run): number | undefined {
    const usual = usualIn(sentBetween(asked, 0, injectedAt));
    const times = sentBetween(asked, injectedAt, endedAt)
        .filter(one => region !== undefined && usual.get(one.point) === region)
        .filter(one => !hasFailed(one) && one.region !== undefined && one.region !== region)
        .map(({ at, ms }) => at + ms - injectedAt);
    return times.length === 0 ? undefined : Math.min(...times) / 1000;
}

/** The region that answered most requests at each point of presence. */
function usualIn(asked: readonly Asked[]): ReadonlyMap<string, string> {
    const counts = new Map<string, Map<string, number>>();
    for (const { point, region } of asked) {
        if (region === undefined) continue;
        const of = counts.get(point) ?? new Map<string, number>();
        counts.set(point, of.set(region, (of.get(region) ?? 0) + 1));
    }
    return new Map([...counts].map(([point, of]) => [point, [...of].sort(([, a], [, b]) => b - a)[0]![0]]));
}
