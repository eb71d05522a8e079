import type { CellPlan, Plan } from "../../components/plan/plan";
import { type RegionRef, splitRef } from "../../components/plan/places/catalogue";
import { homeOfCell } from "../../components/plan/watch/watch-plan";
import { ProjectError, UsageError } from "../exit";

/** A namespace of a cell in a cluster. */
export interface ClusterPlace {
    readonly cell: string;
    /** Of the kubeconfig. */
    readonly context: string;
    readonly namespace: string;
}

/**
 * Where the hub of a cell is whose regions are clusters; undefined where no cell of the stack has such regions. Throws a `ProjectError` where
 * several have, and none of them is named.
 */
export function hubInCluster(plan: Plan, named?: string): ClusterPlace | undefined {
    const inClusters = plan.cells
        .map(({ cell }) => cell)
        .filter(({ primary }) => splitRef(primary).cloud === "kubernetes");
    if (inClusters.length === 0) return undefined;
    const names = inClusters.map(({ name }) => name);
    const [first, ...others] = named === undefined ? inClusters : inClusters.filter(({ name }) => name === named);
    if (first === undefined) {
        throw new ProjectError(
            `no cell ${named!} has its regions in clusters; allowed with --cell: ${names.join(", ")}`,
        );
    }
    if (others.length > 0) {
        throw new ProjectError(`each cell has a hub; say which with --cell: ${names.join(", ")}`);
    }
    return placeIn(plan, first, homeOfCell(plan.watch, first));
}

/** A region of a cell in a cluster, or its backup location there. */
export interface RegionInCluster {
    readonly place: ClusterPlace;
    readonly cell: CellPlan;
    readonly region: RegionRef;
}

/** Throws a `UsageError` where the stack has no such region, or several cells have it and none of them is named. */
export function regionInCluster(plan: Plan, region: string, named?: string): RegionInCluster {
    const placesOf = ({ cell: { backup, regions } }: CellPlan) => [
        ...regions,
        ...(backup === undefined ? [] : [backup]),
    ];
    const having = plan.cells.filter(cell => placesOf(cell).some(one => one === region));
    if (having.length === 0) {
        const all = new Set(plan.cells.flatMap(placesOf).filter(one => splitRef(one).cloud === "kubernetes"));
        throw new UsageError(
            `the stack has no region ${region}; allowed in clusters: ${[...all].join(", ") || "none"}`,
        );
    }
    const names = having.map(({ cell }) => cell.name);
    const found =
        named === undefined && having.length === 1 ? having[0] : having.find(({ cell }) => cell.name === named);
    if (found === undefined) {
        throw new UsageError(`${region} is a region of ${names.join(" and ")}; say which with --cell`);
    }
    return { place: placeIn(plan, found.cell, region as RegionRef), cell: found, region: region as RegionRef };
}

function placeIn({ service }: Plan, { existing, name }: CellPlan["cell"], region: RegionRef): ClusterPlace {
    return { cell: name, context: existing[region]!.cluster!, namespace: `${service}-${name}` };
}
