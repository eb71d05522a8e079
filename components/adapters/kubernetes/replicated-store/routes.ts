import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { storeHost } from "../../../plan/names";
import type { RegionRef } from "../../../plan/places/catalogue";
import { ingressOf } from "../front";
import { metadataOf, selectorOf } from "../objects";
import { nameIn, storeApp, storePorts, type StoreZone } from "./zone";

/** How servers of other places reach one: by the name in its certificate, at the address of a balancer. */
export interface RoutesTo {
    readonly place: RegionRef;
    readonly host: string;
    readonly address: pulumi.Output<string>;
}

/**
 * The way to a place's server for those of other places: a Service of type LoadBalancer, for TCP from the cell's clusters only. Its address is
 * known before there is a server: each is made with the addresses of the others.
 */
export function makeRoutesTo(name: string, zone: StoreZone, opts: pulumi.CustomResourceOptions): RoutesTo {
    const { annotations, class: balancerClass, peers } = zone.settings.store!;
    const metadata = metadataOf(`${storeApp}-routes`, zone);
    const service = new k8s.core.v1.Service(
        `${nameIn(name, zone)}-routes`,
        {
            metadata: {
                ...metadata,
                annotations: { ...metadata.annotations, ...annotations, "pulumi.com/waitFor": hasAddress },
            },
            spec: {
                type: "LoadBalancer",
                selector: selectorOf(storeApp),
                // Servers that start find each other before they are ready.
                publishNotReadyAddresses: true,
                ports: [{ name: "routes", port: storePorts.routes, targetPort: storePorts.routes, protocol: "TCP" }],
                ...(balancerClass !== undefined && { loadBalancerClass: balancerClass }),
                loadBalancerSourceRanges: peers,
            },
        },
        // The class of a balancer can't change.
        { ...opts, provider: zone.provider, replaceOnChanges: ["spec.loadBalancerClass"] },
    );
    const address = service.status.apply(status => addressIn(ingressOf(status), zone.region));
    return { place: zone.region, host: storeHost(zone.host), address };
}

/** In place of waiting for pods, which wait for addresses (pulumi.com/registry/packages/kubernetes/installation-configuration). */
const hasAddress = "jsonpath={.status.loadBalancer.ingress}";

/** Pods are given addresses, so as not to depend on DNS outside of clusters. */
function addressIn(ingress: readonly { readonly ip?: string }[], region: RegionRef): string {
    const ip = ingress.find(({ ip }) => ip !== undefined)?.ip;
    if (ip === undefined) {
        throw new Error(
            `the balancer of Service store-routes in ${region} has no address; servers of a store find each other by addresses: ` +
                "set kubernetes.store.class or annotations so that it gets one",
        );
    }
    return ip;
}
