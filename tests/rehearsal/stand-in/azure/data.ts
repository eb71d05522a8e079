import type { Kind, Making } from "../kind";
import {
    canonical,
    guid,
    identity,
    input,
    isGuid,
    type Made,
    object,
    part,
    protectedKeys,
    regional,
    text,
} from "./forms";

const cosmos = "azure-native:cosmosdb:DatabaseAccount";
const database = "azure-native:cosmosdb:SqlResourceSqlDatabase";
const server = "azure-native:sql:Server";
const vault = "azure-native:dataprotection:BackupVault";
const namespace = "azure-native:servicebus:Namespace";

/** What is asked for in the path and in the body is one thing. */
const calledAlike =
    (property: string) =>
    ({ inputs }: Making) => {
        const inBody = text(object(inputs.resource).id);
        const inPath = text(inputs[property]);
        return inBody === inPath ? undefined : `resource.id: ${inBody} is not the ${property} ${inPath}`;
    };

const regionsOf = ({ id, inputs }: Made) =>
    ((inputs.locations as { locationName?: unknown }[] | undefined) ?? []).map(({ locationName }) => {
        const region = canonical(text(locationName));
        const host = `${id.split("/").at(-1)!}-${region}.documents.azure.com`;
        return { id: host, locationName, documentEndpoint: `https://${host}:443/` };
    });

/** Databases, queues, and their copies. */
export const data: Readonly<Record<string, Kind>> = {
    [cosmos]: regional("Microsoft.DocumentDB/databaseAccounts/{accountName}", {
        called: /^[a-z0-9][a-z0-9-]{1,42}[a-z0-9]$/,
        everywhere: true,
        required: ["databaseAccountOfferType", "locations"],
        once: ["kind", "createMode", "enableFreeTier"],
        outputs: {
            documentEndpoint: made => `https://${input("accountName")(made)}.documents.azure.com:443/`,
            readLocations: regionsOf,
            writeLocations: made =>
                made.inputs.enableMultipleWriteLocations ? regionsOf(made) : regionsOf(made).slice(0, 1),
        },
        adds: identity,
        refuses: protectedKeys("keyVaultKeyUri"),
    }),
    [database]: part("Microsoft.DocumentDB/databaseAccounts/{accountName}/sqlDatabases/{databaseName}", {
        of: { accountName: cosmos },
        called: /^[^/\\#?]{1,255}$/,
        required: ["resource"],
        refuses: calledAlike("databaseName"),
    }),
    "azure-native:cosmosdb:SqlResourceSqlContainer": part(
        "Microsoft.DocumentDB/databaseAccounts/{accountName}/sqlDatabases/{databaseName}/containers/{containerName}",
        {
            of: { databaseName: database },
            called: /^[^/\\#?]{1,255}$/,
            required: ["resource"],
            once: ["resource.partitionKey", "resource.uniqueKeyPolicy"],
            refuses: calledAlike("containerName"),
        },
    ),
    "azure-native:cosmosdb:SqlResourceSqlRoleAssignment": part(
        "Microsoft.DocumentDB/databaseAccounts/{accountName}/sqlRoleAssignments/{roleAssignmentId}",
        { of: { accountName: cosmos }, called: isGuid, fixed: ["principalId", "scope"] },
    ),
    "azure-native:redis:Redis": regional("Microsoft.Cache/redis/{name}", {
        called: /^[A-Za-z0-9](?!.*--)[A-Za-z0-9-]{0,61}[A-Za-z0-9]$/,
        everywhere: true,
        required: ["sku"],
        once: ["subnetId", "staticIP", "zones"],
        near: ["subnetId"],
        outputs: {
            hostName: made => `${input("name")(made)}.redis.cache.windows.net`,
            port: () => 6379,
            sslPort: () => 6380,
            accessKeys: ({ hex }) => ({ primaryKey: hex(44), secondaryKey: hex(44) }),
        },
        secret: ["accessKeys"],
        adds: identity,
    }),
    [server]: regional("Microsoft.Sql/servers/{serverName}", {
        called: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        everywhere: true,
        once: ["administratorLogin"],
        outputs: { fullyQualifiedDomainName: made => `${input("serverName")(made)}.database.windows.net` },
        adds: identity,
        refuses: protectedKeys("keyId"),
    }),
    "azure-native:sql:Database": regional("Microsoft.Sql/servers/{serverName}/databases/{databaseName}", {
        of: { serverName: server },
        called: /^[^<>*%&:\\/?]{1,127}[^<>*%&:\\/?. ]$/,
        once: ["collation", "createMode", "sourceDatabaseId"],
        outputs: { databaseId: guid, status: () => "Online" },
    }),
    "azure-native:dbforpostgresql:Server": regional("Microsoft.DBforPostgreSQL/flexibleServers/{serverName}", {
        called: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
        everywhere: true,
        once: ["administratorLogin", "network.delegatedSubnetResourceId", "availabilityZone"],
        near: ["network"],
        outputs: { fullyQualifiedDomainName: made => `${input("serverName")(made)}.postgres.database.azure.com` },
        adds: identity,
        refuses: protectedKeys("dataEncryption"),
    }),
    [namespace]: regional("Microsoft.ServiceBus/namespaces/{namespaceName}", {
        called: /^[A-Za-z](?!.*--)[A-Za-z0-9-]{4,48}[A-Za-z0-9]$/,
        everywhere: true,
        outputs: { serviceBusEndpoint: made => `https://${input("namespaceName")(made)}.servicebus.windows.net:443/` },
        adds: identity,
        refuses: protectedKeys("encryption"),
    }),
    "azure-native:servicebus:Queue": part("Microsoft.ServiceBus/namespaces/{namespaceName}/queues/{queueName}", {
        of: { namespaceName: namespace },
        called: /^[A-Za-z0-9]([\w./-]{0,258}[A-Za-z0-9])?$/,
        fixed: ["requiresDuplicateDetection", "requiresSession", "enablePartitioning"],
    }),
    [vault]: regional("Microsoft.DataProtection/backupVaults/{vaultName}", {
        called: /^[A-Za-z][A-Za-z0-9-]{1,49}$/,
        required: ["properties"],
        once: ["properties.storageSettings"],
        adds: identity,
        held: true,
    }),
    "azure-native:dataprotection:BackupPolicy": part(
        "Microsoft.DataProtection/backupVaults/{vaultName}/backupPolicies/{backupPolicyName}",
        { of: { vaultName: vault }, called: /^[A-Za-z0-9][A-Za-z0-9-]{2,149}$/, held: true },
    ),
    "azure-native:dataprotection:BackupInstance": part(
        "Microsoft.DataProtection/backupVaults/{vaultName}/backupInstances/{backupInstanceName}",
        {
            of: { vaultName: vault },
            // Vaults take what is in their own region.
            near: ["properties"],
            once: ["properties.dataSourceInfo"],
            adds: { properties: () => ({ currentProtectionState: "ProtectionConfigured" }) },
        },
    ),
};
