import { authorityFiles } from "./authority";
import { belongsTo, fingerprint, isGood, issue } from "./certificates";
import { contentOf, removeFile, replaceFile, resolveIn } from "./files";
import type { Kind } from "./kind";

export interface CertificateInputs {
    readonly root: string;
    readonly names: readonly string[];
    /** Where the certificate, its key and a copy of the authority's certificate are put. */
    readonly directory: string;
    /** Directory of the authority that signs. */
    readonly authority: string;
    /** A change of it has the certificate made anew. */
    readonly authorityFingerprint: string;
}

export interface CertificateOutputs {
    readonly fingerprint: string;
}

/** Validity, and how long before its end an update renews it. Processes take a renewed one without a restart. */
const days = { valid: 90, renewWithin: 30 };

/** A process's certificate of its cell, as files. */
export const certificate: Kind<CertificateInputs, CertificateOutputs> = {
    identify: ({ directory }) => directory,
    async apply(inputs) {
        const found = await this.inspect({ ...inputs, fingerprint: "" });
        if (found !== undefined) {
            return found;
        }
        const signer = authorityFiles({ root: inputs.root, directory: inputs.authority });
        const [certificate, key] = await Promise.all([contentOf(signer.certificateFile), contentOf(signer.keyFile)]);
        if (certificate === undefined || key === undefined) {
            throw new Error(`the authority in ${inputs.authority} is gone; run the update again to make it anew`);
        }
        const authority = { certificate: certificate.toString(), key: key.toString() };
        const issued = await issue(authority, inputs.names, days.valid);
        const files = certificateFiles(inputs);
        await replaceFile(files.authority, authority.certificate);
        await replaceFile(files.key, issued.key);
        await replaceFile(files.certificate, issued.certificate);
        return { fingerprint: fingerprint(issued.certificate) };
    },
    async inspect(inputs) {
        const files = certificateFiles(inputs);
        const [certificate, key, authority] = await Promise.all([
            contentOf(files.certificate),
            contentOf(files.key),
            contentOf(files.authority),
        ]);
        if (certificate === undefined || key === undefined || authority === undefined) {
            return undefined;
        }
        return isGood(certificate.toString(), authority.toString(), inputs.names, days.renewWithin) &&
            belongsTo(key.toString(), certificate.toString()) &&
            fingerprint(authority.toString()) === inputs.authorityFingerprint
            ? { fingerprint: fingerprint(certificate.toString()) }
            : undefined;
    },
    async remove(inputs) {
        for (const file of Object.values(certificateFiles(inputs))) {
            await removeFile(resolveIn(inputs.root), file);
        }
    },
};

function certificateFiles({ root, directory }: CertificateInputs) {
    const file = (name: string) => resolveIn(root, `${directory}/${name}`);
    return { certificate: file("tls.crt"), key: file("tls.key"), authority: file("ca.crt") };
}
