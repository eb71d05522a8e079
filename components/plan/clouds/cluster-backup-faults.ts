import type { Config } from "../config/config";
import { pathOf } from "../config/paths";
import { unknownItemFaults } from "../config/unknown-items";
import { type Fault, quoted } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import { isOf } from "../store/store-plan";

/** Which bucket there is in a place, only the operator of the service knows. */
export function bucketMissing(place: RegionRef, at: string): Fault {
    return {
        code: "kubernetes/backup-bucket-missing",
        path: pathOf([place], at),
        problem: `backup ${quoted(place)} has no bucket for copies of tables, expected bucket and credentials`,
        remedy: `set bucket and credentials of a bucket in ${place}, or remove store.backup`,
    };
}

/** What is missing of buckets for copies of tables, and what no copy goes to. */
export function clusterBackupFaults({
    cells,
    kubernetes,
    store,
}: Pick<Config, "cells" | "kubernetes" | "store">): Fault[] {
    const buckets = kubernetes?.store?.backups;
    if (buckets === undefined) return [];
    const at = "kubernetes.store.backups";
    const places = cells.flatMap(({ backup, name, regions }) => {
        const isHere = regions.some(region => splitRef(region).cloud === "kubernetes");
        const haveTables = store?.tables.some(table => isOf(table, name)) ?? false;
        return backup !== undefined && isHere && haveTables ? [backup] : [];
    });
    const listed = Object.keys(buckets) as RegionRef[];
    if (store?.backup === undefined) return listed.map(place => unused(place, at));
    const backups = [...new Set(places)];
    return [
        ...backups.filter(place => buckets[place] === undefined).map(place => bucketMissing(place, at)),
        ...unknownItemFaults(listed, backups, (_, place) => pathOf([place], at), {
            code: "kubernetes/unknown-backup-place",
            problemOf: place => `${quoted(place)} is not the backup of a cell that has tables on kubernetes`,
            remedy: "name the backup of such a cell, or remove the bucket",
        }),
    ];
}

function unused(place: RegionRef, at: string): Fault {
    return {
        code: "kubernetes/unknown-backup-place",
        path: pathOf([place], at),
        value: place,
        problem: `the bucket for backup ${quoted(place)} is not used, because store.backup is missing`,
        remedy: "set store.backup, or remove the bucket",
    };
}
