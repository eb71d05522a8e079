import { X509Certificate } from "node:crypto";

import { type Fault, quoted } from "../faults";

const leaked = "remove the private key, and replace it, since the config discloses it";

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What is wrong with a bundle of authorities' certificates (PEM, RFC 7468). When they end is not the planner's to say: it has no clock. */
export function authorityFaults(pem: string, path: string): Fault[] {
    const remedy = "set it to the certificates of the authorities in PEM, and nothing else";
    const certificates = pem.match(block) ?? [];
    const rest = pem.replaceAll(block, "").trim();
    if (certificates.length === 0 || rest !== "") {
        const found = rest.includes("PRIVATE KEY") ? "a private key" : undefined;
        const text = certificates.length === 0 ? "no certificate" : "text outside of certificates";
        const problem = `the bundle of authorities contains ${found ?? text}, expected certificates in PEM only`;
        return [
            { code: "auth/authorities", path, value: found, problem, remedy: found === undefined ? remedy : leaked },
        ];
    }
    return certificates.flatMap((certificate, i): Fault[] => {
        const parsed = parsedCertificate(certificate);
        if (parsed?.ca === true) return [];
        const value = parsed === undefined ? `certificate ${i + 1}` : parsed.subject;
        const problem =
            parsed === undefined
                ? `${value} of the bundle of authorities can't be parsed`
                : `certificate ${quoted(value)} is not that of an authority, expected basicConstraints CA:TRUE`;
        return [{ code: "auth/authorities", path, value, problem, remedy }];
    });
}

function parsedCertificate(pem: string): X509Certificate | undefined {
    try {
        return new X509Certificate(pem);
    } catch {
        return undefined;
    }
}
