import type { CellPlan, Plan } from "../../../components/plan/plan";
import { type RegionRef, splitRef } from "../../../components/plan/places/catalogue";
import { homeOfCell } from "../../../components/plan/watch/watch-plan";
import { Kubectl } from "../kubectl";
import { regionInCluster } from "../place";
import { contexts, Watcher } from "../watcher";

/** What of `kubectl` drills need. */
export type Asked = Pick<Kubectl, "ask" | "askFor">;

/** A cell whose regions are clusters, by the rights of the user in each of them. */
export interface CellInClusters {
    readonly plan: CellPlan;
    /** By which objects of the stack are known among others of their namespaces. */
    readonly service: string;
    /** Where the cell's hub is, and what is written down of a drill. */
    readonly home: RegionRef;
    /** Regions, and the place of backups. */
    readonly places: readonly RegionRef[];
    kubectl(place: RegionRef): Asked;
    watcher(region: RegionRef): Pick<Watcher, "ask">;
}

const rights =
    "deployments and statefulsets (get, list, patch their scale), pods (get, list, delete), pods/exec (create) and configmaps (get, create, patch, delete)";

/** The cells of a stack whose regions are clusters. */
export function cellsInClusters(plan: Plan): CellInClusters[] {
    return plan.cells.filter(({ cell }) => splitRef(cell.primary).cloud === "kubernetes").map(cell => of(plan, cell));
}

function of(plan: Plan, cell: CellPlan): CellInClusters {
    const { backup, name, regions } = cell.cell;
    const at = (place: RegionRef) => regionInCluster(plan, place, name);
    return {
        plan: cell,
        service: plan.service,
        home: homeOfCell(plan.watch, cell.cell),
        places: [...regions, ...(backup === undefined || cell.store === undefined ? [] : [backup])],
        kubectl: place => new Kubectl(at(place).place, { what: `${place} of cell ${name}`, rights, contexts }),
        watcher: region => new Watcher(region, at(region)),
    };
}
