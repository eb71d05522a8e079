import type { RegionRef } from "../places/catalogue";
import type { Load } from "./loads";

/** A cell as far as its capacity is concerned. */
export interface Reach {
    readonly name: string;
    /** Its regions that get traffic. */
    readonly regions: readonly RegionRef[];
    /** Those regions, nearest to a city first. */
    orderFrom(load: Load): readonly RegionRef[];
    /** Those regions, in the order in which they take over from a region. */
    orderAfter(region: RegionRef): readonly RegionRef[];
}

/** What comes to a region, as parts of all requests to the service. */
export interface RegionLoad {
    readonly region: RegionRef;
    /** With every region well. */
    readonly usual: number;
    /** With the one other region lost whose loss brings the most. */
    readonly most: number;
    /** That other region; none where it would bring nothing. */
    readonly lost?: RegionRef;
}

/**
 * What each region of a cell gets, usually and with one other lost. Of a lost region clients go to the nearest other, by the
 * router; where only its servers are lost, its gate passes everything on to the next in order. Which of both it will be can't be
 * known, so the larger counts.
 */
export function loadsByRegion(cell: Reach, loads: readonly Load[]): RegionLoad[] {
    const own = loads.filter(load => load.cell === cell.name).map(load => ({ ...load, order: cell.orderFrom(load) }));
    const arriving = (region: RegionRef, lost?: RegionRef) =>
        sum(own.filter(({ order }) => order.find(other => other !== lost) === region).map(({ share }) => share));
    const usual = new Map(cell.regions.map(region => [region, arriving(region)]));
    const next = new Map(cell.regions.map(region => [region, cell.orderAfter(region)[0]]));
    return cell.regions.map(region => {
        const without = cell.regions
            .filter(lost => lost !== region)
            .map(lost => {
                const spilled = next.get(lost) === region ? usual.get(lost)! : 0;
                return { lost, load: Math.max(arriving(region, lost), usual.get(region)! + spilled) };
            });
        return without.reduce<RegionLoad>(
            (most, { lost, load }) => (load > most.most ? { ...most, most: load, lost } : most),
            { region, usual: usual.get(region)!, most: usual.get(region)! },
        );
    });
}

/** The demand of a release in a region and the capacity of a replica, in requests per second. */
export interface Work {
    readonly usualRps: number;
    readonly mostRps: number;
    readonly rpsPerReplica: number;
    readonly targetUtilization: number;
}

/** Replicas that carry a release's work: in usual times with room for bursts, with a region lost with none. */
export function replicasFor({ usualRps, mostRps, rpsPerReplica, targetUtilization }: Work): number {
    return Math.max(ceil(usualRps / (rpsPerReplica * targetUtilization)), ceil(mostRps / rpsPerReplica));
}

/** Shares are fractions, whose sums are off in the last digits: that much is no replica. */
function ceil(value: number): number {
    return Math.max(0, Math.ceil(value - 1e-9));
}

function sum(values: readonly number[]): number {
    return values.reduce((total, value) => total + value, 0);
}
