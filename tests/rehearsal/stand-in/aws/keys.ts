import type { Kind } from "../kind";
import { arn, input, joining, own, uuid } from "./forms";

/** Keys, secrets, and the authority of processes. */
export const keys: Readonly<Record<string, Kind>> = {
    "aws:kms/key:Key": {
        id: uuid,
        outputs: { arn: arn("kms", ({ id }) => `key/${id}`), keyId: own },
        fixed: ["multiRegion"],
        documents: ["policy"],
    },
    "aws:kms/grant:Grant": {
        id: making => `${String(making.inputs.keyId)}:${making.hex(64)}`,
        outputs: { grantId: ({ hex }) => hex(64) },
        required: ["keyId", "granteePrincipal", "operations"],
        fixed: ["keyId", "granteePrincipal", "operations", "name"],
    },
    "aws:kms/alias:Alias": {
        id: input("name"),
        outputs: { arn: arn("kms", ({ id }) => id) },
        required: ["targetKeyId"],
        fixed: ["name"],
        name: { property: "name", pattern: /^alias\/(?!aws\/)[\w/-]{1,250}$/ },
    },
    "aws:acmpca/certificateAuthority:CertificateAuthority": {
        id: made => `arn:aws:acm-pca:${made.region ?? ""}:${made.account}:certificate-authority/${uuid(made)}`,
        outputs: { arn: own, certificateSigningRequest: () => "a request", certificate: () => "" },
        required: ["certificateAuthorityConfiguration"],
        fixed: ["certificateAuthorityConfiguration", "type", "usageMode", "keyStorageSecurityStandard"],
    },
    "aws:acmpca/certificate:Certificate": {
        id: made => `${String(made.inputs.certificateAuthorityArn)}/certificate/${made.hex(32)}`,
        outputs: { arn: own, certificate: () => "a certificate", certificateChain: () => "" },
        required: ["certificateAuthorityArn", "certificateSigningRequest", "signingAlgorithm", "validity"],
        fixed: ["certificateAuthorityArn", "certificateSigningRequest", "signingAlgorithm", "templateArn", "validity"],
    },
    "aws:acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate": joining("certificateAuthorityArn"),
    "aws:secretsmanager/secret:Secret": {
        id: made =>
            `arn:aws:secretsmanager:${made.region ?? ""}:${made.account}:secret:${String(made.inputs.name)}-${made.hex(6)}`,
        outputs: { arn: own },
        fixed: ["name"],
        name: { property: "name", pattern: /^[\w/+=.@-]{1,512}$/, auto: 512 },
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
        id: made => `${String(made.inputs.secretId)}|${made.hex(32)}`,
        // The secret's own.
        outputs: { arn: input("secretId"), secretArn: input("secretId"), versionId: uuid },
        required: ["secretId"],
        fixed: ["secretId", "secretString"],
    },
};
