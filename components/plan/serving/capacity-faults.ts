import { type RegionLoad, loadsByRegion } from "./capacity";
import { type RegionRef, splitRef } from "../places/catalogue";
import type { Cell } from "../cells/cell";
import { hostingOn } from "../clouds/table";
import type { Asked } from "../config/config";
import { servingRegions } from "../cells/drain";
import { failoverOrder, regionsByDistance } from "../routing/failover";
import type { Fault } from "../faults";
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

/** Bounds and promises of scaling that can't be. */
export function scalingFaults({ cells, routing, serving: { scaling } }: Asked): Fault[] {
    const { min, max, survives } = scaling;
    const order: Fault[] =
        min !== undefined && max !== undefined && min > max
            ? [
                  {
                      code: "scaling/min-over-max",
                      path: "serving.scaling.min",
                      value: min,
                      allowed: `${max} or less, which is max`,
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
                      allowed: `nothing, while ${alone.join(", ")} has one region in traffic`,
                      remedy: "add a region to the cell: its traffic may go nowhere else",
                  },
              ]
            : [];
    return [...order, ...single, ...hoursFaults(scaling)];
}

/** Hours that are none, or for which there are too few replicas. */
function hoursFaults(scaling: Asked["serving"]["scaling"]): Fault[] {
    const most = mostReplicas(scaling);
    return scaling.hours.flatMap(({ from, min, to }, i): Fault[] => [
        ...(from === to
            ? [
                  {
                      code: "scaling/hours-empty" as const,
                      path: `serving.scaling.hours[${i}].to`,
                      value: to,
                      allowed: `another time than ${from}, when they begin`,
                      remedy: "name the time when they end, or raise serving.scaling.min for all hours",
                  },
              ]
            : []),
        ...(min > most
            ? [
                  {
                      code: "scaling/hours-over-max" as const,
                      path: `serving.scaling.hours[${i}].min`,
                      value: min,
                      allowed: `${most} or less, which is max`,
                      remedy: "lower it, or raise serving.scaling.max",
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

/** Demand that the most replicas can't carry, in usual times or with one region lost; for each model where it lacks most. */
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
    const without = load.lost === undefined || serving.scaling.survives === "nothing" ? "" : ` with ${load.lost} lost`;
    const asked =
        own?.peakRps === undefined
            ? { path: "demand.peakRps", value: demand?.peakRps }
            : { path: `${at}.demand.peakRps`, value: own.peakRps };
    return {
        code: "capacity/one-region-lost",
        ...(serving.scaling.max === undefined ? asked : { path: "serving.scaling.max", value: max }),
        allowed: `${needed} replicas or more, for release ${version} of ${name} in ${load.region}${without}`,
        remedy: `raise serving.scaling.max, add a region to cell ${cell}, or use replicas that serve more`,
    };
}
