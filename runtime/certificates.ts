import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import type { TlsFiles } from "./variables";

/** What a listener needs of the three files, proven to work together. */
export interface Certificates {
    readonly context: SecureContextOptions;
    /** When the process certificate ends, for the log. */
    readonly validTo: string;
}

/** A certificate with its key, and the authority of the other sides' certificates where these have some. */
export type CertificateFiles = Pick<TlsFiles, "cert" | "key"> & { readonly ca?: string };

/** Throws an error with the file's name if a file can't be read or has other content. */
export function readCertificates({ cert, key, ca }: CertificateFiles): Certificates {
    const context = {
        cert: read(cert),
        key: read(key),
        ...(ca !== undefined && { ca: read(ca) }),
        minVersion: "TLSv1.2",
    } as const;
    const { validTo } = certificate(context.cert, cert);
    // Node takes an empty CA file for none given, and would then trust every public authority.
    if (ca !== undefined) certificate(context.ca ?? "", ca);
    if (Date.parse(validTo) < Date.now()) {
        throw new Error(`${cert} ended at ${validTo}; put a certificate there that is valid now`);
    }
    try {
        createSecureContext(context);
    } catch (error) {
        throw new Error(
            `${key} is not the key of ${cert} (${code(error)}); put the PEM key there that belongs to the certificate`,
            { cause: error },
        );
    }
    return { context, validTo: new Date(validTo).toISOString() };
}

function read(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        throw new Error(`${path} can't be read (${code(error)}); put a PEM file there`, { cause: error });
    }
}

function certificate(pem: string, path: string): X509Certificate {
    try {
        return new X509Certificate(pem);
    } catch (error) {
        throw new Error(`${path} is not a PEM certificate (${code(error)}); put one there`, { cause: error });
    }
}

function code(error: unknown): string {
    const { code: found } = error as NodeJS.ErrnoException;
    return found ?? "unknown";
}
