import * as pulumi from "@pulumi/pulumi";

import type { Elsewhere } from "../../../observability-hub/contract";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import type { Cell } from "../../../plan/cells/cell";
import { cloudTable } from "../../../plan/clouds/table";
import { hubHost } from "../../../plan/names";
import { oncePer } from "../../../plan/once-per";
import { isProtected } from "../../../plan/residency";
import { releasesOf } from "../../../plan/serving/serving";
import { renewalByUpdates } from "../../../watch/certificates";
import { drillSeconds, type WatchPlan } from "../../../plan/watch/watch-plan";
import { directories } from "../directories";
import type { LocalNames } from "../names";
import { Directory, File, Process } from "../resources";
import type { Called } from "../../../scope";
import type { LocalRouted } from "../global-router";
import type { HubFile } from "../../../../runtime/hub/hub-file";
import { makeExports, type HubExports } from "./exports";
import { edgeParts } from "./parts";
import { everySeconds, type Watcher } from "./watcher";

export interface Hub {
    readonly process: Process;
    readonly url: pulumi.Output<string>;
}

/** Servers whose health is requested. */
interface Asked {
    readonly watchers: readonly Watcher[];
    readonly routed: readonly LocalRouted[];
    readonly elsewhere: readonly Elsewhere[];
}

export function makeHub(
    { name, physical }: Called,
    plan: WatchPlan,
    asked: Asked,
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): Hub {
    const { root } = names;
    const { watchers } = asked;
    const directory = directories.hub(physical);
    const file = `${directory}/hub.json`;
    const certificates = cellsOf(watchers).map(cell =>
        names.certify(`${name}-${cell.name}-tls`, cell, tlsOf(physical, cell.name), [hubHost(cell.host)], opts),
    );
    const { host, port } = names.hub();
    // Its socket and its key come and go with the process.
    const run = new Directory(
        `${name}-run`,
        { root, directory: `${directory}/run`, holds: "the hub's socket and key", ephemeral: true },
        opts,
    );
    // The history of a deleted hub is not needed.
    const memory = new Directory(
        `${name}-memory`,
        { root, directory: `${directory}/memory`, holds: "what the hub has seen", ephemeral: true },
        opts,
    );
    const exports = makeExports({ name, physical }, plan, root, opts);
    const content = contentOf(physical, plan, asked, exports.entries);
    const written = new File(`${name}-file`, { root, file, content }, opts);
    const process = new Process(
        name,
        {
            root,
            name: physical,
            program: "hub",
            args: [],
            environment: {
                HUB: file,
                SOCKET: hubFiles(physical).socket,
                KEY: hubFiles(physical).key,
                MEMORY: `${directory}/memory/memory.json`,
                PORT: port.apply(String),
            } satisfies EnvironmentOf<"hub", pulumi.Input<string>>,
            log: `${directory}/logs/hub.log`,
            ready: [{ host, port, path: "/live" }],
        },
        pulumi.mergeOptions(opts, {
            dependsOn: [
                run,
                memory,
                written,
                ...exports.files,
                ...certificates,
                ...watchers.map(({ process }) => process),
            ],
        }),
    );
    return { process, url: pulumi.interpolate`http://${host}:${port}/` };
}

/** Where commands and Prometheus find what lets them in. */
export function hubFiles(name: string) {
    const run = `${directories.hub(name)}/run`;
    return { socket: `${run}/socket`, key: `${run}/key` };
}

export function cellsOf(watchers: readonly Watcher[]): Cell[] {
    return oncePer(
        watchers.map(({ region }) => region.front.plan.cell),
        ({ name }) => name,
    );
}

function tlsOf(name: string, cell: string): string {
    return `${directories.hub(name)}/${cell}-tls`;
}

function contentOf(
    name: string,
    plan: WatchPlan,
    { watchers, routed, elsewhere }: Asked,
    exports: HubExports["entries"],
): pulumi.Output<string> {
    const ports = pulumi.all(watchers.map(({ port }) => port));
    const urls = pulumi.all(elsewhere.map(({ url }) => url));
    return pulumi.all([ports, urls]).apply(([ports, urls]) => {
        const regions = watchers.map((watcher, i) => ({ watcher, port: ports[i]! }));
        const of = (cell: string) => regions.filter(({ watcher }) => watcher.region.front.cell === cell);
        const service = watchers[0]!.region.front.landing.names.domain;
        const hub: HubFile = {
            service,
            limits: {
                ...plan.slo,
                lagSeconds: plan.withdraw?.lagSeconds,
                psi: plan.drift?.psi,
            },
            anomalies: plan.anomalies,
            burnScale: 1,
            drillsEverySeconds: plan.recovery.drills && drillSeconds[plan.recovery.drills],
            everySeconds,
            renewal: renewalByUpdates,
            cells: cellsOf(watchers).map(cell => ({
                name: cell.name,
                jurisdictions: [...cell.jurisdictions],
                dataClasses: [...cell.dataClasses],
                isProtected: cell.dataClasses.some(isProtected),
                tls: tlsOf(name, cell.name),
                regions: of(cell.name).map(({ watcher, port }) => regionOf(watcher, port)),
            })),
            edges: [...edgeParts(routed)],
            drills: "drills",
            exports: [...exports],
            elsewhere: elsewhere.map(({ cloud, regions }, i) => ({
                cloud: cloudTable[cloud].title,
                regions: [...regions],
                url: urls[i],
            })),
        };
        return `${JSON.stringify(hub, null, 1)}\n`;
    });
}

function regionOf({ region: { front }, host, serverName }: Watcher, port: number) {
    const { drained, models, place, region } = front.plan;
    const { city, country, latitude, longitude } = place;
    return {
        region,
        place: { name: city, country, latitude, longitude },
        isDrained: drained,
        watcher: { host, port, name: serverName },
        releases: releasesOf(models).map(({ model, release }) => ({
            model: model.name,
            version: release.version,
            digest: release.digest,
            percent: release === model.shadow ? 0 : release.weight / 100,
        })),
    };
}
