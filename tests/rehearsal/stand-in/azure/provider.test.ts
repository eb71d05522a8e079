import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { packageRoot } from "../../../../tools/package-root";
import { Operations } from "../operations";
import { type Properties, unknown } from "../values";
import { azure } from ".";

const type = (token: string) => `azure-native:${token}`;

/** Names of each type, of which Azure takes the first and refuses the rest. */
const names: Readonly<Record<string, readonly [string, ...string[]]>> = {
    "storage:StorageAccount": ["models0123", "ab", "With-Dash", "a".repeat(25)],
    "keyvault:Vault": ["screening-keys", "two--dashes", "0first", "dash-", "a".repeat(25)],
    "containerregistry:Registry": ["Images01", "with-dash", "four"],
    "cosmosdb:DatabaseAccount": ["tables-eu", "ab", "Upper", "dash-"],
    "app:ContainerApp": ["server-1", "Upper", "two--dashes", "dash-", "a".repeat(33)],
    "cdn:AFDEndpoint": ["front", "a", "a".repeat(47)],
    "cdn:RuleSet": ["rules1", "with-dash", "r".repeat(61)],
    "frontdoor:Policy": ["filter", "with-dash", "1first"],
    "managedidentity:UserAssignedIdentity": ["server", "ab"],
    "authorization:RoleAssignment": ["66666666-6666-4666-8666-666666666666", "reader"],
    "resources:ResourceGroup": ["eu.(west)", "ends-with.", "a".repeat(91)],
    "containerservice:AgentPool": ["pool1", "with-dash", "a".repeat(13)],
};

/** What the SDK says of a type: its token, what it takes, and what of that it can't do without. */
function sdkOf(token: string) {
    const [, module, name] = token.split(":") as [string, string, string];
    const directory = path.join(packageRoot(), "node_modules", "@pulumi", "azure-native", module);
    const file = readdirSync(directory).find(each => each.toLowerCase() === `${name.toLowerCase()}.js`)!;
    const text = readFileSync(path.join(directory, file), "utf8");
    const [, own] = /__pulumiType = '([^']*)'/.exec(text) ?? [];
    const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, property]) => property!);
    return {
        token: own,
        inputs: new Set(all(/resourceInputs\["(\w+)"\] = .*args/g)),
        outputs: new Set(all(/resourceInputs\["(\w+)"\] = undefined/g)),
        required: new Set(all(/args\?\.(\w+) === undefined && !opts.urn/g)),
    };
}

describe("the fake provider of Azure, as the provider", () => {
    let directory: string;
    let operations: Operations;
    let made = 0;

    const check = (token: string, news: Properties, olds: Properties = {}, name = "it") =>
        operations.check(
            type(token),
            `urn:pulumi:s::p::${type(token)}::${name}`,
            olds,
            news,
            Buffer.from(String(made++)),
        ).inputs;
    const make = async (token: string, news: Properties) => {
        const inputs = check(token, news);
        return { inputs, ...(await operations.create(type(token), inputs, false)) };
    };

    before(async () => {
        directory = mkdtempSync(path.join(tmpdir(), "meridian-"));
        operations = new Operations(directory, "azure-native");
        await make("resources:ResourceGroup", { resourceGroupName: "west", location: "West Europe" });
    });
    after(() => {
        rmSync(directory, { recursive: true });
    });

    it("knows types by the tokens of the SDK, and their properties by its names", () => {
        for (const [token, kind] of Object.entries(azure.kinds)) {
            const sdk = sdkOf(token);
            assert.equal(sdk.token, token);
            const { adds = {}, fixed = [], name, near = [], once = [], outputs, parents = {}, required = [] } = kind;
            const said = [...fixed, ...near, ...once, ...Object.keys(parents), ...required, name!.property];
            for (const property of said) {
                assert.ok(sdk.inputs.has(property.split(".")[0]!), `${token} has no input ${property}`);
            }
            for (const property of [...Object.keys(outputs), ...Object.keys(adds)]) {
                assert.ok(sdk.outputs.has(property), `${token} has no output ${property}`);
            }
            assert.deepEqual(new Set(required), sdk.required, token);
            // The provider says none for those that are in an account of Cosmos DB.
            const isPlaced = sdk.inputs.has("location") && !token.startsWith("azure-native:cosmosdb:SqlResource");
            assert.equal(kind.within !== true, isPlaced, token);
        }
    });

    for (const [token, [taken, ...refused]] of Object.entries(names)) {
        it(`takes ${taken} as a name of ${token}, and none of ${refused.join(", ")}`, () => {
            const { pattern } = azure.kinds[type(token)]!.name!;
            assert.match(taken, pattern);
            for (const name of refused) assert.doesNotMatch(name, pattern);
        });
    }

    it("names what stands alone with eight digits more, parts as in the program, and role assignments by a GUID", () => {
        const resourceGroupName = "west";
        assert.match(
            String(check("network:VirtualNetwork", { resourceGroupName }).virtualNetworkName),
            /^it[0-9a-f]{8}$/,
        );
        const subnet = check("network:Subnet", { resourceGroupName, virtualNetworkName: "net" });
        assert.equal(subnet.subnetName, "it");
        const endpoint = check("cdn:AFDEndpoint", { resourceGroupName, profileName: "front", location: "Global" });
        assert.match(String(endpoint.endpointName), /^it[0-9a-f]{8}$/);
        const given = check("authorization:RoleAssignment", { scope: "/subscriptions/1" });
        assert.match(String(given.roleAssignmentName), /^[0-9a-f]{8}-/);
    });

    it("says the location of the resource group where the program says none, if that is known", () => {
        const locationIn = (resourceGroupName: string) => check("network:NatGateway", { resourceGroupName }).location;
        assert.equal(locationIn("west"), "westeurope");
        assert.equal(locationIn("WEST"), "westeurope");
        assert.equal(locationIn(unknown), unknown);
        assert.equal(locationIn("none"), undefined);
    });

    it("takes a region as the same, however it is written", () => {
        const olds = check("network:NatGateway", { resourceGroupName: "west", location: "West Europe" });
        const news = check("network:NatGateway", { resourceGroupName: "west", location: "westeurope" }, olds);
        assert.deepEqual(operations.diff(type("network:NatGateway"), olds, news).changes, []);
    });

    it("recreates in another region or group: before the old one goes where it made up the name", () => {
        const token = "network:NatGateway";
        const diffOf = (asked: Properties, change: Properties) => {
            const olds = check(token, asked);
            return operations.diff(type(token), olds, check(token, { ...asked, ...change }, olds));
        };
        const moved = { location: "northeurope" };
        assert.deepEqual(diffOf({ resourceGroupName: "west" }, moved), {
            changes: ["location"],
            replaces: ["location"],
            deletesFirst: false,
        });
        const named = { resourceGroupName: "west", natGatewayName: "nat", location: "westeurope" };
        assert.equal(diffOf(named, moved).deletesFirst, true);
        assert.deepEqual(diffOf(named, { resourceGroupName: "other" }).replaces, ["resourceGroupName"]);
    });

    it("recreates where a path in an input changes that can't, and only there", () => {
        const token = type("containerservice:ManagedCluster");
        const of = (networkProfile: Properties) => ({ networkProfile });
        const old = of({ podCidr: "10.1.0.0/16", loadBalancerSku: "basic" });
        assert.deepEqual(
            operations.diff(token, old, of({ ...old.networkProfile, loadBalancerSku: "standard" })).replaces,
            [],
        );
        assert.deepEqual(operations.diff(token, old, of({ podCidr: "10.2.0.0/16" })).replaces, ["networkProfile"]);
    });

    it("is refused a change of what is said once", async () => {
        const token = "keyvault:Vault";
        const properties = { sku: { family: "A", name: "standard" } };
        const vault = await make(token, { resourceGroupName: "west", vaultName: "ones", properties });
        const ofVault = { resourceGroupName: "west", vaultName: "ones" };
        const key = await make("keyvault:Key", { ...ofVault, properties: { kty: "RSA", keySize: 3072 } });
        const change = { ...key.inputs, properties: { kty: "EC" } };
        await assert.rejects(
            operations.update(type("keyvault:Key"), key.id, key.outputs, change, false),
            /PropertyChangeNotAllowed: properties\.kty/,
        );
        assert.equal((vault.outputs.properties as Properties).vaultUri, "https://ones.vault.azure.net/");
    });

    it("gives a resource an identity when an update requests one", async () => {
        const token = type("storage:StorageAccount");
        const asked = {
            resourceGroupName: "west",
            accountName: "someone",
            kind: "StorageV2",
            sku: { name: "Standard_LRS" },
        };
        const { id, inputs, outputs } = await make("storage:StorageAccount", asked);
        assert.equal(outputs.identity, undefined);
        const news = { ...inputs, identity: { type: "SystemAssigned" } };
        const updated = await operations.update(token, id, outputs, news, false);
        assert.match(String((updated.identity as Properties).principalId), /^[0-9a-f-]{36}$/);
    });

    it("keeps what a lock is on, and what is in it, and takes what is in something away with it", async () => {
        const net = await make("network:VirtualNetwork", { resourceGroupName: "west", virtualNetworkName: "net" });
        const ofNet = { resourceGroupName: "west", virtualNetworkName: "net" };
        const inNet = { id: `${net.id}/subnets/one`, type: "azure-native:network:Subnet" };
        const lock = await make("authorization:ManagementLockByScope", {
            lockName: "keep",
            scope: net.id.toUpperCase(),
            level: "CanNotDelete",
        });
        const subnet = await make("network:Subnet", { ...ofNet, subnetName: "one" });
        assert.equal(subnet.id, inNet.id);
        for (const each of [
            { type: type("network:VirtualNetwork"), ...net },
            { type: inNet.type, ...subnet },
        ]) {
            await assert.rejects(operations.delete(each.type, each.id, each.outputs), /ScopeLocked/);
        }
        const lockType = type("authorization:ManagementLockByScope");
        await operations.delete(lockType, lock.id, lock.outputs);
        // The subnet is the stack's still.
        await assert.rejects(
            operations.delete(type("network:VirtualNetwork"), net.id, net.outputs),
            /DependencyViolation: \S+ has a dependent object: azure-native:network:Subnet/,
        );
        await operations.delete(inNet.type, subnet.id, subnet.outputs);
        await operations.delete(type("network:VirtualNetwork"), net.id, net.outputs);
    });

    it("reserves a deleted vault's name for its recovery", async () => {
        const token = "keyvault:Vault";
        const asked = { resourceGroupName: "west", vaultName: "once-there", properties: { sku: {} } };
        const vault = await make(token, asked);
        await operations.delete(type(token), vault.id, vault.outputs);
        assert.equal(await operations.read(type(token), vault.id, vault.outputs, vault.inputs), undefined);
        await assert.rejects(make(token, asked), /AlreadyExists/);
        await make(token, { ...asked, properties: { sku: {}, createMode: "recover" } });
    });
});
