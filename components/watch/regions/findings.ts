import type { Sample } from "../metrics/samples";
import type { DriftState } from "../state";

/** A release that a region is to serve, and the process that serves it. */
export interface Expected {
    readonly model: string;
    readonly version: string;
    readonly digest: string;
    readonly instance: string;
}

/** The metrics of each process; undefined if it has not answered. */
export type ReportedSamples = Readonly<Record<string, readonly Sample[] | undefined>>;

/** What takes a region out of traffic: seconds, and population stability index. */
export interface WithdrawalLimits {
    readonly digest: boolean;
    readonly lagSeconds?: number | undefined;
    readonly psi?: number | undefined;
}

/** What is measured over more than one look. */
export interface Measured {
    readonly drift?: readonly DriftState[];
    /** Of each copy of the store, in seconds (`lagsOf`). */
    readonly lags?: readonly number[];
}

/**
 * What is over its limit in a region, by kind, in words. A process that doesn't answer says nothing about itself here: whether
 * it serves is its gate's to say.
 */
export function findingsOf(
    reported: ReportedSamples,
    expected: readonly Expected[],
    limits: WithdrawalLimits,
    { drift = [], lags = [] }: Measured = {},
): Readonly<Record<string, string>> {
    return {
        ...(limits.digest && digestFindings(reported, expected)),
        ...(limits.lagSeconds !== undefined && lagFinding(lags, limits.lagSeconds)),
        ...(limits.psi !== undefined && driftFinding(drift, limits.psi)),
    };
}

const digestKind = "digest";

/** Whether findings of a kind mean that a region serves something else than planned. */
export function isOfDigest(kind: string): boolean {
    return kind.startsWith(`${digestKind} `);
}

function digestFindings(reported: ReportedSamples, expected: readonly Expected[]): Record<string, string> {
    return Object.fromEntries(
        expected.flatMap(({ model, version, digest, instance }) => {
            const samples = reported[instance];
            const loaded = samples?.filter(({ name, value }) => name === "meridian_release_loaded" && value === 1);
            const other = loaded?.find(({ labels }) => labels.digest !== digest);
            const isCorrupt = samples?.some(
                ({ name, value }) => name === "meridian_release_artifact_matches" && value === 0,
            );
            const isLoaded = loaded !== undefined && loaded.length > 0;
            const reason =
                other !== undefined
                    ? `${model} ${version} has ${short(other.labels.digest)} loaded; allowed: ${short(digest)}`
                    : isCorrupt === true && !isLoaded
                      ? `the artifact of ${model} ${version} is not ${short(digest)}`
                      : undefined;
            return reason === undefined ? [] : [[`${digestKind} ${model} ${version}`, reason]];
        }),
    );
}

/** Enough to tell two digests apart by eye. */
function short(digest = "none"): string {
    return digest.slice(0, "sha256:".length + 12);
}

function lagFinding(lags: readonly number[], limit: number): Record<string, string> {
    const most = Math.max(0, ...lags);
    return most <= limit
        ? {}
        : { lag: `the copy of the store is up to ${most.toFixed(1)} s behind; allowed: ${limit} s` };
}

/** Of all that has moved too far, what has moved farthest. */
function driftFinding(drift: readonly DriftState[], limit: number): Record<string, string> {
    const [worst, ...others] = drift
        .flatMap(({ psi = 0, ...state }) => (state.hasMoved && psi > limit ? [{ ...state, psi }] : []))
        .sort((a, b) => b.psi - a.psi);
    if (worst === undefined) {
        return {};
    }
    const { of, name, model, version, psi, count } = worst;
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    return {
        drift: `${of} ${name} of ${model} ${version}${more} has moved by a PSI of ${psi.toFixed(2)} over ${count} values; allowed: ${limit}`,
    };
}
