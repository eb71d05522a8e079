import { z } from "zod";

import { certificateMetric } from "../../components/watch/certificates";
import type { Sample } from "../../components/watch/metrics/samples";

/** Envoy's `/certs` (`envoy.admin.v3.Certificates`): `cert_chain` has the certificates that a gate presents, followed by their issuers. */
const reported = z.object({
    certificates: z.array(
        z.object({ cert_chain: z.array(z.object({ expiration_time: z.iso.datetime() })).default([]) }),
    ),
});

/** The earliest end of the certificates that an Envoy presents, in Unix seconds, as a metric; none if it presents none. */
export function certificateSamples(text: string): Sample[] {
    const ends = reported
        .parse(JSON.parse(text))
        .certificates.flatMap(({ cert_chain }) => cert_chain.map(({ expiration_time }) => Date.parse(expiration_time)));
    return ends.length === 0 ? [] : [{ name: certificateMetric, labels: {}, value: Math.min(...ends) / 1000 }];
}
