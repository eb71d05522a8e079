import type { Resource } from "../../resource";
import type { Row } from "../fact";
import { all, flag, fromNamed, named, toNamed, where } from "../forms";
import { namesWho } from "./statements";
import { toRegions, underKey, withPolicy } from "./words";

const ofSecret = (resource: Resource) => named(resource, "secretArn");
/** Only a key of AWS's own material, that encrypts both ways, rotates by itself (docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html). */
const rotates = ({ properties }: Resource) => {
    const spec = properties.text("customerMasterKeySpec");
    return (spec.is !== "known" || spec.value === "SYMMETRIC_DEFAULT") && !properties.has("customKeyStoreId");
};

/** What opens and proves: keys, secrets, authorities. */
export const keys: Readonly<Record<string, Row>> = {
    "aws:kms/key:Key": {
        holds: "keys",
        names: ["keyId"],
        claims: { "encryption/key-rotation": where(rotates, flag("enableKeyRotation")), ...withPolicy() },
    },
    "aws:kms/replicaKey:ReplicaKey": {
        holds: "keys",
        names: ["keyId"],
        flows: fromNamed("key", "primaryKeyArn"),
        claims: withPolicy(),
    },
    "aws:kms/externalKey:ExternalKey": { holds: "keys", claims: withPolicy() },
    "aws:kms/replicaExternalKey:ReplicaExternalKey": {
        holds: "keys",
        names: ["keyId"],
        flows: fromNamed("key", "primaryKeyArn"),
        claims: withPolicy(),
    },
    "aws:kms/keyPolicy:KeyPolicy": {
        about: resource => named(resource, "keyId"),
        claims: { "identity/public-principal": namesWho("policy") },
    },
    "aws:kms/alias:Alias": { about: resource => named(resource, "targetKeyId"), names: ["name", "arn"] },
    "aws:kms/grant:Grant": {},
    "aws:kms/ciphertext:Ciphertext": {},
    "aws:kms/customKeyStore:CustomKeyStore": { holds: "keys" },
    "aws:secretsmanager/secret:Secret": {
        holds: "secrets",
        encryption: underKey("kmsKeyId"),
        flows: all(toRegions("replication", "replicas[].region"), toNamed("key", "replicas[].kmsKeyId")),
        claims: withPolicy(),
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {},
    "aws:secretsmanager/secretRotation:SecretRotation": {},
    "aws:secretsmanager/secretPolicy:SecretPolicy": {
        about: ofSecret,
        claims: { "identity/public-principal": namesWho("policy") },
    },
    // A plain text is a setting, which needs no key: a secret has a type of its own, which requires one.
    "aws:ssm/parameter:Parameter": {
        encryption: resource => {
            const type = resource.properties.text("type");
            return type.is === "known" && type.value !== "SecureString"
                ? { by: "provider" }
                : underKey("keyId")(resource);
        },
    },
    "aws:acmpca/certificateAuthority:CertificateAuthority": {
        flows: toNamed("log", "revocationConfiguration.crlConfiguration.s3BucketName"),
    },
    "aws:acmpca/certificate:Certificate": {},
    "aws:acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate": {},
    "aws:acmpca/permission:Permission": {},
    "aws:acmpca/policy:Policy": { claims: { "identity/public-principal": namesWho("policy") } },
    "aws:acm/certificate:Certificate": {},
    "aws:acm/certificateValidation:CertificateValidation": {},
    "aws:cloudhsmv2/cluster:Cluster": { holds: "keys" },
};
