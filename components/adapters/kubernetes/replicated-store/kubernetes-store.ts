import type * as k8s from "@pulumi/kubernetes";

import { quoted } from "../../../plan/faults";
import type { RegionRef } from "../../../plan/places/catalogue";
import type { StorePlan } from "../../../plan/store/store-plan";
import type { Store } from "../../../replicated-store/contract";
import { own } from "../../shared/own";

/** A cell's store in clusters, as what serves its regions uses it. */
export class KubernetesStore implements Store {
    /** Paths under which each region's gates have the tables. */
    readonly tables: Store["tables"];

    constructor(
        readonly plan: StorePlan,
        readonly nodes: Store["nodes"],
        /** What serves the tables in each region. */
        readonly tableServers: Readonly<Record<RegionRef, k8s.apps.v1.Deployment>>,
        /** Tables are there once it has ended. */
        readonly operator: k8s.batch.v1.Job,
    ) {
        this.tables = Object.fromEntries(
            plan.tables.map(({ name }) => [
                name,
                Object.fromEntries(
                    Object.entries(tableServers).map(([region, { id }]) => [
                        region,
                        { name: id.apply(() => `/v1/tables/${name}`) },
                    ]),
                ),
            ]),
        );
    }
}

/** The store of a component of Kubernetes; one of another adapter is refused. */
export function ownStore(store: Store): KubernetesStore {
    return own("kubernetes", KubernetesStore, store, {
        path: "store",
        value: store.plan.cell.name,
        subject: `the store of cell ${quoted(store.plan.cell.name)}`,
        remedy: "create it with landing zones of kubernetes()",
    });
}
