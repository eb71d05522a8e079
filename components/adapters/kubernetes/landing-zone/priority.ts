import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { forced, labelsOf } from "../objects";
import type { BareScope } from "./scope";

/**
 * More than pods without a class have, 0: a node that is short of memory ends those first
 * (kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction).
 */
const value = 1000;

/** Of what all requests of a region need: its gates and its certifier, and of servers of a store. They wait before others for a place, and end no pod to get it. */
export function makePriority({ cell, name, namespaceName, opts, settings }: BareScope): pulumi.Output<string> {
    const made = new k8s.scheduling.v1.PriorityClass(
        `${name}-priority`,
        {
            metadata: {
                // Of all namespaces of the cluster.
                name: namespaceName,
                labels: labelsOf("priority", settings.service),
                annotations: { ...forced },
            },
            value,
            preemptionPolicy: "Never",
            description: `Gates, certifiers and servers of the store of cell ${cell.name} of ${settings.service}`,
        },
        opts,
    );
    return made.metadata.name;
}
