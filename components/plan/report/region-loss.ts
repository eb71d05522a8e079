import type { Cell } from "../cells/cell";
import { atlasWith } from "../places/atlas";
import type { RegionRef } from "../places/catalogue";
import type { CellPlan, Plan } from "../plan";
import { judge, type Verdict } from "../residency";
import { regionsByDistance } from "../routing/failover";
import { routingOf } from "../routing/routing";
import { wholeShare } from "../serving/traffic";
import { noticedAfter } from "../serving/checks";

/** What happens when a region is lost. */
export interface RegionLoss {
    readonly cell: string;
    readonly lost: RegionRef;
    /** The regions that are left and get more, with what they get, as parts of all requests to the service; none: the cell answers with an error. */
    readonly takes: readonly { readonly region: RegionRef; readonly usual: number; readonly then: number }[];
    /** Whether the running replicas can serve it; unknown without a stated demand. */
    readonly carried?: boolean;
    /** The verdict of the residency rule on the places that the requests go to. */
    readonly residency: Verdict["verdict"];
    /** Seconds until the router notices. */
    readonly noticedAfterSeconds: number;
}

/** For each region of a plan that gets traffic: what its loss does. */
export function regionLosses(plan: Plan): RegionLoss[] {
    return plan.cells.flatMap(cellPlan => {
        const { checks } = routingOf(plan, cellPlan.cell);
        return inTraffic(cellPlan).map(lost => ({
            ...lossOf(lost, cellPlan, plan),
            noticedAfterSeconds: noticedAfter(checks),
        }));
    });
}

function inTraffic({ servings }: CellPlan): RegionRef[] {
    return servings.filter(({ drained }) => !drained).map(({ region }) => region);
}

function lossOf(lost: RegionRef, cellPlan: CellPlan, plan: Plan): Omit<RegionLoss, "noticedAfterSeconds"> {
    const { cell, servings } = cellPlan;
    const before = inTraffic(cellPlan);
    const left = before.filter(region => region !== lost);
    const takes = left
        .map(region => ({
            region,
            usual: arriving(region, before, cellPlan, plan),
            then: arriving(region, left, cellPlan, plan),
        }))
        .filter(({ usual, then }) => plan.loads.length === 0 || then > usual);
    const asked = servings.some(({ models }) => models.some(({ rates }) => rates !== undefined));
    return {
        cell: cell.name,
        lost,
        takes,
        ...(plan.loads.length > 0 && asked
            ? { carried: left.length > 0 && takes.every(({ region, then }) => carries(region, then, cellPlan)) }
            : {}),
        residency: residencyOf(lost, takes, cell),
    };
}

/** The worst that the residency rule says of any class of data going to any of some regions; of none going anywhere: proven. */
function residencyOf(lost: RegionRef, takes: RegionLoss["takes"], cell: Cell): Verdict["verdict"] {
    const verdicts = takes.flatMap(({ region }) =>
        cell.dataClasses.map(
            dataClass =>
                judge(
                    { kind: "failover", cell: cell.name, dataClass, from: lost, to: [region] },
                    [cell],
                    atlasWith(cell.places),
                ).verdict,
        ),
    );
    const badness: readonly Verdict["verdict"][] = ["proven", "undetermined", "violated"];
    return badness[Math.max(0, ...verdicts.map(verdict => badness.indexOf(verdict)))]!;
}

/** What comes to one of some regions by the router, as a part of all requests. */
function arriving(region: RegionRef, regions: readonly RegionRef[], { cell }: CellPlan, { loads }: Plan): number {
    return loads
        .filter(load => load.cell === cell.name && regionsByDistance(load.place, cell, regions)[0] === region)
        .reduce((sum, { share }) => sum + share, 0);
}

function carries(region: RegionRef, load: number, { servings }: CellPlan): boolean {
    return servings
        .filter(serving => serving.region === region)
        .flatMap(({ models }) => models)
        .every(({ rates, releases }) =>
            releases.every(
                ({ weight, replicas }) =>
                    rates === undefined ||
                    (load * rates.peakRps * weight) / wholeShare <= replicas.min * rates.rpsPerReplica * (1 + 1e-9),
            ),
        );
}
