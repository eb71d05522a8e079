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
 * cell lies outside it, since only clusters of the cell have an object of that name.
 */
export function routeOnKubernetes(
    name: string,
    plan: RoutingPlan,
    fronts: readonly Front[],
    { parent }: Scope,
): Routed {
    const gslbs = ledCells(plan, fronts).flatMap(({ cell, led }) =>
        led.map(front => {
            const { namespace, provider, region, service } = ownFront(front);
            const gslb = makeGslb(
                `${name}-${cell.name}-${splitRef(region).name}`,
                "cell",
                { host: cell.host, namespace, service, strategy: "geoip" },
                { parent, provider },
            );
            return [`${cell.name}/${region}`, gslb] as const;
        }),
    );
    return { points: pulumi.output([]), nodes: Object.fromEntries(gslbs) satisfies KubernetesRouterNodes };
}
