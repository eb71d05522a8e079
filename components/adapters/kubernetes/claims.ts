import { splitRef } from "../../plan/places/catalogue";
import { type Claim, nameClaims } from "../../service/claims";
import type { ServiceContext } from "../../service/contract";

/** What can exist once in a cluster, and a service creates: namespaces. Which clusters contexts lead to, only their kubeconfig says. */
export function kubernetesClaims({ config, plan }: ServiceContext, service = plan.service): Claim[] {
    const cells = plan.cells
        .filter(({ cell }) => splitRef(cell.primary).cloud === "kubernetes")
        .map(({ cell }) => ({ cell, at: `cells[${config.cells.findIndex(({ name }) => name === cell.name)}]` }));
    return cells.length === 0 ? [] : [nameClaims(service, cells, "kubernetes")];
}
