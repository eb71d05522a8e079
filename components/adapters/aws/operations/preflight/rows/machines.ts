import type { Row, Where } from "../row";

/** Where a type of machines is offered, and which zones the region's subnets are in. */
export interface MachineFacts {
    readonly offeredIn: readonly string[];
    readonly zones: readonly string[];
}

export function machinesRow(type: string, { offeredIn, zones }: MachineFacts, where: Where): Row {
    const usable = zones.filter(zone => offeredIn.includes(zone));
    const row = {
        check: "machines",
        ...where,
        needed: `${type} in the zones of the subnets: ${zones.join(", ")}`,
    } as const;
    if (offeredIn.length === 0) {
        return {
            ...row,
            status: "fail",
            found: `the region has no ${type}`,
            remedy: "name another type in serving.gpu.type, or choose another region",
        };
    }
    const found = `${type} is in ${[...offeredIn].sort().join(", ")}`;
    if (usable.length === 0) {
        return {
            ...row,
            status: "fail",
            found,
            remedy: "bring a network with subnets in these zones (existing.subnets), or name another type in serving.gpu.type",
        };
    }
    return usable.length === zones.length
        ? { ...row, status: "pass", found }
        : {
              ...row,
              status: "warning",
              found,
              remedy: "replicas run in these zones only: bring subnets in them, or name another type in serving.gpu.type",
          };
}
