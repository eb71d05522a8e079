import { z } from "zod";

import { requestedOf } from "../clouds/requested";
import { atlasWith } from "../places/atlas";
import { homeMissing } from "../clouds/build-faults";
import { notBuiltFaults } from "../clouds/not-built-faults";
import { capabilityFaults } from "../clouds/capabilities";
import { type Cell, cellConfigOf } from "../cells/cell";
import { check, checked } from "../config/check";
import { failoverSchema } from "../config/config";
import { budgetSchema, observabilitySchema, recoverySchema } from "../config/observability";
import type { Fault } from "../faults";
import { standardFaults } from "../cells/standard-faults";
import { samplesFaults } from "./samples-faults";
import { watchFaults } from "./watch-faults";
import { planWatch, type WatchPlan } from "./watch-plan";

/** What `ObservabilityHub` takes, as far as it is plain. */
const hubArgsSchema = observabilitySchema.extend({
    failover: failoverSchema.prefault({}),
    recovery: recoverySchema.optional(),
    budget: budgetSchema.optional(),
});

export type HubArgsInput = z.input<typeof hubArgsSchema>;
type HubArgs = z.output<typeof hubArgsSchema>;

/** What is watched in some cells, one at least, or every fault in the arguments (`ConfigFaults`). */
export function planObservabilityHub(cells: readonly Cell[], input: HubArgsInput): WatchPlan {
    const { failover, recovery, budget, ...observability } = checked(
        check(hubArgsSchema, input, args =>
            argumentFaults(cells, args).map(fault => ({
                ...fault,
                path: fault.path.replace(/^observability\./, ""),
            })),
        ),
    );
    const { failbackAfterSeconds } = failover;
    return planWatch({
        cells,
        observability,
        ...(failbackAfterSeconds === undefined ? {} : { failbackAfterSeconds }),
        ...(recovery && { recovery }),
        ...(budget && { budget }),
    });
}

function argumentFaults(cells: readonly Cell[], { failover: _, recovery, budget, ...observability }: HubArgs): Fault[] {
    const configs = cells.map(cellConfigOf);
    const regions = cells.flatMap(cell => cell.regions);
    const said = { observability, ...(recovery && { recovery }), ...(budget && { budget }) };
    return [
        ...homeMissing(regions, observability.home),
        ...standardFaults(configs, observability),
        ...samplesFaults(configs, observability),
        ...watchFaults(observability, configs, atlasOf(cells)),
        ...capabilityFaults(requestedOf(cells, said), regions, []),
        ...notBuiltFaults(requestedOf(cells, said), regions, []),
    ];
}

/** The catalogue, and the places that cells know besides. */
function atlasOf(cells: readonly Cell[]) {
    return atlasWith(Object.fromEntries(cells.flatMap(({ places }) => Object.entries(places))));
}
