import type { Row, Where } from "../row";

/** The zone of each subnet of an existing network. */
export interface SubnetFacts {
    /** Of those in which tasks run. */
    readonly tasks: readonly string[];
    /** Of those of the balancer. */
    readonly balancer: readonly string[];
}

/**
 * A balancer has one subnet in each of at least two zones, and sends nothing to targets in other zones
 * (docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html).
 */
export function subnetsRow(facts: SubnetFacts | undefined, where: Where): Row {
    if (facts === undefined) {
        return {
            check: "subnets",
            ...where,
            needed: "subnets that exist",
            status: "fail",
            found: "the region has not all of them, for this account",
            remedy: "correct existing.subnets and existing.publicSubnets, or share these subnets with the account",
        };
    }
    const { tasks, balancer } = facts;
    const zones = [...new Set(balancer)].sort();
    const needed = [...new Set(tasks)].sort();
    const row = {
        check: "subnets",
        ...where,
        needed: `one subnet of the balancer in each of at least two zones, with those of the tasks: ${needed.join(", ")}`,
        found: `the balancer's are in ${[...balancer].sort().join(", ")}`,
    } as const;
    const missing = needed.filter(zone => !zones.includes(zone));
    if (balancer.length > zones.length) {
        return { ...row, status: "fail", remedy: "list one subnet of each zone in existing.publicSubnets" };
    }
    if (zones.length < 2) {
        return { ...row, status: "fail", remedy: "list subnets of another zone too in existing.publicSubnets" };
    }
    return missing.length === 0
        ? { ...row, status: "pass" }
        : {
              ...row,
              status: "fail",
              remedy: `gates in ${missing.join(", ")} would get no requests: add a subnet there to existing.publicSubnets, or remove those there from existing.subnets`,
          };
}
