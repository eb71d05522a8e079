import type { Config } from "../config/config";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { unknownFaults } from "../list-faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import { isOf } from "../store/store-plan";

/** Which bucket there is in a place, only the operator of the service knows. */
export function bucketMissing(place: RegionRef, at: string): Fault {
    return {
        code: "kubernetes/backup-bucket-missing",
        path: pathOf([place], at),
        allowed: "bucket and credentials, where a cell in clusters has copies of its tables",
        remedy: `set both to those of a bucket in ${place}, or remove store.backup`,
    };
}

/** What is missing of buckets for copies of tables, and what no copy goes to. */
export function clusterBackupFaults({
    cells,
    kubernetes,
    store,
}: Pick<Config, "cells" | "kubernetes" | "store">): Fault[] {
    const said = kubernetes?.store?.backups;
    if (said === undefined) return [];
    const at = "kubernetes.store.backups";
    const places = cells.flatMap(({ backup, name, regions }) => {
        const isHere = regions.some(region => splitRef(region).cloud === "kubernetes");
        const haveTables = store?.tables.some(table => isOf(table, name)) ?? false;
        return backup !== undefined && isHere && haveTables ? [backup] : [];
    });
    const named = Object.keys(said) as RegionRef[];
    if (store?.backup === undefined) return named.map(place => unused(place, at));
    const backups = [...new Set(places)];
    return [
        ...backups.filter(place => said[place] === undefined).map(place => bucketMissing(place, at)),
        ...unknownFaults(named, backups, i => pathOf([named[i]!], at), {
            code: "kubernetes/unknown-backup-place",
            remedy: "name the backup place of a cell that has tables",
        }),
    ];
}

function unused(place: RegionRef, at: string): Fault {
    return {
        code: "kubernetes/unknown-backup-place",
        path: pathOf([place], at),
        value: place,
        allowed: "where store.backup is set",
        remedy: "set store.backup, or remove the bucket",
    };
}
