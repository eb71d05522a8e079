import assert from "node:assert/strict";

import { Rehearsal } from "../../rehearsal";

/** One region as a stack has it: `isKept` says whether what holds data is. */
const program = (isKept: boolean) => `
const gcp = require("@pulumi/gcp");
const pulumi = require("@pulumi/pulumi");
const project = "screening-eu";
const location = "europe-west1";
const eu = { provider: new gcp.Provider("eu", { project, region: location }) };
const number = gcp.organizations.getProjectOutput({}, eu).number;
const api = new gcp.projects.Service("run", { service: "run.googleapis.com" }, eu);

const network = new gcp.compute.Network("own", { autoCreateSubnetworks: false }, eu);
const servers = new gcp.compute.Subnetwork("servers", { network: network.id, ipCidrRange: "10.0.0.0/24" }, eu);
const proxies = new gcp.compute.Subnetwork("proxies", {
    network: network.id,
    ipCidrRange: "10.0.1.0/24",
    purpose: "REGIONAL_MANAGED_PROXY",
    role: "ACTIVE",
}, eu);
const router = new gcp.compute.Router("router", { network: network.selfLink }, eu);
const nat = new gcp.compute.RouterNat("nat", {
    router: router.name,
    natIpAllocateOption: "AUTO_ONLY",
    sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
}, eu);

const keyIn = (name, location) => {
    const ring = new gcp.kms.KeyRing(name, { location }, eu);
    return new gcp.kms.CryptoKey(name, { keyRing: ring.id }, eu);
};
const keys = { region: keyIn("region", location), europe: keyIn("europe", "europe") };
const letUse = (name, key, domain) => new gcp.kms.CryptoKeyIAMMember(name, {
    cryptoKeyId: key.id,
    role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
    member: pulumi.interpolate\`serviceAccount:service-\${number}@\${domain}.iam.gserviceaccount.com\`,
}, eu);
const storage = gcp.storage.getProjectServiceAccountOutput({}, eu);
const storageMay = new gcp.kms.CryptoKeyIAMMember("storage", {
    cryptoKeyId: keys.europe.id,
    role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
    member: storage.member,
}, eu);
const runMay = letUse("run", keys.region, "serverless-robot-prod");
const documentsMay = letUse("documents", keys.europe, "gcp-sa-firestore");

const account = new gcp.serviceaccount.Account("web-server", {}, eu);
const bucket = new gcp.storage.Bucket("data", {
    location: "EU",
    encryption: { defaultKmsKeyName: keys.europe.id },
    forceDestroy: ${!isKept},
}, { ...eu, dependsOn: storageMay });
new gcp.storage.BucketIAMMember("reads", { bucket: bucket.name, role: "roles/storage.objectViewer", member: account.member }, eu);
const documents = new gcp.firestore.Database("documents", {
    locationId: "eur3",
    type: "FIRESTORE_NATIVE",
    cmekConfig: { kmsKeyName: keys.europe.id },
    deleteProtectionState: "DELETE_PROTECTION_${isKept ? "ENABLED" : "DISABLED"}",
    deletionPolicy: "DELETE",
}, { ...eu, dependsOn: documentsMay });
new gcp.firestore.BackupSchedule("daily", { database: documents.name, retention: "604800s", dailyRecurrence: {} }, eu);
const secret = new gcp.secretmanager.Secret("token", { secretId: "token", replication: { auto: {} } }, eu);
const version = new gcp.secretmanager.SecretVersion("token", { secret: secret.id, secretData: "a token" }, eu);

const service = new gcp.cloudrunv2.Service("web", {
    location,
    deletionProtection: ${isKept},
    template: {
        serviceAccount: account.email,
        encryptionKey: keys.region.id,
        containers: [{
            image: "europe-docker.pkg.dev/screening/web/web@sha256:0",
            envs: [
                // It may refer to resources elsewhere.
                { name: "KEY", value: keys.europe.id },
                { name: "TOKEN", valueSource: { secretKeyRef: { secret: secret.id, version: version.version } } },
            ],
        }],
        vpcAccess: { networkInterfaces: [{ network: network.id, subnetwork: servers.id }] },
    },
}, { ...eu, dependsOn: [runMay, api] });
new gcp.cloudrunv2.ServiceIamMember("all", { name: service.name, location, role: "roles/run.invoker", member: "allUsers" }, eu);

const group = new gcp.compute.RegionNetworkEndpointGroup("web", { region: location, cloudRun: { service: service.name } }, eu);
const loadBalancingScheme = "EXTERNAL_MANAGED";
const policy = new gcp.compute.RegionSecurityPolicy("front", { type: "CLOUD_ARMOR" }, eu);
const backends = new gcp.compute.RegionBackendService("web", {
    loadBalancingScheme,
    protocol: "HTTPS",
    backends: [{ group: group.selfLink }],
    securityPolicy: policy.selfLink,
}, eu);
const urlMap = new gcp.compute.RegionUrlMap("web", { defaultService: backends.selfLink }, eu);
const zone = new gcp.dns.ManagedZone("zone", { dnsName: "eu.example.com." }, eu);
const proof = new gcp.certificatemanager.DnsAuthorization("web", { location, domain: "eu.example.com", type: "PER_PROJECT_RECORD" }, eu);
const [record] = [proof.dnsResourceRecords[0]];
new gcp.dns.RecordSet("proof", { managedZone: zone.name, name: record.name, type: record.type, ttl: 300, rrdatas: [record.data] }, eu);
const certificate = new gcp.certificatemanager.Certificate("web", {
    location,
    managed: { domains: ["eu.example.com"], dnsAuthorizations: [proof.id] },
}, eu);
const tls = new gcp.compute.RegionSslPolicy("tls", { region: location, minTlsVersion: "TLS_1_2" }, eu);
const proxy = new gcp.compute.RegionTargetHttpsProxy("web", {
    urlMap: urlMap.id,
    sslPolicy: tls.id,
    certificateManagerCertificates: [pulumi.interpolate\`//certificatemanager.googleapis.com/\${certificate.id}\`],
}, eu);
const address = new gcp.compute.Address("web", { networkTier: "STANDARD" }, eu);
new gcp.compute.ForwardingRule("web", {
    loadBalancingScheme,
    network: network.id,
    target: proxy.id,
    ipAddress: address.id,
    networkTier: "STANDARD",
    portRange: "443",
}, { ...eu, dependsOn: proxies });
new gcp.dns.RecordSet("web", { managedZone: zone.name, name: zone.dnsName, type: "A", ttl: 300, rrdatas: [address.address] }, eu);

const logs = new gcp.logging.ProjectBucketConfig("logs", { project, location, bucketId: "audit", retentionDays: 400 }, eu);
const destination = pulumi.interpolate\`logging.googleapis.com/\${logs.id}\`;
const sink = new gcp.logging.ProjectSink("logs", { destination, filter: 'logName:"cloudaudit.googleapis.com"' }, eu);
const channel = new gcp.monitoring.NotificationChannel("team", { type: "email", labels: { email_address: "a@example.com" } }, eu);
new gcp.monitoring.AlertPolicy("errors", {
    displayName: "errors",
    combiner: "OR",
    conditions: [{ displayName: "errors", conditionThreshold: { filter: 'metric.type="x"', comparison: "COMPARISON_GT", duration: "60s" } }],
    notificationChannels: [channel.id],
}, eu);
// A bucket of another project, from a provider of this one.
const far = new gcp.storage.Bucket("far", { project: "screening-us", location: "us-central1", forceDestroy: true }, eu);
new gcp.storage.BucketIAMMember("far", { bucket: far.name, role: "roles/storage.objectViewer", member: account.member }, eu);

module.exports = {
    subnetwork: servers.selfLink,
    region: servers.region,
    key: keys.region.id,
    member: account.member,
    writer: sink.writerIdentity,
    far: far.project,
};
`;

describe("the fake provider of Google Cloud, given a region as a stack has it", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        rehearsal = await Rehearsal.prepare("foreign", {}, { program: program(true) });
    });
    after(() => rehearsal.dispose());

    it("makes it, with ids as the provider forms them", async () => {
        await rehearsal.engine.ask(["up", "--yes", "--stack", rehearsal.stack]);
        const reported = JSON.parse(
            await rehearsal.engine.ask(["stack", "output", "--json", "--stack", "foreign"]),
        ) as Record<string, string>;
        assert.match(
            reported.subnetwork!,
            /^https:\/\/www\.googleapis\.com\/compute\/v1\/projects\/screening-eu\/regions\/europe-west1\/subnetworks\/servers-\w{7}$/,
        );
        assert.match(
            reported.key!,
            /^projects\/screening-eu\/locations\/europe-west1\/keyRings\/region-\w{7}\/cryptoKeys\/region-\w{7}$/,
        );
        assert.match(reported.member!, /^serviceAccount:web-server-\w{7}@screening-eu\.iam\.gserviceaccount\.com$/);
        assert.deepEqual([reported.region, reported.writer, reported.far], ["europe-west1", "", "screening-us"]);
    });

    it("finds nothing to do after that, and nothing changed", async () => {
        await rehearsal.up("--refresh", "--expect-no-changes");
    });

    it("keeps what holds data, or is protected", async () => {
        const { errors, exitCode, output } = await rehearsal.run("destroy", "--yes", "--continue-on-error");
        assert.notEqual(exitCode, 0);
        for (const property of ["deleteProtectionState", "deletionProtection", "forceDestroy"]) {
            assert.match(output + errors, new RegExp(`${property} keeps \\S+ from being deleted`));
        }
    });

    it("leaves keys and services of the project, once nothing is protected any more", async () => {
        rehearsal.program(program(false));
        await rehearsal.up();
        await rehearsal.engine.ask(["destroy", "--yes", "--stack", rehearsal.stack]);
        const left = rehearsal.things().map(({ type }) => type);
        assert.deepEqual(left.sort(), [
            "gcp:kms/cryptoKey:CryptoKey",
            "gcp:kms/cryptoKey:CryptoKey",
            "gcp:kms/keyRing:KeyRing",
            "gcp:kms/keyRing:KeyRing",
            "gcp:projects/service:Service",
        ]);
    });
});
