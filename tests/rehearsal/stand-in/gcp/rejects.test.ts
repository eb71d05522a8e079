import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Operations } from "../operations";
import { refused } from "../refused";
import type { Properties } from "../values";

/** Projects and regions that a user mixes up. */
const preamble = `
const gcp = require("@pulumi/gcp");
const providerOf = (name, project, region) => ({ provider: new gcp.Provider(name, { project, region }) });
const eu = providerOf("eu", "screening-eu", "europe-west1");
const us = providerOf("us", "screening-us", "us-central1");
const network = new gcp.compute.Network("own", { autoCreateSubnetworks: false }, eu);
const keyIn = (name, location) => {
    const ring = new gcp.kms.KeyRing(name, { location }, eu);
    return new gcp.kms.CryptoKey(name, { keyRing: ring.id }, eu);
};
const containers = [{ image: "europe-docker.pkg.dev/p/r/web" }];
`;

/** The resource that each creates, and its inputs. */
const mistakes: readonly { readonly name: string; readonly made: string; readonly reported: RegExp }[] = [
    {
        name: "a-bucket-under-a-key-of-another-region",
        made: `
            const key = keyIn("far", "europe-west4");
            new gcp.storage.Bucket(name, { location: "EU", encryption: { defaultKmsKeyName: key.id } }, eu)`,
        reported:
            /encryption\.defaultKmsKeyName: projects\/screening-eu\/locations\/europe-west4\/\S+ is in europe-west4, not in europe/,
    },
    {
        name: "a-bucket-under-a-key-that-storage-may-not-use",
        made: `
            const key = keyIn("unused", "europe");
            new gcp.storage.Bucket(name, { location: "EU", encryption: { defaultKmsKeyName: key.id } }, eu)`,
        reported:
            /no gs-project-accounts may use projects\/screening-eu\/locations\/europe\/keyRings\/unused-\w{7}\/cryptoKeys\/unused-\w{7}/,
    },
    {
        name: "documents-under-a-global-key",
        made: `
            const key = keyIn("global", "global");
            const cmekConfig = { kmsKeyName: key.id };
            new gcp.firestore.Database(name, { locationId: "eur3", type: "FIRESTORE_NATIVE", cmekConfig }, eu)`,
        reported: /cmekConfig\.kmsKeyName: \S+ is in global, not in europe/,
    },
    {
        name: "a-secret-with-a-replica-under-a-key-of-another-region",
        made: `
            const key = keyIn("replica", "europe-west1");
            const replica = { location: "europe-west4", customerManagedEncryption: { kmsKeyName: key.id } };
            new gcp.secretmanager.Secret(name, { secretId: "replicated", replication: { userManaged: { replicas: [replica] } } }, eu)`,
        reported: /\S+ is in europe-west1, not in europe-west4/,
    },
    {
        name: "a-subnetwork-of-another-region",
        made: `
            const subnetwork = new gcp.compute.Subnetwork("far", { region: "europe-west4", network: network.id, ipCidrRange: "10.0.0.0/24" }, eu);
            const vpcAccess = { networkInterfaces: [{ subnetwork: subnetwork.id }] };
            new gcp.cloudrunv2.Service(name, { location: "europe-west1", template: { containers, vpcAccess } }, eu)`,
        reported: /template\.vpcAccess\.networkInterfaces\.0\.subnetwork: \S+ is in europe-west4, not in europe-west1/,
    },
    {
        name: "a-machine-in-a-subnetwork-of-another-region",
        made: `
            const subnetwork = new gcp.compute.Subnetwork("machines", { network: network.id, ipCidrRange: "10.0.1.0/24" }, eu);
            new gcp.compute.Instance(name, {
                zone: "europe-west4-b",
                machineType: "e2-small",
                bootDisk: { initializeParams: { image: "projects/debian-cloud/global/images/family/debian-13" } },
                networkInterfaces: [{ subnetwork: subnetwork.selfLink }],
            }, eu)`,
        reported:
            /subnetwork: https:\/\/www\.googleapis\.com\/compute\/v1\/projects\/screening-eu\/\S+ is in europe-west1, not in europe-west4/,
    },
    {
        name: "a-rule-without-a-subnetwork-for-proxies",
        made: `
            const serverless = { cloudRun: { service: "web" } };
            const group = new gcp.compute.RegionNetworkEndpointGroup("group", { region: "europe-west1", ...serverless }, eu);
            const service = new gcp.compute.RegionBackendService("service", {
                loadBalancingScheme: "EXTERNAL_MANAGED",
                backends: [{ group: group.id }],
            }, eu);
            const urlMap = new gcp.compute.RegionUrlMap("map", { defaultService: service.selfLink }, eu);
            const proxy = new gcp.compute.RegionTargetHttpProxy("proxy", { urlMap: urlMap.id }, eu);
            const loadBalancingScheme = "EXTERNAL_MANAGED";
            new gcp.compute.ForwardingRule(name, { target: proxy.id, network: network.id, loadBalancingScheme }, eu)`,
        reported:
            /network: projects\/screening-eu\/global\/networks\/own-\w{7} has no proxy-only subnetwork in europe-west1/,
    },
    {
        name: "a-global-part-in-a-balancer-of-a-region",
        made: `
            const service = new gcp.compute.BackendService("global-service", {}, eu);
            new gcp.compute.RegionUrlMap(name, { defaultService: service.id }, eu)`,
        reported:
            /defaultService: \S+ is a gcp:compute\/backendService:BackendService, not a gcp:compute\/regionBackendService:RegionBackendService/,
    },
    {
        name: "a-proxy-with-a-map-of-another-project",
        made: `
            const service = new gcp.compute.BackendService("own-service", {}, us);
            const urlMap = new gcp.compute.URLMap("own-map", { defaultService: service.id }, us);
            new gcp.compute.TargetHttpProxy(name, { urlMap: urlMap.id }, eu)`,
        reported: /urlMap: projects\/screening-us\/\S+ is of account screening-us, not of screening-eu/,
    },
    {
        name: "checks-of-what-has-no-servers",
        made: `
            const group = new gcp.compute.RegionNetworkEndpointGroup("no-servers", { region: "us-central1", cloudRun: { service: "web" } }, us);
            const check = new gcp.compute.HealthCheck("check", { httpHealthCheck: { port: 80 } }, us);
            new gcp.compute.BackendService(name, { backends: [{ group: group.id }], healthChecks: check.id }, us)`,
        reported: /healthChecks: \S+ is serverless/,
    },
    {
        name: "what-is-not-there",
        made: `
            const network = "projects/screening-eu/global/networks/gone";
            new gcp.compute.Subnetwork(name, { network, ipCidrRange: "10.0.1.0/24" }, eu)`,
        reported: /network: projects\/screening-eu\/global\/networks\/gone does not exist/,
    },
    {
        name: "a-bucket-that-is-not-there",
        made: 'new gcp.storage.BucketObject(name, { bucket: "gone", content: "text" }, eu)',
        reported: /bucket: gone does not exist/,
    },
    {
        name: "an-account-that-is-not-there",
        made: `
            const member = "serviceAccount:gone@screening-eu.iam.gserviceaccount.com";
            new gcp.projects.IAMMember(name, { project: "screening-eu", role: "roles/viewer", member }, eu)`,
        reported: /member: serviceAccount:gone@screening-eu\.iam\.gserviceaccount\.com does not exist/,
    },
    {
        name: "a-bucket-of-a-name-that-another-project-has",
        made: `
            const first = new gcp.storage.Bucket("first", { name: "screening-data", location: "EU" }, eu);
            new gcp.storage.Bucket(name, { name: "screening-data", location: "US" }, { ...us, dependsOn: first })`,
        reported: /there is a gcp:storage\/bucket:Bucket screening-data already/,
    },
    {
        name: "a-record-outside-of-its-zone",
        made: `
            const zone = new gcp.dns.ManagedZone("zone", { dnsName: "eu.example.com." }, eu);
            new gcp.dns.RecordSet(name, { managedZone: zone.name, name: "us.example.com.", type: "A", rrdatas: ["192.0.2.1"] }, eu)`,
        reported: /name: us\.example\.com\. is not in eu\.example\.com\./,
    },
    {
        name: "a-database-in-a-network-without-a-connection",
        made: `
            const settings = { tier: "db-f1-micro", ipConfiguration: { privateNetwork: network.id } };
            new gcp.sql.DatabaseInstance(name, { databaseVersion: "POSTGRES_17", settings }, eu)`,
        reported: /own-\w{7} is not connected with Google's services/,
    },
];

/** What may not be called so. */
const names: readonly { readonly type: string; readonly inputs: Properties; readonly reported: RegExp }[] = [
    { type: "gcp:cloudrunv2/service:Service", inputs: { name: "w".repeat(50) }, reported: /^'w{50}' does not match/ },
    { type: "gcp:serviceaccount/account:Account", inputs: { accountId: "short" }, reported: /^'short' does not match/ },
    {
        type: "gcp:storage/bucket:Bucket",
        inputs: { name: "my-google-data" },
        reported: /^'my-google-data' does not match/,
    },
    { type: "gcp:pubsub/topic:Topic", inputs: { name: "googly" }, reported: /^'googly' does not match/ },
    { type: "gcp:kms/keyRing:KeyRing", inputs: { name: "a.b" }, reported: /^'a\.b' does not match/ },
    { type: "gcp:firestore/database:Database", inputs: { name: "default" }, reported: /^$/ },
    { type: "gcp:firestore/database:Database", inputs: { name: "(other)" }, reported: /^'\(other\)' does not match/ },
    // The provider cuts no name that it makes.
    {
        type: "gcp:compute/router:Router",
        inputs: {},
        reported: /^'a-name-that-is-already-of-more-than-sixty-characters-itself-\w{7}' does not match/,
    },
];

describe("the fake provider of Google Cloud, given what Google Cloud refuses", function () {
    this.timeout(600_000);

    describe("when it is made", () => {
        let said: string;

        before(async () => {
            const all = mistakes.map(({ name, made }) => `{ const name = ${JSON.stringify(name)};\n${made}; }`);
            said = await refused(preamble + all.join("\n"));
        });

        for (const { name, reported } of mistakes) {
            it(`refuses ${name.replaceAll("-", " ")}`, () => {
                const [, own] = new RegExp(`\\(${name}\\):?\\s+error: (.*)`).exec(said) ?? [];
                assert.match(own ?? "", reported);
            });
        }
    });

    it("refuses names that may not be, before anything is made", () => {
        const directory = mkdtempSync(path.join(tmpdir(), "meridian-"));
        const urn = "urn:pulumi:s::p::t::a-name-that-is-already-of-more-than-sixty-characters-itself";
        for (const { inputs, reported, type } of names) {
            const asked = { location: "europe-west1", ...inputs };
            const { failures } = new Operations(directory, "gcp").check(type, urn, {}, asked, Buffer.from("seed"));
            assert.match(failures.map(({ reason }) => reason).join(), reported);
        }
        rmSync(directory, { recursive: true });
    });

    it("refuses a type that the fake provider does not know", async () => {
        const said = await refused(`${preamble}new gcp.tags.TagKey("tag", { parent: "p", shortName: "t" }, eu);\n`);
        assert.match(said, /the fake provider knows no gcp:tags\/tagKey:TagKey/);
    });

    it("throws on a question that it has no answer to", async () => {
        const said = await refused(`${preamble}gcp.compute.getImageOutput({ family: "debian-13" }, eu);\n`);
        assert.match(said, /the fake provider knows no gcp:compute\/getImage:getImage/);
    });
});
