import { X509Certificate } from "node:crypto";

import type { Fault } from "../faults";

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What is wrong with a bundle of authorities' certificates (PEM, RFC 7468). When they end is not the planner's to say: it has no clock. */
export function authorityFaults(pem: string, path: string): Fault[] {
    const remedy = "give the PEM text of the authorities' certificates, and nothing else";
    const certificates = pem.match(block) ?? [];
    const rest = pem.replaceAll(block, "").trim();
    if (certificates.length === 0 || rest !== "") {
        const found = rest.includes("PRIVATE KEY") ? "a private key" : undefined;
        return [{ code: "auth/authorities", path, value: found, allowed: "PEM certificates", remedy }];
    }
    return certificates.flatMap((certificate, i): Fault[] => {
        const parsed = parsedCertificate(certificate);
        return parsed?.ca === true
            ? []
            : [
                  {
                      code: "auth/authorities",
                      path,
                      value: parsed === undefined ? `certificate ${i + 1}` : parsed.subject,
                      allowed: "certificates of authorities (basicConstraints CA:TRUE)",
                      remedy,
                  },
              ];
    });
}

function parsedCertificate(pem: string): X509Certificate | undefined {
    try {
        return new X509Certificate(pem);
    } catch {
        return undefined;
    }
}
