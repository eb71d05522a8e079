import type { DriftState } from "../state";

/** What there is to say of a release that has moved. */
export interface MovedRelease {
    readonly model: string;
    readonly version: string;
    readonly message: string;
    /** Each feature and score that has moved, the furthest first. */
    readonly parts: readonly string[];
}

/**
 * One for each release, however many of its features have moved: another sort of caller, or another way to measure, shows in many
 * features at once.
 */
export function movedReleases(drift: readonly DriftState[]): MovedRelease[] {
    const releases = new Map<string, DriftState[]>();
    for (const state of drift) {
        const release = `${state.model} ${state.version}`;
        releases.set(release, [...(releases.get(release) ?? []), state]);
    }
    return [...releases].flatMap(([release, all]) => {
        const moved = all.filter(({ hasMoved }) => hasMoved).sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0));
        const [furthest] = moved;
        if (furthest === undefined) return [];
        const parts = moved.map(one => `${one.of} ${one.name}: ${distanceOf(one)}`);
        const message =
            moved.length === 1
                ? `${furthest.of} ${furthest.name} of ${release} has moved: ${distanceOf(furthest)}`
                : `${moved.length} of ${all.length} features and scores of ${release} have moved, furthest ${parts[0]}`;
        return [{ model: furthest.model, version: furthest.version, message, parts }];
    });
}

/** The index, or where there are too few values for one the distance that has told. */
function distanceOf({ psi, ks = 0, count }: DriftState): string {
    return `${psi === undefined ? `KS ${ks.toFixed(2)}` : `PSI ${psi.toFixed(2)}`} over ${count} values`;
}
