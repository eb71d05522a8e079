import type { ObservabilityConfig } from "../config/observability";

/** Sets of requirements that a cell can turn on. */
export const standards = ["gdpr", "hipaa"] as const;
export type Standard = (typeof standards)[number];

interface Requirements {
    /** An audit trail of changes. */
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
