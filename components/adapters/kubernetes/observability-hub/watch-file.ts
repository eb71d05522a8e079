import { comparerApp, podDirectories, podPorts, podServers, tablesApp } from "../../../gate/pod";
import { hasShadow } from "../../../gate/routes/shadow";
import { releaseKey } from "../../../plan/clouds/physical-names";
import { comparerHost, serversHost, tablesHost } from "../../../plan/names";
import { releasesOf } from "../../../plan/serving/serving";
import { limitsOf, type WatchPlan } from "../../../plan/watch/watch-plan";
import type { Watch } from "../../../../runtime/watcher/watch-file";
import type { KubernetesFront } from "../front";
import { storeIn } from "../replicated-store/client";
import { fileOf } from "../regional-serving/servers/fetch";

/** Seconds between looks. Each reads every pod of the region. */
export const everySeconds = 5;

/**
 * What the watcher of a region reads, as its program takes it: its gates, and its pods by the names of their Services. Custom servers
 * count nothing that is known here: their gate does.
 */
export function watchFile(
    plan: WatchPlan,
    { landing, plan: serving }: Pick<KubernetesFront, "landing" | "plan">,
): string {
    const { cell, checks, drained, host, models, tables } = serving;
    const { namespaceName, settings } = landing;
    const replicas = (job: string, instance: string, app: string, name: string): Watch["processes"][number] => ({
        job,
        instance,
        host: podServers(app, namespaceName, settings.clusterDomain),
        port: podPorts.server,
        name,
        replicas: true,
    });
    const releases = releasesOf(models).map(({ model, release }) => ({
        model: model.name,
        release,
        instance: releaseKey(model.name, release.version),
    }));
    const watch: Watch = {
        regions: [...cell.regions],
        isDrained: drained,
        gate: { noticedAfterMs: checks.everySeconds * (checks.unhealthyAfter + 1) * 1000 },
        processes: [
            ...releases
                .filter(({ release }) => release.server === undefined)
                .map(({ instance }) => replicas("model-server", instance, instance, serversHost(host))),
            ...(hasShadow(serving) ? [replicas("comparer", "comparer", comparerApp, comparerHost(host))] : []),
            ...(tables.length > 0 ? [replicas("table-server", "tables", tablesApp, tablesHost(host))] : []),
        ],
        // It may ask that of its region alone: between clusters servers connect to each other, and nothing else to them.
        stores: tables.length > 0 ? [{ instance: "store", ...storeIn(landing), observer: podDirectories.tls }] : [],
        otherStores: [],
        releases: releases.map(({ instance, model, release: { baseline, digest, version } }) => ({
            ...{ model, version, digest, instance },
            ...(plan.drift && baseline && { baseline: fileOf(baseline) }),
        })),
        ...(plan.drift && { drift: plan.drift }),
        ...(plan.withdraw && { withdraw: limitsOf(plan.withdraw) }),
        failbackAfterSeconds: plan.withdraw?.failbackAfterSeconds ?? 0,
        everySeconds,
        logs: {},
    };
    return `${JSON.stringify(watch, undefined, 1)}\n`;
}
