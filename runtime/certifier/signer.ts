import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { belongsTo, certificatesIn, endOf, isSignedBy, type Issued } from "./certificates";
import type { AuthorityFiles } from "./environment";
import { permittedHosts } from "./name-constraints";

/** What certificates of a region are issued with. */
export interface Signer {
    readonly intermediate: Issued;
    /** The certificate of the root above it. While a root is replaced, the next or the previous one, too. */
    readonly root: string;
    /** Whose names the intermediate may certify, and names below. Undefined: any. */
    readonly hosts: readonly string[] | undefined;
    /** When the intermediate ends, and with it all that it has issued, in milliseconds since 1970. */
    readonly ends: number;
}

/** Throws an error with the file's name if a file has other content. */
export function readSigner({ cert, key, root }: AuthorityFiles): Signer {
    const texts = { cert: authorityIn(cert), key: contentOf(key), root: authorityIn(root) };
    if (!belongsTo(texts.key, texts.cert)) {
        throw new Error(`${key} is not the key of ${cert}; put the PEM key there that belongs to the certificate`);
    }
    if (!certificatesIn(texts.root).some(each => isSignedBy(texts.cert, each))) {
        throw new Error(`${cert} is not signed by ${root}; put the root there that signed the region's authority`);
    }
    return signerOf({ certificate: texts.cert, key: texts.key }, texts.root);
}

export function signerOf(intermediate: Issued, root: string): Signer {
    const { certificate } = intermediate;
    return { intermediate, root, hosts: permittedHosts(certificate), ends: endOf(certificate) };
}

function authorityIn(file: string): string {
    const text = contentOf(file);
    let isAuthority: boolean;
    try {
        isAuthority = new X509Certificate(text).ca;
    } catch (error) {
        const { code = "unknown" } = error as NodeJS.ErrnoException;
        throw new Error(`${file} is not a PEM certificate (${code}); put one there`, { cause: error });
    }
    if (!isAuthority) {
        throw new Error(`${file} is not the certificate of an authority; put one there with basicConstraints CA:TRUE`);
    }
    return text;
}

function contentOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        const { code = "unknown" } = error as NodeJS.ErrnoException;
        throw new Error(`${file} can't be read (${code}); put a PEM file there`, { cause: error });
    }
}
