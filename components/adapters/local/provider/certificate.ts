import { authorityIn } from "../../../../runtime/certifier/authority";
import { certificateFiles, goodCertificateIn, issueInto } from "../../../../runtime/certifier/certificate";
import { removeFile } from "../../../../runtime/files";
import { resolveIn } from "./files";
import type { Kind } from "./kind";

export interface CertificateInputs {
    readonly root: string;
    readonly names: readonly string[];
    /** Where the certificate, its key and a copy of the authority's certificate are put. */
    readonly directory: string;
    /** Directory of the authority that signs. */
    readonly authority: string;
    /** A change of it has the certificate recreated. */
    readonly authorityFingerprint: string;
}

export interface CertificateOutputs {
    readonly fingerprint: string;
}

/** A process's certificate of its cell, as files. */
export const certificate: Kind<CertificateInputs, CertificateOutputs> = {
    identify: ({ directory }) => directory,
    async apply(inputs) {
        const found = await this.inspect({ ...inputs, fingerprint: "" });
        if (found !== undefined) return found;
        const authority = await authorityIn(resolveIn(inputs.root, inputs.authority));
        if (authority === undefined) {
            throw new Error(`the authority in ${inputs.authority} is gone; run the update again to recreate it`);
        }
        return { fingerprint: await issueInto(below(inputs), authority) };
    },
    async inspect(inputs) {
        const fingerprint = await goodCertificateIn(below(inputs), inputs.authorityFingerprint);
        return fingerprint === undefined ? undefined : { fingerprint };
    },
    async remove({ root, directory }) {
        for (const file of Object.values(certificateFiles(resolveIn(root, directory)))) {
            await removeFile(resolveIn(root), file);
        }
    },
};

function below({ root, names, directory }: CertificateInputs) {
    return { names, directory: resolveIn(root, directory) };
}
