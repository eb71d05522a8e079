import { z } from "zod";

import { certificateMetric } from "../../../../watch/certificates";
import type { Sample } from "../../../../watch/metrics/samples";

/** What Envoy tells of certificates (`envoy.admin.v3.Certificates`); those that it shows are in `cert_chain`, with their issuers behind. */
const told = z.object({
    certificates: z.array(
        z.object({ cert_chain: z.array(z.object({ expiration_time: z.iso.datetime() })).default([]) }),
    ),
});

/** When the first of the certificates ends that an Envoy shows, as a metric; none where it shows none. */
export function certificateSamples(text: string): Sample[] {
    const ends = told
        .parse(JSON.parse(text))
        .certificates.flatMap(({ cert_chain }) => cert_chain.map(({ expiration_time }) => Date.parse(expiration_time)));
    return ends.length === 0 ? [] : [{ name: certificateMetric, labels: {}, value: Math.min(...ends) / 1000 }];
}
