import { keepsAudit } from "../cells/standards";
import type { CellConfig } from "../config/cell";
import type { ObservabilityConfig } from "../config/observability";
import type { Fault } from "../faults";
import { type Cloud, cloudsOf } from "../places/catalogue";

/**
 * Samples whose readers would not be recorded. Samples of clusters are read through the API server, whose audit log records the reader; a stack
 * with other regions has an audit trail of its own.
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
                  problem: "samples are stored without an audit trail, expected one that records who reads them",
                  remedy: "set observability.audit to true, or remove observability.samples",
              },
          ];
}

const isKubernetes = (cloud: Cloud) => cloud === "kubernetes";
