import { isIPv4 } from "node:net";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { healthPaths } from "../../gate/health/health";
import { podPorts } from "../../gate/pod";
import { podApps } from "../../plan/clouds/pod-apps";
import type { ServingPlan } from "../../plan/serving/serving";
import type { Front } from "../../regional-serving/contract";
import { own } from "../shared/own";
import { Gateway } from "./front/gateway";
import type { KubernetesLandingZone } from "./landing-zone";
import { metadataOf, selectorOf } from "./objects";

/** The application that the front leads to. */
export const gateApp = podApps.gate;

/** The name in the cluster's DNS of the pods of gates, each by its own address. */
export const gatePods = "gates";

/** A Service of type LoadBalancer, or a Gateway: it passes TCP on to the gates, in which TLS ends. */
export class KubernetesFront implements Front {
    readonly cell: Front["cell"];
    readonly region: Front["region"];
    readonly place: Front["place"];
    readonly hostname: Front["hostname"];
    readonly address: Front["address"];
    readonly addresses: NonNullable<Front["addresses"]>;
    readonly paths = healthPaths;
    /** The component's name. */
    readonly name: string;
    readonly provider: k8s.Provider;
    readonly namespace: pulumi.Output<string>;
    /** The gates, which are made after the front: what watches the region waits for them. */
    gates: pulumi.Resource | undefined;

    constructor(
        name: string,
        readonly plan: ServingPlan,
        readonly landing: KubernetesLandingZone,
        /** The Service of the gates. */
        readonly service: k8s.core.v1.Service,
        /** What leads to it, where it is no balancer. */
        readonly gateway: Gateway | undefined,
    ) {
        const { namespace, provider } = landing;
        this.name = name;
        this.cell = plan.cell.name;
        this.region = plan.region;
        this.place = plan.place;
        this.hostname = plan.host;
        this.provider = provider;
        this.namespace = namespace;
        const ingress = gateway?.addresses ?? service.status.apply(ingressOf);
        this.address = ingress.apply(([first]) => ({ host: first?.ip ?? first?.hostname ?? "", port: 443 }));
        this.addresses = ingress.apply(ipv4In);
    }

    /** By what k8gb finds the gates, for a host name: `name` and `objectName` are of a route, where none leads that name here. */
    referenceFor(host: string, name: string, objectName: string, opts: pulumi.CustomResourceOptions) {
        return this.gateway === undefined
            ? serviceOf(this.service)
            : {
                  apiVersion: "gateway.networking.k8s.io/v1",
                  kind: "TLSRoute",
                  name: this.gateway.routeOf(host, name, objectName, { ...opts, provider: this.provider }),
              };
    }
}

/** A reference to a Service. */
export const serviceOf = ({ metadata }: k8s.core.v1.Service) => ({
    apiVersion: "v1",
    kind: "Service",
    name: metadata.name,
});

/** Each has an address or a name; by the SDK's types it has both. */
export function ingressOf(
    status: { loadBalancer?: unknown } | undefined,
): readonly { readonly ip?: string; readonly hostname?: string }[] {
    const { ingress = [] } = {
        ...(status?.loadBalancer as { ingress?: { ip?: string; hostname?: string }[] } | undefined),
    };
    return ingress;
}

/** Addresses that names may have: pods have none of IPv6, and k8gb takes what is neither for a host name. */
export function ipv4In(all: ReturnType<typeof ingressOf>): string[] {
    return all.flatMap(({ ip }) => (ip !== undefined && isIPv4(ip) ? [ip] : []));
}

/** The front of a region, and the name that leads to it. The engine waits until the balancer, or the Gateway, has an address. */
export function makeFront(
    name: string,
    plan: ServingPlan,
    landing: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): KubernetesFront {
    const { names, settings } = landing;
    const { gatewayClass } = settings;
    const { annotations, class: balancerClass, sources } = settings.front;
    const metadata = metadataOf(gateApp, landing);
    const ofBalancer = {
        type: "LoadBalancer",
        ...(balancerClass !== undefined && { loadBalancerClass: balancerClass }),
        ...(sources && { loadBalancerSourceRanges: sources }),
    };
    const service = new k8s.core.v1.Service(
        `${name}-front`,
        {
            metadata: {
                ...metadata,
                annotations: { ...metadata.annotations, ...(gatewayClass === undefined && annotations) },
            },
            spec: {
                ...(gatewayClass === undefined ? ofBalancer : { type: "ClusterIP" }),
                selector: selectorOf(gateApp),
                ports: [{ name: "https", port: 443, targetPort: podPorts.gate, protocol: "TCP" }],
            },
        },
        // The class of a balancer can't change.
        { ...opts, replaceOnChanges: ["spec.loadBalancerClass"] },
    );
    const gateway =
        gatewayClass === undefined
            ? undefined
            : new Gateway(name, plan, landing, { app: gateApp, gatewayClass, service }, opts);
    const front = new KubernetesFront(name, plan, landing, service, gateway);
    names.lead(front, opts.parent === undefined ? {} : { parent: opts.parent });
    return front;
}

/** What fronts are given to: names that lead to them, or a hub that watches their regions. */
const remedies = {
    cells: "create the region with kubernetes().region(…), or use the DNS zone handle of another cloud",
    watches: "watch it with an ObservabilityHub on its own cloud",
} as const;

/** A front that this adapter made. Throws `ConfigFaults` for another one. */
export function ownFront(front: Front, path: keyof typeof remedies = "cells"): KubernetesFront {
    const subject = `the front of ${front.region}`;
    return own("kubernetes", KubernetesFront, front, { path, value: front.region, subject, remedy: remedies[path] });
}
