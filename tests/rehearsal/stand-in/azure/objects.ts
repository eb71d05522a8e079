import type { Kind } from "../kind";
import { guid, identity, input, isGuid, type Made, object, part, protectedKeys, regional, text } from "./forms";

const account = "azure-native:storage:StorageAccount";
const container = "azure-native:storage:BlobContainer";
const ofAccount = { of: { accountName: account } };
/** There is one, which is called so. */
const theOnly = /^default$/;

const hostsOf = (name: string) =>
    Object.fromEntries(
        ["blob", "dfs", "file", "queue", "table"].map(service => [
            service,
            `https://${name}.${service}.core.windows.net/`,
        ]),
    );

const isReadAlsoElsewhere = ({ inputs }: Made) => text(object(inputs.sku).name).startsWith("Standard_RA");

/** Accounts of blobs, and what is in them. */
export const objects: Readonly<Record<string, Kind>> = {
    [account]: regional("Microsoft.Storage/storageAccounts/{accountName}", {
        called: /^[a-z0-9]{3,24}$/,
        everywhere: true,
        required: ["kind", "sku"],
        fixed: ["isHnsEnabled", "immutableStorageWithVersioning"],
        once: ["dnsEndpointType", "encryption.requireInfrastructureEncryption", "extendedLocation"],
        outputs: {
            primaryEndpoints: made => hostsOf(input("accountName")(made)),
            primaryLocation: ({ region }) => region,
            secondaryEndpoints: made =>
                isReadAlsoElsewhere(made) ? hostsOf(`${input("accountName")(made)}-secondary`) : undefined,
            statusOfPrimary: () => "available",
        },
        adds: identity,
        refuses: protectedKeys("encryption"),
    }),
    // It is there with the account: the provider takes it over, and gives it back as it was.
    "azure-native:storage:BlobServiceProperties": part(
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/{blobServicesName}",
        { ...ofAccount, called: theOnly, idempotent: true },
    ),
    [container]: part(
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}",
        {
            ...ofAccount,
            called: /^(\$web|\$root|\$logs|(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9])$/,
            once: ["immutableStorageWithVersioning", "defaultEncryptionScope"],
        },
    ),
    "azure-native:storage:Blob": part(
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}/blobs/{blobName}",
        {
            of: { containerName: container },
            called: /^[\S\s]{1,1024}$/,
            fixed: ["contentMd5", "source", "type"],
            outputs: {
                url: ({ inputs }) =>
                    `https://${text(inputs.accountName)}.blob.core.windows.net/${text(inputs.containerName)}/${text(inputs.blobName)}`,
            },
        },
    ),
    "azure-native:storage:ManagementPolicy": part(
        "Microsoft.Storage/storageAccounts/{accountName}/managementPolicies/{managementPolicyName}",
        { ...ofAccount, called: theOnly, required: ["policy"] },
    ),
    "azure-native:storage:ObjectReplicationPolicy": replication(),
};

/**
 * One at the destination, which is asked for as `default` and gets an id; then one of that id at the source
 * (https://learn.microsoft.com/azure/storage/blobs/object-replication-configure).
 */
function replication(): Kind {
    const type = "azure-native:storage:ObjectReplicationPolicy";
    const kind = part(
        "Microsoft.Storage/storageAccounts/{accountName}/objectReplicationPolicies/{objectReplicationPolicyId}",
        {
            ...ofAccount,
            called: new RegExp(`${theOnly.source}|${isGuid.source}`),
            required: ["sourceAccount", "destinationAccount"],
            fixed: ["sourceAccount", "destinationAccount"],
            outputs: {
                name: ({ id }) => id.split("/").at(-1),
                policyId: ({ id }) => id.split("/").at(-1),
            },
            refuses: ({ inputs, things }) => {
                const policy = text(inputs.objectReplicationPolicyId);
                const isThere = things.some(thing => thing.type === type && thing.outputs.policyId === policy);
                return theOnly.test(policy) || isThere
                    ? undefined
                    : `ObjectReplicationPolicyNotFound: there is no ${policy} at the destination`;
            },
        },
    );
    return { ...kind, id: made => kind.id(made).replace(/default$/, () => guid(made)) };
}
