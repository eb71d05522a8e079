import { platformReplicas } from "../../gate/platform";
import type { AwsConfig } from "../../plan/config/aws";

/** What a region consists of, beside its releases. */
interface Footprint {
    /** Zones that tasks, and what they reach AWS by, are in. A NAT gateway follows tasks by itself. */
    readonly zones: number;
    /** Zones of the balancer. AWS requires two (docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html). */
    readonly balancerZones: number;
    /** Gates that run at least. */
    readonly gates: number;
    /** Metrics of each task and container, which cost 0.07 USD a month each (aws.amazon.com/cloudwatch/pricing). */
    readonly containerInsights: "enhanced" | "disabled";
}

/**
 * By the name in the config. Subnets are the same in all, so a change of footprint updates what is there: subnets of services, endpoints and
 * balancers, and settings of clusters, can be changed in place.
 */
export const footprints: Readonly<Record<AwsConfig["footprint"], Footprint>> = {
    // Of more zones, each costs an endpoint of each kind, and the loss of one of three leaves enough.
    full: { zones: 3, balancerZones: 3, gates: platformReplicas, containerInsights: "enhanced" },
    small: { zones: 1, balancerZones: 2, gates: 1, containerInsights: "disabled" },
};
