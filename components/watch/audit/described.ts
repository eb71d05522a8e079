import type { Cell } from "../../plan/cells/cell";
import { type ModelPlan, type ReleasePlan, type ServingPlan } from "../../plan/serving/serving";
import type { StorePlan, TablePlan } from "../../plan/store/store-plan";
import type { WatchPlan } from "../../plan/watch/watch-plan";
import { digestOf } from "./canonical";
import type { Description } from "./change";

/** A model in a region as an audit trail records it: the files that serve it, and their shares of requests. */
export function describedModel({ features, releases, requires, shadow, sticky, testers }: ModelPlan): Description {
    return plain({
        ...Object.fromEntries(releases.map(release => [`release ${release.version}`, describedRelease(release)])),
        ...(shadow && { [`shadow ${shadow.version}`]: describedRelease(shadow) }),
        "sticky by": sticky && `${sticky.kind}:${sticky.name}`,
        "features of": features?.table,
        // Claims may name callers, so the trail records that they changed, but not their values.
        requires: requires && ownDigest(requires),
        testers: testers && ownDigest(testers),
    });
}

function describedRelease({ baseline, digest, provenance, weight }: ReleasePlan): Description {
    return plain({
        digest,
        // Of hundredths of a percent.
        percent: weight / 100,
        baseline: baseline?.digest,
        provenance: provenance && ownDigest(provenance),
    });
}

/** The rules for a cell's data as an audit trail records them: permitted places, retention and encryption. */
export function describedRules(cell: Cell, store: StorePlan | undefined): Description {
    const { backup, dataClasses, failover, jurisdictions, primary, regions, safeguards, standards } = cell;
    return plain({
        jurisdictions,
        standards,
        "data classes": dataClasses,
        regions,
        primary,
        failover: failover.length === 0 ? undefined : failover,
        safeguards,
        backup,
        ...(store && describedStore(store)),
    });
}

function describedStore({ backup, consistency, homes, places, sync, tables }: StorePlan): Description {
    return plain({
        consistency,
        copies: places,
        shards: homes.length,
        sync,
        backups: backup,
        ...Object.fromEntries(tables.map(table => [`table ${table.name}`, describedTable(table)])),
    });
}

function describedTable({ changes, dataClass, onChange, partitionKey, requires, sortKey, ttl, writers }: TablePlan) {
    return plain({
        "data class": dataClass,
        "partition key": partitionKey,
        "sort key": sortKey,
        ttl,
        "changes kept for hours": changes?.retainHours,
        "on change": onChange,
        requires: requires && ownDigest(requires),
        writers: writers && ownDigest(writers),
    });
}

/**
 * The audit trail's record of the rest of a region's config: a digest of each part. Parts may contain how callers are identified, or where
 * others listen, which readers of a trail must not learn.
 */
export function describedConfig(serving: ServingPlan, watch: WatchPlan): Description {
    const { cell, models: _, tables: __, region: ___, ...rest } = serving;
    const { accounts, existing } = cell;
    return { ...digestsOf({ ...rest, accounts, existing }), ...digestsOf(watch) };
}

function digestsOf(parts: object): Description {
    return Object.fromEntries(Object.entries(plain(parts)).map(([name, part]) => [name, digestOf(part)]));
}

/** Without unset values, as a reader of the JSON sees it. */
function plain(said: object): Description {
    return JSON.parse(JSON.stringify(said)) as Description;
}

function ownDigest(part: object): string {
    return digestOf(plain(part));
}
