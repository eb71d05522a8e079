import type { RegionRef } from "../../../components/plan/places/catalogue";
import type { PartState } from "../../../components/watch/drills/operations";
import { unlessRefused } from "../watcher";
import type { CellInClusters } from "./clusters";
import { workloadsIn } from "./workloads";

type Entry = readonly [name: string, state: PartState];

/**
 * How each part of the cells is: whether as many pods as there should be are ready. A server of the store is once all that it stores is as new as
 * elsewhere; a gate once it has found servers.
 */
export async function look(cells: readonly CellInClusters[]): Promise<Readonly<Record<string, PartState>>> {
    const looks = cells.flatMap(cell => cell.places.map(place => placeOf(cell, place)));
    return Object.fromEntries((await Promise.all(looks)).flat());
}

async function placeOf(cell: CellInClusters, place: RegionRef): Promise<Entry[]> {
    const where = `${place} of cell ${cell.plan.cell.name}`;
    const workloads = await workloadsIn(cell, place).catch(unlessRefused);
    if (workloads === undefined) return [[where, { state: "its cluster does not answer", isWell: false }]];
    return workloads.map(({ name, ready, replicas }): Entry => {
        // None of the stack's has no replicas by itself.
        const isWell = replicas > 0 && ready >= replicas;
        return [`${name} in ${where}`, { state: isWell ? "ready" : `${ready} of ${replicas} pods are ready`, isWell }];
    });
}
