import type { Config } from "../config/config";
import type { Fault } from "../faults";
import { cloudsOf } from "../places/catalogue";

/**
 * The most that a region in one zone may promise. AWS commits to 99.99 % for tasks in two zones or more, to 99.5 % for a single machine,
 * and to nothing for tasks in one zone (aws.amazon.com/compute/sla).
 */
const most = 0.995;

/** An objective that regions of AWS in one zone can't be expected to meet. */
export function oneZoneFaults({ aws, cells, observability }: Pick<Config, "aws" | "cells" | "observability">): Fault[] {
    return aws?.footprint === "small" && cells.some(({ regions }) => cloudsOf(regions).includes("aws"))
        ? availabilityFaults(observability?.slo?.availability, "aws.footprint")
        : [];
}

/** The same of an objective, where regions are in one zone because of a setting. */
export function availabilityFaults(availability: number | undefined, path: string): Fault[] {
    return availability === undefined || availability <= most
        ? []
        : [
              {
                  code: "observability/one-zone",
                  path,
                  value: "small",
                  problem: `with footprint small regions of aws are in one zone, but slo.availability is ${availability}, expected at most ${most}`,
                  allowed: ["full"],
                  remedy: "remove footprint, or lower observability.slo.availability",
              },
          ];
}
