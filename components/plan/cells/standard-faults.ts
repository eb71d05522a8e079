import type { CellConfig } from "../config/cell";
import type { ObservabilityConfig } from "../config/observability";
import { type Fault, quoted } from "../faults";
import { countriesOf, covers } from "../places/jurisdictions";
import { isProtected } from "../residency";
import { requirementsOf } from "./standards";

/** Settings that a cell's standards don't allow: one fault for each setting, with the first standard that forbids it. */
export function standardFaults(cells: readonly CellConfig[], observability: ObservabilityConfig | undefined): Fault[] {
    const asked = cells.flatMap(cell =>
        cell.standards.map(standard => ({
            ...requirementsOf[standard],
            who: `cell ${quoted(cell.name)} follows ${standard}`,
        })),
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
            problem: `observability.audit is false, but ${who}, which requires an audit trail`,
            remedy: "set it to true, or remove the standard from the cell",
        })),
        ...longer.map(({ logsRetainDays, who }): Fault => ({
            code: "standard/log-retention",
            path: "observability.logs.retainDays",
            value: retained,
            problem: `logs are retained for ${retained!} days, but ${who}, expected at least ${logsRetainDays} days`,
            remedy: "retain logs longer, or remove the standard from the cell",
        })),
    ];
}

/** Jurisdictions that protected data may not go to under a cell's standards, unless it has safeguards. */
export function transferFaults(cell: CellConfig, pathAt: (i: number) => string): Fault[] {
    const { dataClasses, jurisdictions, name, safeguards } = cell;
    if (safeguards !== undefined || !dataClasses.some(isProtected)) {
        return [];
    }
    return cell.standards.flatMap(standard => {
        const { transfersTo: group } = requirementsOf[standard];
        if (group === undefined) {
            return [];
        }
        return jurisdictions.flatMap((value, i): Fault[] =>
            countriesOf(value).every(country => covers(group, country))
                ? []
                : [
                      {
                          code: "standard/transfer",
                          path: pathAt(i),
                          value,
                          problem: `jurisdiction ${quoted(value)} of cell ${quoted(name)} is outside ${group}, to which ${standard} limits protected data without safeguards`,
                          remedy: "remove the jurisdiction, or set safeguards to scc or bcr",
                      },
                  ],
        );
    });
}
