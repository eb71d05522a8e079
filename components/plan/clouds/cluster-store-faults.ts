import type { Config } from "../config/config";
import type { Fault } from "../faults";
import { splitRef } from "../places/catalogue";
import { isOf } from "../store/store-plan";

/** Where servers of a store take routes from, and what they encrypt by, only the operator of the clusters knows. */
export function clusterStoreFault(path: string): Fault {
    return {
        code: "kubernetes/store-missing",
        path,
        problem: `${path} is missing, but a cell on kubernetes has tables, expected peers and key`,
        remedy: `add ${path} with peers and key; the config reference describes both`,
    };
}

/** The same of a config. */
export function clusterStoreFaults({
    cells,
    kubernetes,
    store,
}: Pick<Config, "cells" | "kubernetes" | "store">): Fault[] {
    const haveTables = cells.some(
        ({ name, regions }) =>
            regions.some(region => splitRef(region).cloud === "kubernetes") &&
            (store?.tables.some(table => isOf(table, name)) ?? false),
    );
    return haveTables && kubernetes !== undefined && kubernetes.store === undefined
        ? [clusterStoreFault("kubernetes.store")]
        : [];
}
