import assert from "node:assert/strict";

import { Rehearsal } from "../../rehearsal";
import { refused } from "../refused";

/** What all programs here begin with. Modules one by one: the whole SDK takes a while to load. */
const modules = `
const from = name => require("@pulumi/azure-native/" + name);
const azure = new Proxy({}, { get: (_, name) => from(name) });
`;

/** Regions, subscriptions and groups that a user mixes up. */
const preamble = `
${modules}
const providerOf = (name, subscriptionId) => new azure.provider.Provider(name, { subscriptionId });
const own = { provider: providerOf("own", "22222222-2222-4222-8222-222222222222") };
const other = { provider: providerOf("other", "33333333-3333-4333-8333-333333333333") };
const groupOf = (name, location, opts) =>
    new azure.resources.ResourceGroup(name, { resourceGroupName: name, location }, opts).name;
const west = groupOf("west", "westeurope", own);
const north = groupOf("north", "northeurope", own);
const foreign = groupOf("foreign", "westeurope", other);
const sku = { name: "Standard_LRS" };
const account = { resourceGroupName: west, kind: "StorageV2", sku };
const space = { addressPrefixes: ["10.0.0.0/16"] };
const networkOf = (name, resourceGroupName, opts) =>
    new azure.network.VirtualNetwork(name, { resourceGroupName, virtualNetworkName: "net", addressSpace: space }, opts);
const subnetOf = (name, network, resourceGroupName, opts, more) =>
    new azure.network.Subnet(name, { resourceGroupName, virtualNetworkName: network.name, addressPrefix: "10.0.0.0/23", ...more }, opts);
const net = networkOf("net", west, own);
const northSubnet = subnetOf("north-subnet", networkOf("north-net", north, own), north, own);
const tenantId = "44444444-4444-4444-8444-444444444444";
const vaultOf = (name, more) =>
    new azure.keyvault.Vault(name, {
        resourceGroupName: west,
        properties: { tenantId, sku: { family: "A", name: "standard" }, ...more },
    }, own);
const roleDefinitionId = "/subscriptions/22222222-2222-4222-8222-222222222222/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6";
`;

/** The resource that each creates, and its inputs. */
const mistakes: readonly { readonly name: string; readonly made: string; readonly reported: RegExp }[] = [
    {
        name: "a-group-of-another-subscription",
        made: "new azure.network.NatGateway(name, { resourceGroupName: foreign, location: 'westeurope' }, own)",
        reported: /resourceGroupName: foreign does not exist/,
    },
    {
        name: "a-network-of-another-group",
        made: `
            const resourceGroupName = groupOf("empty", "westeurope", own);
            new azure.network.Subnet(name, { resourceGroupName, virtualNetworkName: net.name, addressPrefix: "10.0.0.0/24" }, own)`,
        reported: /virtualNetworkName: net does not exist/,
    },
    {
        name: "what-is-not-there",
        made: 'new azure.network.PrivateEndpoint(name, { resourceGroupName: west, subnet: { id: $interpolate(net.id, "/subnets/none") } }, own)',
        reported: /subnet\.id: \S+\/virtualNetworks\/net\/subnets\/none does not exist/,
    },
    {
        name: "a-subnet-of-another-region",
        made: "new azure.network.PrivateEndpoint(name, { resourceGroupName: west, subnet: { id: northSubnet.id } }, own)",
        reported: /subnet\.id: \S+ is in northeurope, not in westeurope/,
    },
    {
        name: "an-environment-in-a-subnet-of-another-subscription",
        made: `
            const subnet = subnetOf("foreign-subnet", networkOf("foreign-net", foreign, other), foreign, other);
            new azure.app.ManagedEnvironment(name, { resourceGroupName: west, vnetConfiguration: { infrastructureSubnetId: subnet.id } }, own)`,
        reported: /the subnet is of subscription 33333333-\S+, not of 22222222-/,
    },
    {
        name: "an-environment-in-a-subnet-that-is-not-given-to-it",
        made: `
            const subnet = subnetOf("plain-subnet", net, west, own);
            const workloadProfiles = [{ name: "Consumption", workloadProfileType: "Consumption" }];
            new azure.app.ManagedEnvironment(name, { resourceGroupName: west, workloadProfiles, vnetConfiguration: { infrastructureSubnetId: subnet.id } }, own)`,
        reported: /SubnetDelegationError: the subnet is not delegated/,
    },
    {
        name: "an-app-of-another-region",
        made: `
            const environment = new azure.app.ManagedEnvironment("environment", { resourceGroupName: west }, own);
            new azure.app.ContainerApp(name, { resourceGroupName: north, containerAppName: "far", managedEnvironmentId: environment.id }, own)`,
        reported: /managedEnvironmentId: \S+ is in westeurope, not in northeurope/,
    },
    {
        name: "an-account-called-as-somebody-elses",
        made: `
            const first = new azure.storage.StorageAccount("first", { ...account, accountName: "sameforall" }, own);
            new azure.storage.StorageAccount(name, { ...account, resourceGroupName: foreign, accountName: "sameforall" }, { ...other, dependsOn: first })`,
        reported: /there is a azure-native:storage:StorageAccount \/subscriptions\/22222222-\S+\/sameforall already/,
    },
    {
        name: "a-second-network-of-a-name-in-a-group",
        made: 'new azure.network.VirtualNetwork(name, { resourceGroupName: west, virtualNetworkName: "NET", location: "northeurope", addressSpace: space }, { ...own, dependsOn: net })',
        reported: /there is a azure-native:network:VirtualNetwork \S+\/virtualNetworks\/net already/,
    },
    {
        name: "an-account-under-a-key-that-can-be-purged",
        made: `
            const keyVaultProperties = { keyName: "data", keyVaultUri: vaultOf("open").properties.apply(({ vaultUri }) => vaultUri) };
            const encryption = { keySource: "Microsoft.Keyvault", keyVaultProperties };
            new azure.storage.StorageAccount(name, { ...account, accountName: "underopenkey", encryption }, own)`,
        reported: /KeyVaultPolicyError: \S+\/vaults\/open[0-9a-f]{8} has no purge protection/,
    },
    {
        name: "a-profile-that-is-in-a-region",
        made: 'new azure.trafficmanager.Profile(name, { resourceGroupName: west, trafficRoutingMethod: "Performance", dnsConfig: { relativeName: "in-a-region", ttl: 30 } }, own)',
        reported: /the location westeurope is not available, only global/,
    },
    {
        name: "a-route-to-nobody",
        made: `
            const profile = new azure.cdn.Profile("front", { resourceGroupName: west, location: "Global", sku: { name: "Premium_AzureFrontDoor" } }, own);
            const of = { resourceGroupName: west, profileName: profile.name };
            const endpoint = new azure.cdn.AFDEndpoint("front", { ...of, location: "global" }, own);
            const origins = new azure.cdn.AFDOriginGroup("origins", of, own);
            new azure.cdn.Route(name, { ...of, endpointName: endpoint.name, originGroup: { id: origins.id } }, own)`,
        reported: /originGroup: \S+\/originGroups\/origins has no origin yet/,
    },
    {
        name: "the-same-role-twice",
        made: `
            const principalId = "55555555-5555-4555-8555-555555555555";
            const given = { principalId, principalType: "ServicePrincipal", roleDefinitionId, scope: net.id };
            const first = new azure.authorization.RoleAssignment("once", given, own);
            new azure.authorization.RoleAssignment(name, given, { ...own, dependsOn: first })`,
        reported: /RoleAssignmentExists/,
    },
    {
        name: "a-part-that-a-balancer-does-not-have",
        made: `
            const id = $interpolate(net.id.apply(id => id.replace(/virtualNetworks.*/, "loadBalancers/balancer")), "/backendAddressPools/");
            const pool = name => ({ backendAddressPool: { id: $interpolate(id, name) }, name, protocol: "Tcp", frontendPort: 80 });
            new azure.network.LoadBalancer(name, { resourceGroupName: west, loadBalancerName: "balancer", backendAddressPools: [{ name: "ours" }], loadBalancingRules: [pool("ours"), pool("none")] }, own)`,
        reported: /InvalidParameter: loadBalancingRules\.1\.backendAddressPool\.id: \S+\/none does not exist$/,
    },
];

/** What a stack of one region is made of, so that it is taken and found again as it is. */
const stack = `
${modules}
const pulumi = require("@pulumi/pulumi");
const { tenantId } = from("authorization").getClientConfigOutput();
const group = new azure.resources.ResourceGroup("screening", { location: "West Europe" });
const resourceGroupName = group.name;
const identity = new azure.managedidentity.UserAssignedIdentity("server", { resourceGroupName });
const userAssigned = { type: "UserAssigned", userAssignedIdentities: [identity.id] };
const network = new azure.network.VirtualNetwork("net", { resourceGroupName, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } });
const subnet = new azure.network.Subnet("apps", {
    resourceGroupName,
    virtualNetworkName: network.name,
    addressPrefix: "10.0.0.0/23",
    delegations: [{ name: "apps", serviceName: "Microsoft.App/environments" }],
});
const vault = new azure.keyvault.Vault("vault", {
    resourceGroupName,
    vaultName: "screening-keys",
    properties: { tenantId, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true, enablePurgeProtection: true },
});
const key = new azure.keyvault.Key("data", { resourceGroupName, vaultName: vault.name, properties: { kty: "RSA", keySize: 3072 } });
const role = name => "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/" + name;
const mayUseKey = new azure.authorization.RoleAssignment("may-use-key", {
    principalId: identity.principalId,
    principalType: "ServicePrincipal",
    roleDefinitionId: role("e147488a-f6f5-4113-8e2d-b22465e65bf6"),
    scope: key.id,
});
const account = new azure.storage.StorageAccount("models", {
    resourceGroupName,
    kind: "StorageV2",
    sku: { name: "Standard_ZRS" },
    identity: userAssigned,
    encryption: {
        keySource: "Microsoft.Keyvault",
        keyVaultProperties: { keyName: key.name, keyVaultUri: vault.properties.vaultUri },
        identity: { encryptionUserAssignedIdentity: identity.id },
    },
}, { dependsOn: mayUseKey });
const of = { resourceGroupName, accountName: account.name };
const versions = new azure.storage.BlobServiceProperties("versions", { ...of, blobServicesName: "default", isVersioningEnabled: true });
const container = new azure.storage.BlobContainer("models", of);
new azure.storage.Blob("model.json", { ...of, containerName: container.name, source: new pulumi.asset.StringAsset("{}") });
const cosmos = new azure.cosmosdb.DatabaseAccount("tables", {
    resourceGroupName,
    databaseAccountOfferType: "Standard",
    locations: [{ locationName: "westeurope", failoverPriority: 0 }],
    keyVaultKeyUri: key.keyUri,
    identity: userAssigned,
}, { dependsOn: mayUseKey });
const ofCosmos = { resourceGroupName, accountName: cosmos.name };
const database = new azure.cosmosdb.SqlResourceSqlDatabase("records", { ...ofCosmos, resource: { id: "records" } });
new azure.cosmosdb.SqlResourceSqlContainer("records", {
    ...ofCosmos,
    databaseName: database.name,
    resource: { id: "records", partitionKey: { kind: "Hash", paths: ["/id"] } },
});
new azure.cosmosdb.SqlResourceSqlRoleAssignment("records", {
    ...ofCosmos,
    roleAssignmentId: "66666666-6666-4666-8666-666666666666",
    principalId: identity.principalId,
    roleDefinitionId: pulumi.interpolate\`\${cosmos.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002\`,
    scope: pulumi.interpolate\`\${cosmos.id}/dbs/records\`,
});
const workspace = new azure.operationalinsights.Workspace("logs", { resourceGroupName });
const environment = new azure.app.ManagedEnvironment("apps", {
    resourceGroupName,
    vnetConfiguration: { infrastructureSubnetId: subnet.id },
    workloadProfiles: [{ name: "Consumption", workloadProfileType: "Consumption" }],
});
const app = new azure.app.ContainerApp("server", {
    resourceGroupName,
    containerAppName: "server",
    managedEnvironmentId: environment.id,
    identity: userAssigned,
    configuration: {
        ingress: { external: true, targetPort: 8080 },
        secrets: [{ name: "key", value: pulumi.secret("hush-hush") }],
    },
    template: { containers: [{ name: "server", image: "server" }] },
});
new azure.monitor.DiagnosticSetting("apps", { resourceUri: environment.id, workspaceId: workspace.id, name: "logs" });
const profile = new azure.trafficmanager.Profile("screening", {
    resourceGroupName,
    location: "global",
    trafficRoutingMethod: "Performance",
    dnsConfig: { relativeName: "screening-example", ttl: 30 },
    monitorConfig: { path: "/healthz", port: 443, protocol: "HTTPS" },
});
const host = app.configuration.apply(({ ingress }) => ingress.fqdn);
new azure.trafficmanager.Endpoint("west", {
    resourceGroupName,
    profileName: profile.name,
    endpointType: "ExternalEndpoints",
    endpointLocation: "West Europe",
    target: host,
});
const zone = new azure.dns.Zone("example", { resourceGroupName, zoneName: "screening.example.com", location: "global" });
new azure.dns.RecordSet("api", {
    resourceGroupName,
    zoneName: zone.name,
    recordType: "CNAME",
    relativeRecordSetName: "api",
    ttl: 60,
    cnameRecord: { cname: profile.dnsConfig.apply(({ fqdn }) => fqdn) },
});
exports.host = host;
exports.keys = azure.storage.listStorageAccountKeysOutput(of).keys;
exports.vault = azure.keyvault.getVaultOutput({ resourceGroupName, vaultName: vault.name }).properties;
`;

describe("the fake provider of Azure, given what Azure refuses", function () {
    this.timeout(600_000);

    describe("when it is made", () => {
        let said: string;

        before(async () => {
            const all = mistakes.map(({ name, made }) => {
                const text = made.replaceAll("$interpolate", 'require("@pulumi/pulumi").concat');
                return `{ const name = ${JSON.stringify(name)};\n${text}; }`;
            });
            said = await refused(preamble + all.join("\n"));
        });

        for (const { name, reported } of mistakes) {
            it(`refuses ${name.replaceAll("-", " ")}`, () => {
                const [, own] = new RegExp(`\\(${name}\\):?\\s+error: (.*)`).exec(said) ?? [];
                assert.match(own ?? "", reported);
            });
        }
    });

    it("refuses a wrong name, and what has no place, before it makes anything", async () => {
        const said = await refused(
            `${modules}new azure.storage.StorageAccount("a", { accountName: "With-Dash", resourceGroupName: "nowhere", kind: "StorageV2", sku: {} });\n`,
        );
        assert.match(said, /'With-Dash' does not match/);
        assert.match(said, /neither the resource nor its provider says a location/);
    });
});

describe("the fake provider of Azure, given what Azure takes", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;
    const ran = async (...args: readonly string[]) => {
        const { exitCode, errors, output } = await rehearsal.run(...args);
        return { exitCode, said: output + errors };
    };

    before(async () => {
        rehearsal = await Rehearsal.prepare("azure", {}, { program: stack });
    });
    after(() => rehearsal.dispose());

    it("knows before what can be known, and makes it", async () => {
        // With the preview first.
        const { exitCode, said } = await ran("up", "--yes");
        assert.equal(exitCode, 0, said);
        const things = rehearsal.things();
        const places = new Set(things.map(({ region }) => region));
        assert.deepEqual(places, new Set(["westeurope", undefined]));
        const blob = things.find(({ type }) => type === "azure-native:storage:Blob")!;
        assert.match(
            blob.id,
            /\/storageAccounts\/models[0-9a-f]{8}\/blobServices\/default\/containers\/models\/blobs\/model\.json$/,
        );
        const app = things.find(({ type }) => type === "azure-native:app:ContainerApp")!;
        assert.ok(!JSON.stringify(app).includes("hush-hush"));
        assert.ok(!JSON.stringify(await rehearsal.state()).includes("hush-hush"));
    });

    it("finds nothing to do afterwards, and all as it was", async () => {
        const { exitCode, said } = await ran("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes");
        assert.equal(exitCode, 0, said);
    });

    it("takes all away, but for the names of vaults and keys", async () => {
        const { exitCode, said } = await ran("destroy", "--yes", "--skip-preview");
        assert.equal(exitCode, 0, said);
        assert.deepEqual(rehearsal.things(), []);
        const again = await ran("up", "--yes", "--skip-preview");
        assert.match(again.said, /there is a azure-native:keyvault:Vault \S+\/vaults\/screening-keys already/);
    });
});
