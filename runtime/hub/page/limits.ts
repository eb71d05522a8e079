import type { RegionState, ServiceState } from "../../../components/watch/state";
import { isKnown, type Unknowable } from "./amounts";

export type Limits = ServiceState["limits"];

/** The part of requests that may fail; undefined where nothing is promised. */
export function errorLimit({ availability }: Limits): number | undefined {
    // Of 0.999, floating point would leave 0.0010000000000000009.
    return isKnown(availability) ? Number((1 - availability).toPrecision(9)) : undefined;
}

export function isOver(value: Unknowable, limit: Unknowable): boolean {
    return isKnown(value) && isKnown(limit) && value > limit;
}

/** The feature or score that has moved furthest; undefined where none was measured. */
export function worstDrift({ drift }: RegionState): RegionState["drift"][number] | undefined {
    return byPsi(drift)[0];
}

/** The highest index first, those without one last. */
export function byPsi<T extends { readonly psi?: number }>(drift: readonly T[]): T[] {
    return [...drift].sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1));
}

export type Loading = "as planned" | "other" | "nothing" | "not known";

/** Loaded releases against the plan. Unknown for a silent region. */
export function loadingOf(
    { digest, loaded }: Pick<RegionState["releases"][number], "digest" | "loaded">,
    { status }: Pick<RegionState, "status">,
): Loading {
    if (status === "silent") {
        return "not known";
    }
    return loaded === undefined ? "nothing" : loaded === digest ? "as planned" : "other";
}
