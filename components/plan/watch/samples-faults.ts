import { keepsAudit } from "../cells/standards";
import type { CellConfig } from "../config/cell";
import type { ObservabilityConfig } from "../config/observability";
import type { Fault } from "../faults";
import { type Cloud, cloudsOf } from "../places/catalogue";

/**
 * Samples of which no record would have who read them. Those of clusters are read by way of the API server, whose audit log has that; a stack
 * has a trail of its own where it has regions elsewhere.
 */
export function samplesFaults(cells: readonly CellConfig[], observability: ObservabilityConfig | undefined): Fault[] {
    const isRecorded =
        keepsAudit(cells, observability) || cloudsOf(cells.flatMap(({ regions }) => regions)).every(isKubernetes);
    return observability?.samples === undefined || isRecorded
        ? []
        : [
              {
                  code: "observability/samples-without-audit",
                  path: "observability.samples",
                  allowed: "with an audit trail, which has who asks for samples",
                  remedy: "set observability.audit: true, or leave it out",
              },
          ];
}

const isKubernetes = (cloud: Cloud) => cloud === "kubernetes";
