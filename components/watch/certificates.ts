import type { Sample } from "./metrics/samples";

/** When the certificate of a process ends, in seconds since 1970. */
export const certificateMetric = "meridian_certificate_expires_timestamp_seconds";

/** When certificates are renewed, in days before expiry, and by what. */
export interface Renewal {
    /** From here on a certificate was missed by what renews it. */
    readonly ticket: number;
    /** From here on the on-call has to act: after expiry no peer accepts the process. */
    readonly page: number;
    /** What renews it, as the end of a sentence. */
    readonly remedy: string;
}

/** By updates, from 30 days before (`runtime/certifier/certificate.ts`). */
export const renewalByUpdates: Renewal = { ticket: 21, page: 3, remedy: "an update (`pulumi up`) renews it" };
const daySeconds = 86_400;

/** So long before the end a region leaves new requests to others: later they would fail until that is noticed. */
const leavingSeconds = 30;

/** The kind of finding that a process of a region can't be connected to. */
export const certificateKind = "certificate";

export interface EndingCertificate {
    /** Whose it is. */
    readonly instance: string;
    readonly days: number;
    readonly severity: "ticket" | "page";
}

/** The certificate that ends first, where one of a region ends too soon. */
export function endingCertificate(
    samples: readonly Sample[],
    nowMs: number,
    { page, ticket }: Pick<Renewal, "page" | "ticket"> = renewalByUpdates,
): EndingCertificate | undefined {
    const [first] = samples
        .filter(({ name }) => name === certificateMetric)
        .map(({ labels, value }) => ({ instance: labels.instance ?? "", days: secondsLeft(value, nowMs) / daySeconds }))
        // What can't be read is not known.
        .filter(({ days }) => Number.isFinite(days))
        .sort((a, b) => a.days - b.days);
    if (first === undefined || first.days >= ticket) return undefined;
    return { ...first, severity: first.days < page ? "page" : "ticket" };
}

/**
 * What is wrong with a region whose processes, of those that serve, no new connection can be made to, by kind. Checks don't find it: they
 * keep their connections, on which an end of a certificate changes nothing.
 */
export function endedFinding(
    reported: Readonly<Record<string, readonly Sample[] | undefined>>,
    serving: readonly string[],
    nowMs: number,
): Readonly<Record<string, string>> {
    const ended = serving.filter(instance =>
        reported[instance]?.some(
            ({ name, value }) => name === certificateMetric && secondsLeft(value, nowMs) < leavingSeconds,
        ),
    );
    return ended.length === 0
        ? {}
        : { [certificateKind]: `certificates end now, or have ended: ${ended.join(", ")}; run \`pulumi up\`` };
}

function secondsLeft(ends: number, nowMs: number): number {
    return ends - nowMs / 1000;
}
