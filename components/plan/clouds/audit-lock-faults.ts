import { keepsAudit } from "../cells/standards";
import type { AuditLock } from "../config/aws";
import type { Config } from "../config/config";
import { type Fault, quoted } from "../faults";
import { cloudsOf } from "../places/catalogue";
import { retentionOf } from "../watch/watch-plan";

/** What decides whether files of trails can be locked. */
interface Trails {
    readonly audit: boolean;
    readonly ephemeral: boolean;
    /** Days of retention, by the names of cells. */
    readonly retainDays: Readonly<Record<string, number>>;
}

const path = "aws.auditLock";

/** Faults of a lock on the files of trails: there are none, they are deleted with the stack, or they expire before the lock does. */
export function lockFaults(lock: AuditLock | undefined, { audit, ephemeral, retainDays }: Trails): Fault[] {
    if (lock === undefined) return [];
    if (!audit) {
        return [
            {
                code: "aws/audit-lock",
                path,
                problem: "files of trails are to be locked without an audit trail, expected one",
                remedy: "set observability.audit to true, or remove auditLock",
            },
        ];
    }
    if (ephemeral) {
        return [
            {
                code: "aws/audit-lock",
                path,
                problem: "files of trails are to be locked in an ephemeral stack, which deletes them, expected no lock",
                remedy: "remove auditLock, or remove store.ephemeral to retain the data of the stack",
            },
        ];
    }
    return Object.entries(retainDays)
        .filter(([, days]) => lock.days > days)
        .map(([cell, days]) => ({
            code: "aws/audit-lock",
            path: `${path}.days`,
            value: lock.days,
            problem: `files of trails of cell ${quoted(cell)} are to be locked for ${lock.days} days and are retained for ${days}, expected a lock of at most ${days} days`,
            remedy: `set days to ${days} or less, or raise observability.logs.retainDays`,
        }));
}

/** The same of a config. */
export function auditLockFaults({
    aws,
    cells,
    observability,
    store,
}: Pick<Config, "aws" | "cells" | "observability" | "store">): Fault[] {
    const own = cells.filter(({ regions }) => cloudsOf(regions).includes("aws"));
    return lockFaults(aws?.auditLock, {
        audit: keepsAudit(cells, observability),
        ephemeral: store?.ephemeral === true,
        retainDays: retentionOf(own, observability?.logs?.retainDays),
    });
}
