import type { Cell } from "../plan/cells/cell";
import type { RoutingPlan } from "../plan/routing/routing";
import type { Front } from "../regional-serving/contract";

/** A cell's fronts: all, and those that its name leads to. */
export interface LedCell {
    readonly cell: Cell;
    readonly fronts: readonly Front[];
    /** Without those of regions that are taken out of traffic. */
    readonly led: readonly Front[];
}

/** The fronts that the name of each cell leads to: its own, and no other. */
export function ledCells({ cells, drain }: RoutingPlan, fronts: readonly Front[]): LedCell[] {
    return cells.map(cell => {
        const own = fronts.filter(front => front.cell === cell.name);
        return { cell, fronts: own, led: own.filter(({ region }) => !drain.includes(region)) };
    });
}
