import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { forced } from "./objects";

/** Seconds that resolvers store an answer: the default of k8gb (docs/strategy.md). */
const ttlSeconds = 30;

/** A host name that k8gb answers in a cluster. */
export interface Answered {
    readonly host: string;
    readonly namespace: pulumi.Input<string>;
    /** The Service of type LoadBalancer, in the same namespace. */
    readonly service: pulumi.Input<string>;
    /** `geoip`: the nearest region by the database of addresses of the cluster's k8gb, all where it has none. */
    readonly strategy: "geoip" | "roundRobin";
}

/**
 * Has k8gb answer a host name with the addresses of a Service, for as long as that has pods that are ready, and with those of Services of the
 * same name in other clusters (github.com/k8gb-io/k8gb: docs/resource_ref.md, docs/strategy.md).
 */
export function makeGslb(
    name: string,
    objectName: string,
    { host, namespace, service, strategy }: Answered,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "k8gb.io/v1beta1",
            kind: "Gslb",
            metadata: { name: objectName, namespace, annotations: { ...forced, "k8gb.io/hostname": host } },
            spec: {
                resourceRef: { apiVersion: "v1", kind: "Service", name: service },
                strategy: { type: strategy, dnsTtlSeconds: ttlSeconds },
            },
        },
        opts,
    );
}
