import { keepsAudit } from "../cells/standards";
import type { CellConfig } from "../config/cell";
import type { ObservabilityConfig } from "../config/observability";
import type { Fault } from "../faults";

/** Where what models are asked would be kept, and nobody would write down who looks at it. */
export function samplesFaults(cells: readonly CellConfig[], observability: ObservabilityConfig | undefined): Fault[] {
    return observability?.samples === undefined || keepsAudit(cells, observability)
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
