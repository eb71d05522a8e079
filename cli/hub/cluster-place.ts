import type { Plan } from "../../components/plan/plan";
import { splitRef } from "../../components/plan/places/catalogue";
import { homeOfCell } from "../../components/plan/watch/watch-plan";
import { ProjectError } from "../exit";

/** Where in a cluster a cell's hub is. */
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
    const home = homeOfCell(plan.watch, first);
    return { cell: first.name, context: first.existing[home]!.cluster!, namespace: `${plan.service}-${first.name}` };
}
