import type { CellConfig } from "../config/cell";
import type { ObservabilityConfig } from "../config/observability";
import type { Fault } from "../faults";
import { unknownFaults } from "../list-faults";
import { countriesOf, covers } from "../places/jurisdictions";
import { isProtected } from "../residency";

/** Sets of requirements that a cell can turn on. */
export const standards = ["gdpr", "hipaa"] as const;
export type Standard = (typeof standards)[number];

interface Requirements {
    /** A record of who changed what. */
    readonly audit: boolean;
    /** Days that logs are kept, at least. */
    readonly logsRetainDays: number;
    /** A group of countries to which protected data may go without further safeguards. */
    readonly transfersTo?: string;
}

/** What each standard asks of settings; that data is encrypted, on the way and at rest, holds in every cell anyway. */
export const requirementsOf: Readonly<Record<Standard, Requirements>> = {
    /** Transfers: Regulation (EU) 2016/679 Art. 44 to 46. It names no number of days for logs. */
    gdpr: { audit: false, logsRetainDays: 0, transfersTo: "EU-ADEQUATE" },
    /**
     * Audit controls: 45 CFR 164.312(b). Records of actions and activities (164.316(b)(1)(ii)) are kept for six years: 45
     * CFR 164.316(b)(2)(i). No six years have more than 2,192 days.
     */
    hipaa: { audit: true, logsRetainDays: 2192 },
};

/** Whether an audit trail is kept: as said, else where a standard asks for one. */
export function keepsAudit(
    cells: readonly { readonly standards: readonly Standard[] }[],
    observability: ObservabilityConfig | undefined,
): boolean {
    return observability?.audit ?? cells.some(cell => cell.standards.some(standard => requirementsOf[standard].audit));
}

/** Settings that a cell's standards don't allow; each is told once, with the first that doesn't. */
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
