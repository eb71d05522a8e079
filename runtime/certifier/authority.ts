import path from "node:path";

import { contentOf, replaceFile } from "../files";
import { belongsTo, fingerprint, type Issued, makeAuthority } from "./certificates";

/** Where an authority is stored, in a directory of its own. */
export function authorityFiles(directory: string) {
    return { certificate: path.join(directory, "authority.crt"), key: path.join(directory, "authority.key") };
}

/** The fingerprint of a cell's authority. Makes one where there is none, or one whose key is not its own. */
export async function authorityFor(cell: string, host: string, directory: string): Promise<string> {
    const found = await authorityIn(directory);
    if (found !== undefined) return fingerprint(found.certificate);
    const made = await makeAuthority(`meridian cell ${cell}`, host);
    const files = authorityFiles(directory);
    await replaceFile(files.key, made.key);
    await replaceFile(files.certificate, made.certificate);
    return fingerprint(made.certificate);
}

/** What is stored, or undefined where it is not whole. */
export async function authorityIn(directory: string): Promise<Issued | undefined> {
    const files = authorityFiles(directory);
    const [certificate, key] = await Promise.all([contentOf(files.certificate), contentOf(files.key)]);
    if (certificate === undefined || key === undefined) return undefined;
    const found = { certificate: certificate.toString(), key: key.toString() };
    return belongsTo(found.key, found.certificate) ? found : undefined;
}
