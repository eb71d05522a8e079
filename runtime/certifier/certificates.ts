import { createHash, createPrivateKey, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { isIP } from "node:net";

import type * as X509 from "@peculiar/x509";

import { nameConstraints } from "./name-constraints";

/** ECDSA on P-256: small, fast, and known to every TLS library. */
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

const day = 24 * 60 * 60 * 1000;
const authorityDays = 3650;

/** A certificate with its key, both PEM. */
export interface Issued {
    /** Followed by the intermediate that signed it, where one did: what a server sends to clients that trust the root only. */
    readonly certificate: string;
    readonly key: string;
}

/** Loaded by who issues only: it takes a tenth of a second, and an update that finds its certificates issues none. */
async function loadX509(): Promise<typeof X509> {
    await import("reflect-metadata"); // @peculiar/x509 needs it, and leaves it to its users
    const x509 = await import("@peculiar/x509");
    x509.cryptoProvider.set(webcrypto);
    return x509;
}

export interface AuthorityOptions {
    /** How many intermediates may stand between it and an end certificate. Default: 0. */
    readonly pathLength?: number;
}

/** A self-signed authority that may sign certificates for names under `host` only. Ten years. */
export async function makeAuthority(
    commonName: string,
    host: string,
    { pathLength = 0 }: AuthorityOptions = {},
): Promise<Issued> {
    const x509 = await loadX509();
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        serialNumber: serialNumber(),
        name: `CN=${commonName}`,
        ...validity(authorityDays),
        signingAlgorithm: algorithm,
        keys: keys,
        extensions: await authorityExtensions(x509, keys.publicKey, pathLength, [host]),
    });
    return { certificate: certificate.toString("pem"), key: await pemOf(x509, keys.privateKey) };
}

/**
 * An authority signed by a root of path length 1 or more: it may sign end certificates only, for names under these hosts, each of which
 * the root must permit. It is valid for as long as the root is.
 */
export async function makeIntermediate(
    root: Issued,
    commonName: string,
    hosts: string | readonly string[],
): Promise<Issued> {
    // Without a host, the constraints would permit every name that the root permits.
    if (hosts.length === 0) throw new Error("an intermediate authority needs a host; give one that its root permits");
    const x509 = await loadX509();
    const issuer = new x509.X509Certificate(root.certificate);
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        subject: `CN=${commonName}`,
        issuer: issuer.subject,
        ...validity(authorityDays, issuer.notAfter),
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: await signingKey(x509, root.key),
        extensions: [
            ...(await authorityExtensions(x509, keys.publicKey, 0, [hosts].flat())),
            await x509.AuthorityKeyIdentifierExtension.create(issuer),
        ],
    });
    return { certificate: certificate.toString("pem"), key: await pemOf(x509, keys.privateKey) };
}

async function authorityExtensions(
    x509: typeof X509,
    publicKey: webcrypto.CryptoKey,
    pathLength: number,
    hosts: readonly string[],
): Promise<X509.Extension[]> {
    return [
        new x509.BasicConstraintsExtension(true, pathLength, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        // Even with its key in other hands, an authority vouches for names of its hosts only, and for addresses of the machine itself.
        new x509.Extension("2.5.29.30", true, nameConstraints(hosts)),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ];
}

/**
 * A certificate for both ends of TLS, signed by an authority: for host names, and numeric addresses. `days` of validity, which ends with the
 * authority's at the latest.
 */
export async function issue(authority: Issued, names: readonly string[], days: number): Promise<Issued> {
    const x509 = await loadX509();
    const issuer = new x509.X509Certificate(authority.certificate);
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        // The name is in the alternative names; a common name longer than 64 characters would be no valid certificate.
        subject: "O=meridian",
        issuer: issuer.subject,
        ...validity(days, issuer.notAfter),
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: await signingKey(x509, authority.key),
        extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
            new x509.SubjectAlternativeNameExtension(
                names.map(value => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
            ),
            await x509.AuthorityKeyIdentifierExtension.create(issuer),
        ],
    });
    return {
        certificate:
            certificate.toString("pem") + ((await issuer.isSelfSigned()) ? "" : `\n${issuer.toString("pem")}\n`),
        key: await pemOf(x509, keys.privateKey),
    };
}

/** SHA-256 over the DER form, as lower-case hexadecimal. */
export function fingerprint(certificate: string): string {
    return createHash("sha256").update(new X509Certificate(certificate).raw).digest("hex");
}

/** Whether a key is that of a certificate. */
export function belongsTo(key: string, certificate: string): boolean {
    try {
        return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
    } catch {
        return false;
    }
}

/** Whether a certificate was signed by that authority, is for exactly those names, and stays valid for more than so many days. */
export function isGood(certificate: string, authority: string, names: readonly string[], days: number): boolean {
    try {
        return (
            isSignedBy(certificate, authority) &&
            isFor(certificate, names) &&
            endOf(certificate) - Date.now() > days * day
        );
    } catch {
        return false;
    }
}

/** Throws where one is no certificate. */
export function isSignedBy(certificate: string, authority: string): boolean {
    return new X509Certificate(certificate).verify(new X509Certificate(authority).publicKey);
}

/** Whether a certificate is for exactly these names. Throws where it is none. */
export function isFor(certificate: string, names: readonly string[]): boolean {
    const parsed = new X509Certificate(certificate);
    const found = (parsed.subjectAltName ?? "").split(", ");
    // An address can be written in several ways.
    const isNamed = (name: string) =>
        isIP(name) === 0 ? found.includes(`DNS:${name}`) : parsed.checkIP(name) !== undefined;
    return found.length === names.length && names.every(isNamed);
}

/** Each certificate of a PEM file. */
export function certificatesIn(pem: string): string[] {
    return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** In milliseconds since 1970. Throws where it is no certificate. */
export function endOf(certificate: string): number {
    return Date.parse(new X509Certificate(certificate).validTo);
}

/** The first day lies in the past: a machine whose clock is set back, by hours for a wrong time zone, does not refuse its own processes. */
function validity(days: number, latest?: Date): { notBefore: Date; notAfter: Date } {
    const now = Date.now();
    return {
        notBefore: new Date(now - day),
        notAfter: new Date(Math.min(now + days * day, latest?.getTime() ?? Infinity)),
    };
}

function serialNumber(): string {
    const bytes = randomBytes(16);
    bytes[0] = (bytes[0] ?? 0) & 0x7f;
    return bytes.toString("hex");
}

async function pemOf(x509: typeof X509, key: webcrypto.CryptoKey): Promise<string> {
    return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

async function signingKey(x509: typeof X509, pem: string): Promise<webcrypto.CryptoKey> {
    const [der] = x509.PemConverter.decode(pem);
    return webcrypto.subtle.importKey("pkcs8", der!, algorithm, false, ["sign"]);
}
