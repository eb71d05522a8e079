import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Routed } from "../../global-router/contract";
import { isJudged } from "../../gate/pod";
import { ledCells } from "../../global-router/led";
import type { Cell } from "../../plan/cells/cell";
import { splitRef } from "../../plan/places/catalogue";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import { makeDnsEndpoint } from "./dns-endpoint";
import { type KubernetesFront, ownFront } from "./front";
import { makeGslb } from "./gslb";
import { makeRoutedRegion } from "./routed-region";
import type { KubernetesRouterNodes } from "./nodes";

/** Each cell's name leads to its own regions: no answer to a client of a cell lies outside it. */
export function routeOnKubernetes(
    name: string,
    plan: RoutingPlan,
    fronts: readonly Front[],
    { parent }: Scope,
): Routed {
    const made = ledCells(plan, fronts).flatMap(({ cell, fronts, led }) => {
        const all = fronts.map(front => ownFront(front));
        const answering = all.filter(front => led.includes(front));
        // With all of them drained, each answers as if none were.
        const routed = { cell, all, led: answering.length === 0 ? all : answering };
        const hasRecords = all.some(({ landing }) => landing.settings.names === "external-dns");
        return hasRecords ? recordsOf(name, routed, { parent }) : answersOf(name, routed, { parent });
    });
    return { points: pulumi.output([]), nodes: Object.fromEntries(made) satisfies KubernetesRouterNodes };
}

/** The fronts of a cell: all, and those that its name leads to. */
interface RoutedCell {
    readonly cell: Cell;
    readonly all: readonly KubernetesFront[];
    readonly led: readonly KubernetesFront[];
}

type Nodes = readonly (readonly [`${string}/${string}`, k8s.apiextensions.CustomResource])[];

/**
 * By k8gb, with the addresses of regions that have gates. A question reaches any of these clusters, and one that has no object of a name
 * answers that there is no such name: so each has one for the cell and for every region of it.
 */
function answersOf(name: string, { all, cell, led }: RoutedCell, opts: pulumi.CustomResourceOptions): Nodes {
    return all.map(front => {
        const judged = isJudged(front.plan) && { judged: makeRoutedRegion(`${front.name}-region`, front) };
        const at = `${name}-${cell.name}-${splitRef(front.region).name}`;
        const isLed = led.includes(front);
        const answered = { host: cell.host, strategy: "geoip", ...(!isLed && { by: led }) } as const;
        // Gates of the version before do not know what pods of the region ask: with them alone, the name would lead nowhere.
        const after = judged && front.gates && { dependsOn: front.gates };
        const ofCell = makeGslb(at, "cell", answered, { front, ...judged }, { ...opts, ...after });
        for (const other of all.filter(other => other !== front)) {
            const region = splitRef(other.region).name;
            const answered = { host: other.hostname, strategy: "roundRobin", by: [other] } as const;
            makeGslb(`${at}-${region}`, `region-${region}`, answered, { front }, opts);
        }
        return [`${cell.name}/${front.region}`, ofCell] as const;
    });
}

/** By a record of ExternalDNS, which one cluster alone may own: that of the primary region. */
function recordsOf(name: string, { all, cell, led }: RoutedCell, opts: pulumi.CustomResourceOptions): Nodes {
    const front = all.find(({ region }) => region === cell.primary) ?? all[0]!;
    const at = `${name}-${cell.name}-${splitRef(front.region).name}`;
    const record = makeDnsEndpoint(at, "cell", { host: cell.host, by: led }, front, opts);
    return [[`${cell.name}/${front.region}`, record]];
}
