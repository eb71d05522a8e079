import type { Resource } from "../../resource";
import type { Claim, Encryption, Row } from "../fact";
import { flag, named, underKey } from "../forms";
import { everywhere, nowhere, placedBy, placedInEach } from "./place";
import { about, grants, inside, underFurtherKeys } from "./words";

const key = ["gcp:kms/cryptoKey:CryptoKey"];
const ring = ["gcp:kms/keyRing:KeyRing"];
const secret = ["gcp:secretmanager/secret:Secret"];
const regional = ["gcp:secretmanager/regionalSecret:RegionalSecret"];
const open = "identity/public-principal";

/**
 * A year, which other clouds' rotation accepts too. Keys that sign, and external or imported keys, rotate only manually
 * (https://cloud.google.com/kms/docs/key-rotation).
 */
const longest = 366 * 24 * 60 * 60;

function rotates(resource: Resource): Claim {
    const { properties } = resource;
    const path = "rotationPeriod";
    const purpose = properties.text("purpose");
    const level = properties.text("versionTemplate.protectionLevel");
    const isByHand =
        flag("importOnly")(resource).holds === true ||
        (purpose.is === "known" && purpose.value !== "ENCRYPT_DECRYPT") ||
        (level.is === "known" && level.value.startsWith("EXTERNAL"));
    const period = properties.text(path);
    if (isByHand) return { holds: true, path };
    if (period.is === "unknown") return { holds: "undetermined", path };
    return { holds: period.is === "known" && parseFloat(period.value) <= longest, path };
}

/** Every replica lies under a key of its own, or the secret under none. */
function underEachKey(resource: Resource): Encryption {
    const automatic = "replication.auto.customerManagedEncryption.kmsKeyName";
    if (resource.properties.has(automatic)) return { by: "customer", key: named(resource, automatic) };
    const { isKnown, items } = resource.properties.list("replication.userManaged.replicas");
    if (!isKnown) return { by: "undetermined", path: "replication.userManaged.replicas" };
    const path = "customerManagedEncryption.kmsKeyName";
    const [first] = items;
    return first === undefined || items.some(replica => !replica.has(path))
        ? { by: "provider" }
        : { by: "customer", key: { named: first.text(path), property: "replication" } };
}

/** What opens and proves: keys, secrets, certificates. */
export const keys: Readonly<Record<string, Row>> = {
    "gcp:kms/keyRing:KeyRing": { place: placedBy("kms", "location") },
    "gcp:kms/cryptoKey:CryptoKey": {
        holds: "keys",
        ...inside("keyRing", ring),
        claims: { "encryption/key-rotation": rotates },
    },
    "gcp:kms/cryptoKeyVersion:CryptoKeyVersion": about("cryptoKey", key),
    "gcp:kms/keyHandle:KeyHandle": { holds: "keys", names: ["kmsKey"], place: placedBy("kms", "location") },
    "gcp:kms/autokeyConfig:AutokeyConfig": { place: nowhere },
    "gcp:kms/projectAutokeyConfig:ProjectAutokeyConfig": { place: nowhere },
    "gcp:kms/ekmConnection:EkmConnection": {},
    "gcp:kms/keyRingImportJob:KeyRingImportJob": about("keyRing", ring),
    "gcp:kms/secretCiphertext:SecretCiphertext": about("cryptoKey", key),
    ...grants("gcp:kms/cryptoKeyIAM", "cryptoKeyId", open, { of: key }),
    ...grants("gcp:kms/keyRingIAM", "keyRingId", open, { of: ring }),
    "gcp:secretmanager/secret:Secret": {
        holds: "secrets",
        names: ["secretId"],
        // Without places of its own it lies wherever Google likes: https://cloud.google.com/secret-manager/docs/choosing-replication
        place: placedInEach("secretmanager", "replication.userManaged.replicas[].location", everywhere),
        encryption: underEachKey,
        flows: underFurtherKeys("replication.userManaged.replicas[].customerManagedEncryption.kmsKeyName"),
    },
    "gcp:secretmanager/secretVersion:SecretVersion": about("secret", secret),
    ...grants("gcp:secretmanager/secretIam", "secretId", open, { of: secret }),
    "gcp:secretmanager/regionalSecret:RegionalSecret": {
        holds: "secrets",
        names: ["secretId"],
        encryption: underKey("customerManagedEncryption.kmsKeyName"),
    },
    "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion": about("secret", regional),
    ...grants("gcp:secretmanager/regionalSecretIam", "secretId", open, { of: regional }),
    "gcp:parametermanager/parameter:Parameter": { holds: "secrets", place: everywhere, encryption: underKey("kmsKey") },
    "gcp:parametermanager/parameterVersion:ParameterVersion": about("parameter"),
    "gcp:parametermanager/regionalParameter:RegionalParameter": { holds: "secrets", encryption: underKey("kmsKey") },
    "gcp:parametermanager/regionalParameterVersion:RegionalParameterVersion": about("parameter"),
    "gcp:certificatemanager/certificate:Certificate": { place: nowhere },
    "gcp:certificatemanager/certificateIssuanceConfig:CertificateIssuanceConfig": { place: nowhere },
    "gcp:certificatemanager/certificateMap:CertificateMap": { place: nowhere },
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": { place: nowhere },
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": { place: nowhere },
    "gcp:certificatemanager/trustConfig:TrustConfig": { place: nowhere },
    "gcp:certificateauthority/caPool:CaPool": {},
    "gcp:certificateauthority/authority:Authority": {},
    "gcp:certificateauthority/certificate:Certificate": {},
};
