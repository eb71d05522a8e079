import type { Kind } from "../kind";
import { extension, guid, group, isGuid, part, regional, text, tenant } from "./forms";

const assignment = "azure-native:authorization:RoleAssignment";
const roleDefinition =
    /\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Groups, principals, and their permissions. */
export const roles: Readonly<Record<string, Kind>> = {
    [group]: {
        id: ({ account, inputs }) => `/subscriptions/${account}/resourceGroups/${text(inputs.resourceGroupName)}`,
        outputs: { name: ({ inputs }) => text(inputs.resourceGroupName) },
        fixed: ["resourceGroupName"],
        once: ["managedBy"],
        name: {
            property: "resourceGroupName",
            pattern: /^[\w().-]{0,89}[\w()-]$/,
            auto: regional("Microsoft.Resources/resourceGroups/{resourceGroupName}").name!.auto!,
        },
        // With it goes all that is in it: what a stack has there goes first.
        held: true,
    },
    "azure-native:managedidentity:UserAssignedIdentity": regional(
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
        {
            called: /^[A-Za-z0-9][\w-]{2,127}$/,
            outputs: { principalId: guid, clientId: guid, tenantId: () => tenant },
        },
    ),
    "azure-native:managedidentity:FederatedIdentityCredential": part(
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
        {
            of: { resourceName: "azure-native:managedidentity:UserAssignedIdentity" },
            called: /^[A-Za-z0-9][\w-]{2,119}$/,
            required: ["audiences", "issuer", "subject"],
        },
    ),
    [assignment]: extension("scope", "Microsoft.Authorization/roleAssignments/{roleAssignmentName}", {
        called: isGuid,
        required: ["principalId", "roleDefinitionId"],
        fixed: ["principalId"],
        // An update of the role's id is refused by Azure itself (RoleAssignmentUpdateNotPermitted).
        once: ["roleDefinitionId"],
        refuses: ({ inputs, things }) => {
            const { principalId, roleDefinitionId, scope } = inputs;
            if (!roleDefinition.test(text(roleDefinitionId)))
                return `roleDefinitionId: ${text(roleDefinitionId)} is no role`;
            if (!isGuid.test(text(principalId))) return `principalId: ${text(principalId)} is no object's id`;
            const same = things.find(
                thing =>
                    thing.type === assignment &&
                    thing.inputs.principalId === principalId &&
                    text(thing.inputs.roleDefinitionId).split("/").at(-1) ===
                        text(roleDefinitionId).split("/").at(-1) &&
                    text(thing.inputs.scope).toLowerCase() === text(scope).toLowerCase(),
            );
            return same && `RoleAssignmentExists: ${same.id} gives that already`;
        },
    }),
    "azure-native:authorization:ManagementLockByScope": extension("scope", "Microsoft.Authorization/locks/{lockName}", {
        required: ["level"],
        called: /^[^<>*%&:?+/\\]{1,90}$/,
    }),
};
