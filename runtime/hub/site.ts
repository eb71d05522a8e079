import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

const YEAR_SECONDS = 31_536_000;
const loopback = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** The address of a hub, as browsers know it. */
export interface Site {
    /** Whether requests come over TLS, so that cookies may be for that alone. */
    readonly isSecure: boolean;
    /** Whether a request names this hub: a page of another site whose name leads here does not (DNS rebinding). */
    isNamed(request: IncomingMessage): boolean;
    /** What all answers to a request say. */
    headersFor(request: IncomingMessage): Readonly<Record<string, string>>;
}

/** Without TLS: by an address of this machine, or by the name that it has for itself. */
export const plainSite: Site = {
    isSecure: false,
    isNamed: request => loopback.test(hostOf(request)),
    headersFor: () => ({}),
};

/** With TLS: by the names and addresses of the certificate, too. It is read again once the file is another. */
export function tlsSite(certificateFile: string): Site {
    const read = () => new X509Certificate(readFileSync(certificateFile));
    let certificate = read();
    const isIn = (host: string) =>
        (isIP(bare(host)) === 0 ? certificate.checkHost(host) : certificate.checkIP(bare(host))) !== undefined;
    return {
        isSecure: true,
        isNamed(request) {
            const host = hostOf(request);
            if (loopback.test(host) || isIn(host)) return true;
            try {
                certificate = read();
            } catch {
                // The listener reports it. What it was read as before is what the listener presents.
            }
            return isIn(host);
        },
        headersFor: request => (isPublic(hostOf(request)) ? strictTransport : {}),
    };
}

/** Of `localhost` the header would bind every server of the reader's machine; browsers ignore it of addresses (RFC 6797 §8.1.1). */
const strictTransport: Readonly<Record<string, string>> = { "strict-transport-security": `max-age=${YEAR_SECONDS}` };
const isPublic = (host: string) => !loopback.test(host) && isIP(bare(host)) === 0;

/** An address of IPv6 without its brackets. */
function bare(host: string): string {
    return host.replace(/^\[|\]$/g, "");
}

/** Without the port. */
function hostOf({ headers }: IncomingMessage): string {
    return (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
}
