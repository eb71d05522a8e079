import type { Sample } from "./metrics/samples";

/** When the certificate of a process ends, in seconds since 1970. */
export const certificateMetric = "meridian_certificate_expires_timestamp_seconds";
/** The same of an Envoy, as it counts itself: whole days, of the certificate that ends first. */
export const envoyDaysMetric = "envoy_server_days_until_first_cert_expiring";

/**
 * Days before expiry. Updates renew certificates from 30 days before (`adapters/local/provider/certificate.ts`), so that one with fewer than
 * `ticket` days was missed by updates. With fewer than `page` days the on-call has to act: after expiry no peer accepts the process.
 */
const lateDays = { ticket: 21, page: 3 } as const;
const daySeconds = 86_400;

export interface EndingCertificate {
    /** Whose it is. */
    readonly instance: string;
    readonly days: number;
    readonly severity: keyof typeof lateDays;
}

/** The certificate that ends first, where one of a region ends too soon. */
export function endingCertificate(samples: readonly Sample[], nowMs: number): EndingCertificate | undefined {
    const ends = samples.flatMap(({ name, labels, value }) => {
        const instance = labels.instance ?? "";
        if (name === envoyDaysMetric) return [{ instance, days: value }];
        return name === certificateMetric ? [{ instance, days: (value - nowMs / 1000) / daySeconds }] : [];
    });
    // What can't be read is not known.
    const [first] = ends.filter(({ days }) => Number.isFinite(days)).sort((a, b) => a.days - b.days);
    if (first === undefined || first.days >= lateDays.ticket) return undefined;
    return { ...first, severity: first.days < lateDays.page ? "page" : "ticket" };
}
