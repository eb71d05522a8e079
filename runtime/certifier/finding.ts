import {
    certifiedFiles,
    certifiedSecretType,
    type CertifiedSecret,
    certifierLabel,
} from "../../components/plan/serving/certifier";
import { belongsTo, certificatesIn, endOf, fingerprint, isFor, isSignedBy, type Issued } from "./certificates";
import type { Secret } from "./kubernetes/objects";
import { isBelow } from "./name-constraints";
import type { Signer } from "./signer";

/** What a certifier finds of a Secret. */
export type Finding =
    /** In milliseconds since 1970. */
    | { readonly kind: "good"; readonly ends: number }
    /** A certificate has to be issued. `ends`: of the one that is there. */
    | { readonly kind: "issue"; readonly why: string; readonly ends?: number }
    /** None can be issued: it is not the certifier's, or its names are not of the region's authority. */
    | { readonly kind: "refused"; readonly why: string; readonly remedy: string };

export interface Judging {
    readonly signer: Signer;
    /** How long a certificate is valid that is issued now. */
    readonly validMs: number;
    /** In milliseconds since 1970. */
    readonly now: number;
}

export function findingOf(secret: Secret | undefined, { names }: CertifiedSecret, judging: Judging): Finding {
    const { hosts } = judging.signer;
    const foreign = secret && whyForeign(secret);
    if (foreign !== undefined) {
        const remedy = "remove the Secret, or list another name; it is not overwritten";
        return { kind: "refused", why: `the Secret exists and is not the certifier's: ${foreign}`, remedy };
    }
    const beyond = hosts && names.filter(name => !isBelow(hosts, name));
    if (beyond !== undefined && beyond.length > 0) {
        // Peers would refuse the chain.
        const why = `the region's authority may not certify ${beyond.join(", ")}, but names of ${hosts?.join(", ")} only`;
        return { kind: "refused", why, remedy: "list names of these hosts, or create an authority for others" };
    }
    if (secret === undefined) return { kind: "issue", why: "there is no Secret" };
    const files = filesOf(secret);
    const why = whyNot(files, names, judging);
    return why === undefined
        ? { kind: "good", ends: endOf(files.certificate) }
        : { kind: "issue", why, ...endIn(files.certificate) };
}

function endIn(certificate: string): { ends?: number } {
    try {
        return { ends: endOf(certificate) };
    } catch {
        return {};
    }
}

function whyForeign({ type, metadata: { labels = {} } }: Secret): string | undefined {
    const [[key, value]] = Object.entries(certifierLabel) as [[string, string]];
    if (labels[key] !== value) return `it has no label ${key}: ${value}`;
    // A Secret's type can't be changed.
    return type === certifiedSecretType ? undefined : `its type is ${type}, not ${certifiedSecretType}`;
}

type Files = Readonly<Record<keyof typeof certifiedFiles, string>>;

/** A value that is missing or no base64 becomes text that is no certificate. */
function filesOf({ data = {} }: Secret): Files {
    const file = (key: string) => Buffer.from(data[key] ?? "", "base64").toString();
    return {
        certificate: file(certifiedFiles.certificate),
        key: file(certifiedFiles.key),
        root: file(certifiedFiles.root),
    };
}

/** Why a certificate is to be issued again; undefined for a good one. */
function whyNot({ certificate, key, root }: Files, names: readonly string[], judging: Judging): string | undefined {
    const { signer, validMs, now } = judging;
    const { intermediate } = signer;
    try {
        if (!isFor(certificate, names)) return "its names are others";
        if (!isSignedBy(certificate, intermediate.certificate)) return "another authority has issued it";
        if (!endsWith(certificate, intermediate.certificate)) return "its intermediate is missing";
        if (root.trim() !== signer.root.trim()) return "its root is another";
        if (!belongsTo(key, certificate)) return "its key is another's";
        const ends = endOf(certificate);
        // A certificate for longer than its authority can't be issued.
        if (ends - now <= validMs / 2 && ends < signer.ends) return "half of its validity is over";
        return ends <= now ? "it has ended" : undefined;
    } catch {
        return "it contains no certificate";
    }
}

/** Whether an intermediate follows the leaf, and nothing else. */
function endsWith(chain: string, intermediate: string): boolean {
    const [, next, ...others] = certificatesIn(chain);
    return next !== undefined && others.length === 0 && fingerprint(next) === fingerprint(intermediate);
}

/** The Secret with a certificate. Other values and labels of one that exists stay. */
export function secretWith(
    issued: Issued,
    { root }: Signer,
    place: { readonly name: string; readonly namespace: string },
    before?: Secret,
): Secret {
    const { certificate, key, root: authority } = certifiedFiles;
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const data = { [certificate]: base64(issued.certificate), [key]: base64(issued.key), [authority]: base64(root) };
    return before === undefined
        ? {
              apiVersion: "v1",
              kind: "Secret",
              metadata: { ...place, labels: certifierLabel },
              type: certifiedSecretType,
              data,
          }
        : { ...before, data: { ...before.data, ...data } };
}
