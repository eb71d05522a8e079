import { type RegionLoad, loadsByRegion } from "./capacity";
import { type RegionRef, splitRef } from "../places/catalogue";
import type { Cell } from "../cells/cell";
import { hostingOn } from "../clouds/table";
import type { Asked } from "../config/config";
import { servingRegions } from "../cells/drain";
import { failoverOrder, regionsByDistance } from "../routing/failover";
import { type Fault, quoted } from "../faults";
import type { Load } from "./loads";
import type { ModelConfig } from "../config/models";
import { runsIn } from "./model-cells";
import { boundsOf, mostReplicas, ratesOf, replicasNeeded } from "./scaling";
import { sharesIn, wholeShare } from "./traffic";

/** What comes to each region of a cell that gets traffic. */
export function loadsOfCell(cell: Cell, loads: readonly Load[], drain: readonly RegionRef[]): RegionLoad[] {
    const regions = servingRegions(cell, drain);
    return loadsByRegion(
        {
            name: cell.name,
            regions,
            orderFrom: ({ place }) => regionsByDistance(place, cell, regions),
            orderAfter: region => failoverOrder(region, cell, drain).map(peer => peer.region),
        },
        loads,
    );
}

/** Bounds of scaling that exclude each other, and a promise that a cell has too few regions for. */
export function scalingFaults({ cells, routing, serving: { scaling } }: Asked): Fault[] {
    const { min, max, survives } = scaling;
    const order: Fault[] =
        min !== undefined && max !== undefined && min > max
            ? [
                  {
                      code: "scaling/min-over-max",
                      path: "serving.scaling.min",
                      value: min,
                      problem: `scaling.min is ${min} replicas, expected at most scaling.max, which is ${max}`,
                      remedy: "lower min, or raise max",
                  },
              ]
            : [];
    const alone = cells.filter(cell => servingRegions(cell, routing.drain).length < 2).map(({ name }) => name);
    const single: Fault[] =
        survives === "one-region" && alone.length > 0
            ? [
                  {
                      code: "capacity/single-region",
                      path: "serving.scaling.survives",
                      value: survives,
                      problem: `survives is ${quoted(survives)}, but ${fewRegions(alone)} fewer than two regions in traffic`,
                      remedy: "add a region to the cell, return a drained one to traffic, or set survives to nothing",
                  },
              ]
            : [];
    return [...order, ...single, ...hoursFaults(scaling)];
}

function fewRegions(cells: readonly string[]): string {
    const names = cells.map(name => quoted(name)).join(", ");
    return cells.length === 1 ? `cell ${names} has` : `cells ${names} have`;
}

/** Hours that end when they begin, or that need more replicas than there may be. */
function hoursFaults(scaling: Asked["serving"]["scaling"]): Fault[] {
    const most = mostReplicas(scaling);
    return scaling.hours.flatMap(({ from, min, to }, i): Fault[] => [
        ...(from === to
            ? [
                  {
                      code: "scaling/hours-empty" as const,
                      path: `serving.scaling.hours[${i}].to`,
                      value: to,
                      problem: `scaling hours begin and end at ${quoted(to)}, expected an end at another time`,
                      remedy: "change the end of the hours (to), or raise serving.scaling.min for all hours",
                  },
              ]
            : []),
        ...(min > most
            ? [
                  {
                      code: "scaling/hours-over-max" as const,
                      path: `serving.scaling.hours[${i}].min`,
                      value: min,
                      problem: `min of the scaling hours from ${from} to ${to} is ${min} replicas, expected at most scaling.max, which is ${most}`,
                      remedy: "lower min of these hours, or raise serving.scaling.max",
                  },
              ]
            : []),
    ]);
}

interface Shortage {
    readonly cell: string;
    readonly load: RegionLoad;
    readonly version: string;
    readonly needed: number;
    readonly max: number;
}

/** Demand that the most replicas can't serve, with every region or with one lost; for each model where most replicas are missing. */
export function capacityFaults(
    config: Asked,
    models: readonly { readonly model: ModelConfig; readonly at: string }[],
    cells: readonly Cell[],
    loads: readonly Load[],
): Fault[] {
    const byCell = cells.map(cell => ({ cell, loads: loadsOfCell(cell, loads, config.routing.drain) }));
    return models.flatMap(({ model, at }) => {
        const short = byCell
            .filter(({ cell }) => runsIn(model, cell.name))
            .flatMap(({ cell, loads }) => loads.flatMap(load => shortages(cell.name, load, model, config)))
            .reduce<Shortage | undefined>(
                (most, one) => (most === undefined || one.needed - one.max > most.needed - most.max ? one : most),
                undefined,
            );
        return short === undefined ? [] : [shortageFault(short, model, at, config)];
    });
}

function shortages(cell: string, load: RegionLoad, model: ModelConfig, { serving, demand }: Asked): Shortage[] {
    const rates = ratesOf(model, demand);
    const facts = hostingOn(splitRef(load.region).cloud, serving.hosting);
    if (rates === undefined || facts === undefined) {
        return [];
    }
    const { max } = boundsOf(serving.scaling, facts);
    return sharesIn(model, load.region)
        .map(({ version, weight }) => ({
            cell,
            load,
            version,
            needed: replicasNeeded(load, weight / wholeShare, rates, serving.scaling),
            max,
        }))
        .filter(({ needed }) => needed > max);
}

function shortageFault(
    { cell, load, version, needed, max }: Shortage,
    { demand: own, name }: ModelConfig,
    at: string,
    { serving, demand }: Asked,
): Fault {
    const lost = load.lost === undefined || serving.scaling.survives === "nothing" ? "" : ` if ${load.lost} is lost`;
    const peak =
        own?.peakRps === undefined
            ? { path: "demand.peakRps", value: demand?.peakRps }
            : { path: `${at}.demand.peakRps`, value: own.peakRps };
    return {
        code: "capacity/one-region-lost",
        ...(serving.scaling.max === undefined ? peak : { path: "serving.scaling.max", value: max }),
        problem: `release ${quoted(version)} of model ${quoted(name)} needs ${needed} replicas in ${load.region}${lost} at a peak of ${peak.value!} requests/s, expected at most ${max}`,
        remedy: `raise serving.scaling.max, add a region to cell ${quoted(cell)}, or use replicas that serve more and raise rpsPerReplica`,
    };
}
