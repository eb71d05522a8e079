import { splitRef } from "../../plan/places/catalogue";
import { type Claim, nameClaims } from "../../service/claims";
import type { ServiceContext } from "../../service/contract";

/** What a service creates and can exist only once in a cluster: namespaces. Only the kubeconfig shows which cluster a context leads to. */
export function kubernetesClaims({ config, plan }: ServiceContext, service = plan.service): Claim[] {
    const cells = plan.cells
        .filter(({ cell }) => splitRef(cell.primary).cloud === "kubernetes")
        .map(({ cell }) => ({ cell, at: `cells[${config.cells.findIndex(({ name }) => name === cell.name)}]` }));
    return cells.length === 0 ? [] : [nameClaims(service, cells, "kubernetes")];
}
