import "reflect-metadata";

import { webcrypto } from "node:crypto";
import { renameSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
    BasicConstraintsExtension,
    cryptoProvider,
    ExtendedKeyUsage,
    ExtendedKeyUsageExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    PemConverter,
    SubjectAlternativeNameExtension,
    X509CertificateGenerator,
    type X509Certificate,
} from "@peculiar/x509";

/** A throw-away authority, as each cell has one. Keys live in memory until they are written. */
export interface Authority {
    readonly ca: string;
    /** A certificate for 127.0.0.1, localhost, `hosts` and `addresses` that serves and calls, as a process of a cell has one. */
    issue(options?: Issued): Promise<Identity>;
}

interface Issued {
    readonly validForMs?: number;
    readonly name?: string;
    /** What Kubernetes reads as the group of a user. */
    readonly organization?: string;
    readonly hosts?: readonly string[];
    readonly addresses?: readonly string[];
}

/** PEM texts, by the names that Node's TLS options have. */
export interface Identity {
    readonly cert: string;
    readonly key: string;
    readonly ca: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
/** Tests set clocks an hour ahead and back. */
const DAY_MS = 24 * 60 * 60 * 1000;

cryptoProvider.set(webcrypto);

export async function authority(name: string): Promise<Authority> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
        name: `CN=${name}`,
        ...validity(DAY_MS),
        signingAlgorithm: ALGORITHM,
        keys,
        extensions: [
            new BasicConstraintsExtension(true, 0, true),
            new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ],
    });
    return {
        ca: certificate.toString("pem"),
        issue: options => issue(certificate, keys, options),
    };
}

/**
 * Writes `cert.pem`, `key.pem` and `ca.pem`, each put in its place by rename, as a rotation does it. At once: a watcher would read a new
 * certificate with an old key if this process had no processor between the two.
 */
export async function writeIdentity(
    folder: string,
    identity: Identity,
): Promise<{ cert: string; key: string; ca: string }> {
    await mkdir(folder, { recursive: true });
    const path = (part: string) => join(folder, `${part}.pem`);
    const parts = ["cert", "key", "ca"] as const;
    for (const part of parts) await writeFile(`${path(part)}.new`, identity[part], { mode: 0o600 });
    for (const part of parts) renameSync(`${path(part)}.new`, path(part));
    return { cert: path("cert"), key: path("key"), ca: path("ca") };
}

async function issue(
    signer: X509Certificate,
    signerKeys: webcrypto.CryptoKeyPair,
    { validForMs = DAY_MS, name = "process", organization, hosts = [], addresses = [] }: Issued = {},
): Promise<Identity> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.create({
        subject: organization === undefined ? `CN=${name}` : `O=${organization},CN=${name}`,
        issuer: signer.subject,
        ...validity(validForMs),
        signingAlgorithm: ALGORITHM,
        publicKey: keys.publicKey,
        signingKey: signerKeys.privateKey,
        extensions: [
            new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
            new SubjectAlternativeNameExtension([
                { type: "dns", value: "localhost" },
                ...hosts.map(value => ({ type: "dns" as const, value })),
                ...["127.0.0.1", ...addresses].map(value => ({ type: "ip" as const, value })),
            ]),
        ],
    });
    return {
        cert: certificate.toString("pem"),
        key: PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY"),
        ca: signer.toString("pem"),
    };
}

/** Begins in the past, so that a certificate can also have ended already. */
function validity(forMs: number) {
    return { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + forMs) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
    return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}
