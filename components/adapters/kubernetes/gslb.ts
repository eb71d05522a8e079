import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { clusterNameTtlSeconds } from "../../plan/clouds/kubernetes";
import { type KubernetesFront, serviceOf } from "./front";
import { forced } from "./objects";

/** A host name that k8gb answers in a cluster. */
export interface Answered {
    readonly host: string;
    /** The fronts whose addresses are the answer. Default: that of the cluster, with those of other clusters that answer the same name so. */
    readonly by?: readonly KubernetesFront[];
    /** `geoip`: the nearest region by the database of addresses of the cluster's k8gb, all where it has none. */
    readonly strategy: "geoip" | "roundRobin";
}

/** A front, and the Service that has ready pods while its region is to get traffic, where a verdict decides that. */
export interface AnsweredBy {
    readonly front: KubernetesFront;
    readonly judged?: k8s.core.v1.Service;
}

/**
 * Has k8gb answer a host name in the cluster of a front, for as long as that has gates that are ready, or is to get traffic (github.com/k8gb-io/k8gb: docs/resource_ref.md,
 * docs/strategy.md, docs/exposed-hostnames.md).
 */
export function makeGslb(
    name: string,
    objectName: string,
    { by, host, strategy }: Answered,
    { front, judged }: AnsweredBy,
    opts: Omit<pulumi.CustomResourceOptions, "provider">,
): k8s.apiextensions.CustomResource {
    const { namespace, provider } = front;
    const annotations = { ...forced, "k8gb.io/hostname": host };
    const exposed = by ?? (judged && [front]);
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "k8gb.io/v1beta1",
            kind: "Gslb",
            metadata: {
                name: objectName,
                namespace,
                annotations:
                    exposed === undefined ? annotations : exposedBy(exposed).apply(by => ({ ...annotations, ...by })),
            },
            spec: {
                resourceRef: judged ? serviceOf(judged) : front.referenceFor(host, name, objectName, opts),
                strategy: { type: strategy, dnsTtlSeconds: clusterNameTtlSeconds },
            },
        },
        { ...opts, provider },
    );
}

/** Balancers have addresses or names; where one has a name only, k8gb resolves the names of all. */
function exposedBy(fronts: readonly KubernetesFront[]): pulumi.Output<Record<string, string>> {
    const all = fronts.map(({ address, addresses }) => pulumi.all([address, addresses]));
    return pulumi.all(all).apply((found): Record<string, string> => {
        const hosts = found.flatMap(([{ host }, addresses]) => (addresses.length > 0 ? addresses : [host]));
        const areNumeric = hosts.every(host => /^[0-9.]+$/.test(host));
        return { [`k8gb.io/exposed-${areNumeric ? "ip-addresses" : "hostnames"}`]: hosts.join(",") };
    });
}
