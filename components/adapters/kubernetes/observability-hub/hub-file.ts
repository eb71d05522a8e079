import * as pulumi from "@pulumi/pulumi";

import { podDirectories, podPorts, podServers, watcherApp } from "../../../gate/pod";
import type { Elsewhere } from "../../../observability-hub/contract";
import { issuerOf } from "../../../plan/clouds/issuers";
import { cloudTable } from "../../../plan/clouds/table";
import { oncePer } from "../../../plan/once-per";
import { watcherHost } from "../../../plan/names";
import { isProtected } from "../../../plan/residency";
import { releasesOf } from "../../../plan/serving/serving";
import { drillSeconds, type WatchPlan } from "../../../plan/watch/watch-plan";
import type { HubExport, HubFile } from "../../../../runtime/hub/hub-file";
import type { KubernetesFront } from "../front";
import { everySeconds } from "./watch-file";

/** What a cell's hub shows, and what it leads to. */
export interface Shown {
    /** The region that it is in. */
    readonly at: KubernetesFront;
    /** All regions of its cell. */
    readonly fronts: readonly KubernetesFront[];
    /** Those of other cells, each of which has a hub of its own. */
    readonly others: readonly KubernetesFront[];
    readonly elsewhere: readonly Elsewhere[];
}

/** Pods have certificates for a day, which are renewed at half of that: those that end sooner were not renewed. */
const late = { ticket: 10 / 24, page: 4 / 24 } as const;

/** The file of a hub: the watchers that it queries, and the contents of its page. */
export function hubFile(
    plan: WatchPlan,
    shown: Shown,
    exports: readonly HubExport[],
    drills: string,
): pulumi.Output<string> {
    const { at, elsewhere, fronts, others } = shown;
    const { cell } = at.plan;
    const file = (urls: readonly (string | undefined)[]): HubFile => ({
        service: cell.domain,
        limits: { ...plan.slo, lagSeconds: plan.withdraw?.lagSeconds, psi: plan.drift?.psi },
        anomalies: plan.anomalies,
        burnScale: 1,
        drillsEverySeconds: plan.recovery.drills && drillSeconds[plan.recovery.drills],
        everySeconds,
        renewal: { ...late, remedy: renewalRemedy(at) },
        cells: [
            {
                name: cell.name,
                jurisdictions: [...cell.jurisdictions],
                dataClasses: [...cell.dataClasses],
                isProtected: cell.dataClasses.some(isProtected),
                tls: podDirectories.tls,
                regions: fronts.map(front => regionOf(front, at)),
            },
        ],
        edges: [],
        drills,
        exports: [...exports],
        elsewhere: [
            ...oncePer(others, ({ cell }) => cell).map(({ cell }) => ({
                cloud: `Kubernetes, by the hub of cell ${cell}`,
                regions: others.filter(other => other.cell === cell).map(({ region }) => ({ cell, region })),
            })),
            ...elsewhere.map(({ cloud, regions }, i) => ({
                cloud: cloudTable[cloud].title,
                regions: [...regions],
                url: urls[i],
            })),
        ],
    });
    return pulumi.all(elsewhere.map(({ url }) => url)).apply(urls => `${JSON.stringify(file(urls), undefined, 1)}\n`);
}

function renewalRemedy({ landing: { existing, namespaceName } }: KubernetesFront): string {
    const command =
        issuerOf(existing) === undefined
            ? `kubectl logs --namespace ${namespaceName} deployment/certifier`
            : `kubectl describe certificates --namespace ${namespaceName}`;
    return `look why it is not renewed: \`${command}\``;
}

function regionOf(
    { landing, plan }: KubernetesFront,
    at: KubernetesFront,
): HubFile["cells"][number]["regions"][number] {
    const { drained, host, models, place, region } = plan;
    const { city, country, latitude, longitude } = place;
    const name = watcherHost(host);
    return {
        region,
        place: { name: city, country, latitude, longitude },
        isDrained: drained,
        watcher:
            region === at.region
                ? {
                      host: podServers(watcherApp, landing.namespaceName, landing.settings.clusterDomain),
                      port: podPorts.server,
                      name,
                  }
                : // Its gates pass on what comes by this name.
                  { host, port: 443, name },
        releases: releasesOf(models).map(({ model, release }) => ({
            model: model.name,
            version: release.version,
            digest: release.digest,
            percent: release === model.shadow ? 0 : release.weight / 100,
        })),
    };
}
