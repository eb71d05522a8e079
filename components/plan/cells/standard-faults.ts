import type { CellConfig } from "../config/cell";
import type { ObservabilityConfig } from "../config/observability";
import type { Fault } from "../faults";
import { unknownFaults } from "../list-faults";
import { countriesOf, covers } from "../places/jurisdictions";
import { isProtected } from "../residency";
import { requirementsOf } from "./standards";

/** Settings that a cell's standards don't allow: one fault for each setting, with the first standard that forbids it. */
export function standardFaults(cells: readonly CellConfig[], observability: ObservabilityConfig | undefined): Fault[] {
    const asked = cells.flatMap(cell =>
        cell.standards.map(standard => ({ ...requirementsOf[standard], who: `cell ${cell.name} follows ${standard}` })),
    );
    const retained = observability?.logs?.retainDays;
    const audited = asked.filter(({ audit }) => audit && observability?.audit === false).slice(0, 1);
    const longer = asked
        .filter(({ logsRetainDays }) => retained !== undefined && retained < logsRetainDays)
        .slice(0, 1);
    return [
        ...audited.map(({ who }): Fault => ({
            code: "standard/audit",
            path: "observability.audit",
            value: false,
            allowed: `true, since ${who}`,
            remedy: "keep an audit trail, or take the standard off the cell",
        })),
        ...longer.map(({ logsRetainDays, who }): Fault => ({
            code: "standard/log-retention",
            path: "observability.logs.retainDays",
            value: retained,
            allowed: `${logsRetainDays} or more, since ${who}`,
            remedy: "keep logs longer, or take the standard off the cell",
        })),
    ];
}

/** Jurisdictions that protected data may not go to under a cell's standards, unless safeguards are said. */
export function transferFaults(cell: CellConfig, pathAt: (i: number) => string): Fault[] {
    const { dataClasses, jurisdictions, safeguards } = cell;
    if (safeguards !== undefined || !dataClasses.some(isProtected)) {
        return [];
    }
    return cell.standards.flatMap(standard => {
        const { transfersTo: group } = requirementsOf[standard];
        if (group === undefined) {
            return [];
        }
        const inside = jurisdictions.filter(name => countriesOf(name).every(country => covers(group, country)));
        return unknownFaults(jurisdictions, inside, pathAt, {
            code: "standard/transfer",
            allowed: `jurisdictions inside ${group}, since the cell follows ${standard}`,
            remedy: "leave the jurisdiction out, or say which safeguards allow it (safeguards: scc or bcr)",
        });
    });
}
