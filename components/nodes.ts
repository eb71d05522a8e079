import type * as pulumi from "@pulumi/pulumi";

import { GlobalRouter } from "./global-router/component";
import type { ObservabilityHub } from "./observability-hub/component";
import { ConfigFaults } from "./plan/faults";
import { type Cloud, cloudsOf, splitRef } from "./plan/places/catalogue";
import { RegionalServing } from "./regional-serving/component";
import { ReplicatedStore } from "./replicated-store/component";

/** What has children that an adapter made. */
export type Opened = RegionalServing | ReplicatedStore | GlobalRouter | ObservabilityHub;

/**
 * The children of a component that the adapter of a cloud made, by the names that it documents; of a hub those of that cloud's view.
 *
 * Throws `ConfigFaults` where another adapter made them.
 */
export function nodesOn(cloud: Cloud, of: Opened): Readonly<Record<string, pulumi.Resource>> {
    const made = cloudsOfNodes(of);
    if (!made.includes(cloud)) {
        throw new ConfigFaults([
            {
                code: "nodes/of-another-cloud",
                path: "nodes",
                value: made.join(", "),
                problem: `the nodes of the component are on ${made.join(", ")}, expected ${cloud}`,
                remedy: `use ${made.map(other => `${other}Nodes of pulumi-meridian/${other}`).join(" or ")}`,
            },
        ]);
    }
    const [first, ...others] = made;
    const nodes = Object.entries(of.nodes);
    const prefix = `${cloud}/`;
    return Object.fromEntries(
        first === cloud
            ? nodes.filter(([name]) => !others.some(other => name.startsWith(`${other}/`)))
            : nodes.flatMap(([name, node]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), node]] : [])),
    );
}

/** The clouds whose adapters made a component's children, the one whose children have no prefix first. */
function cloudsOfNodes(of: Opened): Cloud[] {
    if (of instanceof RegionalServing) return cloudsOf([of.plan.region]);
    if (of instanceof ReplicatedStore) return cloudsOf(of.plan.cell.regions);
    if (of instanceof GlobalRouter) return [of.plan.names];
    const home = splitRef(of.plan.home).cloud;
    return [home, ...(Object.keys(of.plan.views) as Cloud[]).filter(cloud => cloud !== home)];
}
