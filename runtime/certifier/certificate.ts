import path from "node:path";

import { contentOf, replaceFile } from "../files";
import { belongsTo, fingerprint, isGood, issue, type Issued } from "./certificates";

/** Validity, and how long before its end a certificate is renewed. Processes take a renewed one without a restart. */
const days = { valid: 90, renewWithin: 30 };

/** A process's certificate of its cell. */
export interface Certificate {
    readonly names: readonly string[];
    /** Where the certificate, its key and a copy of the authority's certificate are stored. */
    readonly directory: string;
}

/** Where a certificate is stored, in a directory of its own. */
export function certificateFiles(directory: string) {
    const file = (name: string) => path.join(directory, name);
    return { certificate: file("tls.crt"), key: file("tls.key"), authority: file("ca.crt") };
}

/** Issues a certificate, and returns its fingerprint. */
export async function issueInto({ names, directory }: Certificate, authority: Issued): Promise<string> {
    const issued = await issue(authority, names, days.valid);
    const files = certificateFiles(directory);
    await replaceFile(files.authority, authority.certificate);
    await replaceFile(files.key, issued.key);
    await replaceFile(files.certificate, issued.certificate);
    return fingerprint(issued.certificate);
}

/** The fingerprint of a stored certificate that needs no renewal; undefined where there is none of these names by that authority. */
export async function goodCertificateIn(
    { names, directory }: Certificate,
    authorityFingerprint: string,
): Promise<string | undefined> {
    const files = certificateFiles(directory);
    const contents = await Promise.all([files.certificate, files.key, files.authority].map(contentOf));
    const [certificate, key, authority] = contents.map(content => content?.toString());
    if (certificate === undefined || key === undefined || authority === undefined) return undefined;
    return isGood(certificate, authority, names, days.renewWithin) &&
        belongsTo(key, certificate) &&
        fingerprint(authority) === authorityFingerprint
        ? fingerprint(certificate)
        : undefined;
}
