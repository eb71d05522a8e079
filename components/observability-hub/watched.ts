import type { LandingZone } from "../landing-zone/contract";
import type { Front } from "../regional-serving/contract";

/** The front of a landing zone's region, where models are served there and watched. */
export function frontOf<F extends Front>(
    { cell, target }: Pick<LandingZone, "cell" | "target">,
    fronts: readonly F[],
): F | undefined {
    return fronts.find(front => front.cell === cell.name && front.region === target.region);
}
