import * as pulumi from "@pulumi/pulumi";

import type { Routed } from "../../global-router/contract";
import { ledCells } from "../../global-router/led";
import { splitRef } from "../../plan/places/catalogue";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import { ownFront } from "./front";
import { makeGslb } from "./gslb";
import type { KubernetesRouterNodes } from "./nodes";

/**
 * k8gb: each cell's name is answered by the clusters of its regions, with the addresses of those that have gates: no answer to a client of a
 * cell lies outside it. A question reaches any of these clusters, and one that has no object of a name answers that there is no such name: so
 * each has one for the cell and for every region of it.
 */
export function routeOnKubernetes(
    name: string,
    plan: RoutingPlan,
    fronts: readonly Front[],
    { parent }: Scope,
): Routed {
    const gslbs = ledCells(plan, fronts).flatMap(({ cell, fronts, led }) => {
        const all = fronts.map(front => ownFront(front));
        const answering = all.filter(front => led.includes(front));
        return all.flatMap(front => {
            const at = `${name}-${cell.name}-${splitRef(front.region).name}`;
            // With all of them drained, each answers as if none were.
            const isLed = answering.length === 0 || answering.includes(front);
            const answered = { host: cell.host, strategy: "geoip", ...(!isLed && { by: answering }) } as const;
            const ofCell = makeGslb(at, "cell", answered, front, { parent });
            for (const other of all.filter(other => other !== front)) {
                const region = splitRef(other.region).name;
                const answered = { host: other.hostname, strategy: "roundRobin", by: [other] } as const;
                makeGslb(`${at}-${region}`, `region-${region}`, answered, front, { parent });
            }
            return [[`${cell.name}/${front.region}`, ofCell] as const];
        });
    });
    return { points: pulumi.output([]), nodes: Object.fromEntries(gslbs) satisfies KubernetesRouterNodes };
}
