import { type RegionLoad, replicasFor } from "./capacity";
import type { HostingFacts } from "../clouds/cloud";
import type { DemandConfig } from "../config/demand";
import { days, type HostingConfig, type HoursConfig } from "../config/hosting";
import type { ModelConfig } from "../config/models";

/** How many replicas of a release run in a region. */
export interface Replicas {
    /** With every region well, and enough for the loss of one. */
    readonly min: number;
    readonly max: number;
}

type Scaling = HostingConfig["scaling"];

/** Two, so that a zone can be lost; and some more, where a config says nothing. */
const usual: Replicas = { min: 2, max: 10 };

/** Bounds as said, else as suits the hosting: one where it has no more. */
export function boundsOf({ min, max }: Scaling, hosting: HostingFacts): Replicas {
    const several = hosting.features.replicas.state !== "impossible";
    const most = several ? usual.max : 1;
    const least = min ?? Math.min(several ? usual.min : 1, max ?? most);
    return { min: least, max: max ?? Math.max(most, least) };
}

/** The same hours in one order of theirs and of their days, each day once. */
export function sortedHours(hours: readonly HoursConfig[]): HoursConfig[] {
    const keyed = hours.map(one => ({ ...one, days: days.filter(day => one.days.includes(day)) }));
    const keyOf = ({ days, from, min, timezone, to }: HoursConfig) => JSON.stringify([from, to, timezone, days, min]);
    return keyed.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Replicas of a release at most, on a hosting that has several. */
export function mostReplicas({ max, min = 0 }: Scaling): number {
    return max ?? Math.max(usual.max, min);
}

/** Requests a second that come at peak, and that one replica serves, where both are known. */
export interface Rates {
    readonly peakRps: number;
    readonly rpsPerReplica: number;
}

export function ratesOf(model: ModelConfig, demand: DemandConfig | undefined): Rates | undefined {
    const peakRps = model.demand?.peakRps ?? demand?.peakRps;
    const rpsPerReplica = model.demand?.rpsPerReplica ?? demand?.rpsPerReplica;
    return peakRps === undefined || rpsPerReplica === undefined ? undefined : { peakRps, rpsPerReplica };
}

/** Replicas that a share of a model's requests needs in a region. */
export function replicasNeeded(
    load: RegionLoad,
    share: number,
    { peakRps, rpsPerReplica }: Rates,
    { targetUtilization, survives }: Scaling,
): number {
    const most = survives === "nothing" ? load.usual : load.most;
    return replicasFor({
        usualRps: load.usual * share * peakRps,
        mostRps: most * share * peakRps,
        rpsPerReplica,
        targetUtilization,
    });
}
