import type { Kind, Making } from "../kind";
import {
    called,
    inLocation,
    inProject,
    last,
    type Made,
    member,
    partsUnderKeys,
    refusing,
    text,
    time,
    underKey,
} from "./forms";
import { bare, numberOf } from "./where";

const named = /^[\w-]{1,63}$/;
const secretId = called(/^[\w-]{1,255}$/, "secretId");
const byNumber = ({ account, id }: Made) => id.replace(`projects/${account}/`, `projects/${numberOf(account)}/`);

/** The API says the project of a version by its number, and counts versions. */
const versionOf: Kind["id"] = ({ account, find, inputs }) => {
    const secret = bare(text(inputs.secret)).replace(/^projects\/[^/]+\//, `projects/${numberOf(account)}/`);
    let version = 1;
    while (find(`${secret}/versions/${version}`) !== undefined) version += 1;
    return `${secret}/versions/${version}`;
};

interface Replica {
    readonly location: string;
    readonly customerManagedEncryption?: { readonly kmsKeyName?: string };
}
interface Replication {
    readonly auto?: { readonly customerManagedEncryption?: { readonly kmsKeyName?: string } };
    readonly userManaged?: { readonly replicas?: readonly Replica[] };
}

/** Each copy lies under a key of its own region; where Google chooses the regions, under a global one (cloud.google.com/secret-manager/docs/cmek). */
function replicas({ inputs }: Making) {
    const { auto, userManaged } = inputs.replication as Replication;
    return [...(auto === undefined ? [] : [{ ...auto, location: "global" }]), ...(userManaged?.replicas ?? [])].flatMap(
        ({ customerManagedEncryption, location }) =>
            customerManagedEncryption === undefined ? [] : [{ location, key: customerManagedEncryption.kmsKeyName }],
    );
}

/** Keys and secrets. */
export const keys: Readonly<Record<string, Kind>> = {
    "gcp:kms/keyRing:KeyRing": {
        id: inLocation("keyRings"),
        outputs: {},
        required: ["location"],
        fixed: ["name"],
        name: called(named),
        stays: true,
    },
    "gcp:kms/cryptoKey:CryptoKey": {
        within: "keyRing",
        id: ({ inputs }) => `${text(inputs.keyRing)}/cryptoKeys/${text(inputs.name)}`,
        outputs: { primaries: ({ id }) => [{ name: `${id}/cryptoKeyVersions/1`, state: "ENABLED" }] },
        required: ["keyRing"],
        fixed: [
            "name",
            "keyRing",
            "purpose",
            "cryptoKeyBackend",
            "destroyScheduledDuration",
            "importOnly",
            "skipInitialVersionCreation",
        ],
        name: called(named),
        stays: true,
    },
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": member("cryptoKeyId", { within: "cryptoKeyId" }),
    "gcp:secretmanager/secret:Secret": {
        global: true,
        id: inProject("secrets", "secretId"),
        outputs: { name: byNumber, createTime: time },
        required: ["replication"],
        fixed: ["secretId", "replication"],
        name: secretId,
        guard: { property: "deletionProtection", while: true },
        // Each replica is somewhere.
        refuses: refusing(partsUnderKeys(replicas), underKey("gcp-sa-secretmanager")),
    },
    "gcp:secretmanager/secretVersion:SecretVersion": {
        global: true,
        within: "secret",
        id: versionOf,
        outputs: { name: ({ id }) => id, version: ({ id }) => last(id), createTime: time },
        required: ["secret"],
        fixed: ["secret", "secretData", "isSecretDataBase64", "secretDataWoVersion"],
    },
    "gcp:secretmanager/secretIamMember:SecretIamMember": member("secretId", {
        global: true,
        within: "secretId",
        parents: { secretId: "gcp:secretmanager/secret:Secret" },
    }),
    "gcp:secretmanager/regionalSecret:RegionalSecret": {
        id: inLocation("secrets", "secretId"),
        outputs: { name: byNumber, createTime: time },
        required: ["location", "secretId"],
        fixed: ["secretId"],
        name: { property: "secretId", pattern: secretId.pattern, byId: true },
        guard: { property: "deletionProtection", while: true },
        refuses: underKey("gcp-sa-secretmanager"),
    },
    "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion": {
        within: "secret",
        id: versionOf,
        outputs: {
            name: ({ id }) => id,
            version: ({ id }) => last(id),
            location: ({ region }) => region,
            createTime: time,
        },
        required: ["secret", "secretData"],
        fixed: ["secret", "secretData", "isSecretDataBase64"],
    },
};
