import assert from "node:assert/strict";

import type { Row } from "../../policy/facts/fact";
import { rows as aws } from "../../policy/facts/aws";
import { rows as gcp } from "../../policy/facts/gcp";
import { judgeState } from "../../policy/state";
import { Sdk } from "./sdk";
import { made } from "./stack";

const cells = [
    ["eu", "EU", "aws:eu-west-1", "gcp:europe-west3"],
    ["us", "US", "aws:us-east-1", "gcp:us-central1"],
].map(([name, jurisdiction, ...regions]) => ({
    ...{ name: name!, jurisdictions: [jurisdiction!], dataClasses: ["health"] },
    ...{ regions, primary: regions[0]! },
}));

const clouds = {
    aws: { rows: aws, sdk: new Sdk("aws"), where: { region: "eu-west-1" } },
    gcp: {
        ...{ rows: gcp, sdk: new Sdk("gcp") },
        where: { location: "europe-west3", region: "europe-west3", project: "shop" },
    },
};

const abroad = [
    made("aws:s3/bucket:Bucket", "abroad", { bucket: "abroad", region: "us-east-1" }),
    made("gcp:storage/bucket:Bucket", "gone", { name: "gone", location: "us-central1", project: "shop" }),
];

/** Without these, many resources don't read what is said beside them. */
const switches = {
    ...{ atRestEncryptionEnabled: true, encrypted: true, encryptionType: "KMS", storageEncrypted: true },
    ...{ enabled: true, endpointType: "target", flowLogsEnabled: true, value: "off" },
};

/** A property that says the same of every type that has it. */
interface Meaning {
    readonly cloud: keyof typeof clouds;
    readonly property: RegExp;
    readonly types?: (row: Row, type: string) => boolean;
    readonly rule: RegExp;
    readonly bad: unknown;
    readonly good?: unknown;
    /** How many the rule finds: rows may become more. */
    readonly least: number;
    /** Those that it doesn't find: `type path`. */
    readonly spared: RegExp;
}

const holds = ({ holds }: Row) => holds !== undefined;
const none = /^$/;

const meanings: Readonly<Record<string, Meaning>> = {
    "databases that the internet reaches": {
        ...{ cloud: "aws", property: /^publiclyAccessible$/, rule: /^exposure\/public-database$/ },
        ...{ bad: true, good: false, least: 7, spared: none },
    },
    "addresses of the internet": {
        ...{ cloud: "aws", property: /([pP]ublicIpAddress|assignPublicIp|mapPublicIpOnLaunch)$/ },
        ...{ rule: /^exposure\/public-addresses$/, bad: true, good: false, least: 9 },
        // It says so by a word.
        spared: /^aws:pipes/,
    },
    "addresses of the internet, by a word": {
        ...{ cloud: "aws", property: /\.assignPublicIp$/, types: (_, type) => type.startsWith("aws:pipes") },
        ...{ rule: /^exposure\/public-addresses$/, bad: "ENABLED", good: "DISABLED", least: 1, spared: none },
    },
    "what a slip can delete": {
        ...{ cloud: "aws", property: /^deletionProtection(Enabled)?$/, types: (_, type) => !type.includes("cognito") },
        ...{ rule: /^durability\/deletion-protection$/, bad: false, good: true, least: 11 },
        spared: /^aws:(dynamodb\/tableReplica|cloudwatch\/logGroup):/,
    },
    "no backups to go back to": {
        ...{ cloud: "aws", property: /^(backupRetentionPeriod|automat\w+(RetentionPeriod|BackupRetentionDays))$/ },
        ...{ rule: /^durability\/point-in-time-recovery$/, bad: 0, good: 1, least: 8 },
        spared: /^aws:fsx\/lustre/,
    },
    "keys of another cell": {
        ...{ cloud: "aws", types: holds, rule: /^residency\/key$/ },
        property: /([kK]ms(Encryption|Data)?Key(Id|Arn|Identifier)?|kmsMasterKeyId|[eE]ncryptionKey(Arn|Id)?|cmkArn)$/,
        ...{ bad: "arn:aws:kms:us-east-1:1:key/k", good: "arn:aws:kms:eu-west-1:1:key/k", least: 62 },
        // Of what other resources keep, and of secrets that have rows of their own.
        spared: /(Secret|s3|performanceInsights)KmsKeyId$|lambdaConfig\.|s3\w*\.kmsKey|(outputConfig|dataCaptureConfig|coreDumpConfig|outputDataConfig)\.kmsKeyId$|ebsBlockDevices|(log|volume)\w*KmsKeyId$|[sS]3\w+\.kmsKey|ssmincidents/,
    },
    "buckets of another cell": {
        ...{ cloud: "aws", rule: /^residency\//, bad: "s3://abroad/x", least: 64 },
        property: /(?<!^)([bB]ucket(Name|Arn)?|LogsS3Bucket|[sS]3Uri|[sS]3Output(Path|Location)|modelDataUrl)$/,
        // What is read once, or made of no data of a cell's; or told by another form of name.
        spared: /s3Import|userBucket|caCertificates|loggingConfig|flowLogsS3Bucket|s3ExportConfiguration|resolvedOutput|pipelineDefinition|apiSchema|[vV]ectorBucket|inputDataConfig|outputDataConfig|applicationConfiguration|internetMonitor|conformancePack|reportDefinition|layerVersion|canary/,
    },
    "streams, topics and logs of another cell": {
        ...{ cloud: "aws", rule: /^residency\//, bad: "arn:aws:kinesis:us-east-1:1:stream/one", least: 31 },
        property:
            /([tT]opicArn|destinationArn|[qQ]ueueArn|targetArn|[sS]treamArn|[lL]ogGroupArn|[lL]ogDestination|\.destination|deadLetterConfig\.arn)$/,
        // News of a service about itself, logs of files and of tunnels, and what joins two others.
        spared: /notificationTopicArn|memorydb|autoscaling|aws:sns\/platform|logConfiguration|auditLog|realtimeLogConfig|queryLog|vpcLink|QueueArn|vpnConnection|ruleGroup|streamConsumer|sourceParameters|replicas|logStreamArn|networkfirewall/,
    },
    "policies that grant access to all principals": {
        ...{ cloud: "aws", property: /^(policy|accessPolicies|resourcePolicy|policyDocument)$/, least: 21 },
        rule: /^identity\//,
        bad: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
        good: '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:role/a"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}]}',
        // Public APIs, links that identities narrow further, and policies of another language.
        spared: /serverless|apigateway|vpcEndpoint|[pP]rotectionPolicy|logAccountPolicy|podIdentity|transfer\/user/,
    },
    "grants to all users of Google Cloud": {
        ...{
            cloud: "gcp",
            property: /(^|\.)(members\[\]|member|iamMember|specialGroup|entity)$/,
            rule: /^(identity|exposure)\/public-/,
        },
        ...{ bad: "allUsers", good: "user:one@shop.example", least: 81 },
        spared: /^gcp:dns\/|accessLevel|iamMemberRemove/,
    },
    "the whole internet, where Google Cloud lets it in": {
        ...{ cloud: "gcp", property: /^match\.srcIpRanges\[\]$/, rule: /^exposure\/open-ingress$/ },
        ...{ bad: "0.0.0.0/0", good: "10.0.0.0/8", least: 3, spared: none },
    },
    "what a slip can delete on Google Cloud": {
        ...{ cloud: "gcp", property: /^deletionProtection(Enabled)?$/, types: (_, type) => !type.includes("bigtable") },
        ...{ rule: /^durability\/deletion-protection$/, bad: false, good: true, least: 7 },
        spared: /redis|memcache|[sS]ecret|authority|compute|workbench|organizations|cloudrun|workflows/,
    },
    "keys of another cell on Google Cloud": {
        ...{ cloud: "gcp", types: holds, rule: /^residency\/key$/, least: 39 },
        property: /([kK]msKey(Name|Id|Uri|Link)?|kmsKeyResourceName|cryptoKey(Name|Id)?|kmsKeySelfLink)$/,
        bad: "projects/shop/locations/us-central1/keyRings/r/cryptoKeys/k",
        good: "projects/shop/locations/europe-west3/keyRings/r/cryptoKeys/k",
        // Keys of what it is made of, and of what is in several places.
        spared: /source(Disk|Image|Snapshot)EncryptionKey|cmekConfig|clusters|spanner|pubsub|replication|parameter/,
    },
    "connections in plain text": {
        ...{ cloud: "aws", property: /^(transitEncryptionEnabled|tlsEnabled|requireTls)$/, bad: false, good: true },
        ...{ rule: /^encryption\/internal-transit$/, least: 5, spared: none },
    },
    "connections in plain text, by a word": {
        ...{ cloud: "aws", property: /^clusterEndpointEncryptionType$/, bad: "NONE", good: "TLS" },
        ...{ rule: /^encryption\/internal-transit$/, least: 1, spared: none },
    },
    "connections in plain text, by a parameter": {
        ...{ cloud: "aws", property: /^parameters\[\]\.name$/, bad: "require_ssl" },
        ...{
            rule: /^encryption\/internal-transit$/,
            least: 5,
            spared: /elasticache|cloudfront/,
        },
    },
    "databases of Google Cloud without TLS": {
        ...{
            cloud: "gcp",
            property: /(ipConfiguration|sslConfig)\.sslMode$/,
            bad: "ALLOW_UNENCRYPTED_AND_ENCRYPTED",
            good: "ENCRYPTED_ONLY",
        },
        ...{ rule: /^encryption\/in-transit$/, least: 2, spared: none },
    },
};

/** What takes a key keeps something under it. */
const key =
    /^(kms(Encryption|Data)?Key(Id|Arn|Identifier|Name)?|kmsMasterKeyId|encryptionKey(Arn|Id)?|(storageE|e)ncrypted)$|^(encryption(Configurations?|Config|Specification)|serverSideEncryption)\b/;

/** Resources of the US that are labelled as a cell's of the EU; and what takes a key and keeps nothing, or is elsewhere. */
const misplaced = {
    aws: {
        says: { region: "us-east-1", tags: { "meridian:cell": "eu" } },
        ...{ least: 67, spared: /CreationTemplate|glue\/security|athena\/database|networkfirewall|bucketObject/ },
        keepsNothing: /eventConnection|sfn\/activity|logAnomalyDetector/,
    },
    gcp: {
        says: {
            ...{ location: "us-central1", region: "us-central1", zone: "us-central1-a", project: "shop" },
            ...{ labels: { "meridian-cell": "eu" }, settings: { userLabels: { "meridian-cell": "eu" } } },
        },
        ...{ least: 13, spared: /bigquery\/(table|connection)|bucketObject|firestore|spanner\/(database|backup)/ },
        keepsNothing: /pubsub\/topic|parametermanager\/parameter|Settings/,
    },
};

const inputsWith = (path: string, value: unknown) =>
    path.split(".").reduceRight<unknown>((inner, step) => {
        const isList = step.endsWith("[]");
        return { ...switches, [isList ? step.slice(0, -2) : step]: isList ? [inner] : inner };
    }, value) as Readonly<Record<string, unknown>>;

/** Whether a resource that says no more breaks a rule. */
function breaks({ cloud, rule }: Meaning, type: string, path: string, value: unknown): boolean {
    const one = made(type, "one", { ...inputsWith(path, value), ...clouds[cloud].where });
    const { violations } = judgeState({ deployment: { resources: [...abroad, one] } }, { cells });
    return violations.some(found => found.urn === one.urn && found.verdict === "violated" && rule.test(found.rule));
}

describe("what a property says, of whichever type", function () {
    this.timeout(60_000);

    for (const [what, meaning] of Object.entries(meanings)) {
        it(`finds ${what}`, () => {
            const { bad, cloud, good, least, property, spared, types = () => true } = meaning;
            const { rows, sdk } = clouds[cloud];
            const all = Object.entries(rows)
                .filter(([type, row]) => sdk.knows(type) && types(row, type))
                .flatMap(([type]) => sdk.inputs(type).map((path): [string, string] => [type, path]))
                .filter(([, path]) => property.test(path));
            const found = all.filter(([type, path]) => breaks(meaning, type, path, bad));
            const missed = all.filter(one => !found.includes(one)).map(one => one.join(" "));
            assert.deepEqual(
                missed.filter(one => !spared.test(one)),
                [],
            );
            assert.ok(found.length >= least, `${found.length} found`);
            if (good === undefined) return;
            const wrong = all.filter(([type, path]) => breaks(meaning, type, path, good));
            assert.deepEqual(wrong, []);
        });
    }

    for (const cloud of ["aws", "gcp"] as const) {
        it(`finds in another place than its cell's whatever takes a key: ${cloud}`, () => {
            const { keepsNothing, least, says, spared } = misplaced[cloud];
            const { rows, sdk } = clouds[cloud];
            const all = Object.keys(rows).filter(
                type => sdk.knows(type) && sdk.inputs(type).some(path => key.test(path)),
            );
            const isFound = (type: string) => {
                const { violations } = judgeState({ deployment: { resources: [made(type, "one", says)] } }, { cells });
                return violations.some(({ rule, verdict }) => rule === "residency/place" && verdict === "violated");
            };
            const found = all.filter(isFound);
            const isExpected = (type: string) =>
                !found.includes(type) && !spared.test(type) && !keepsNothing.test(type);
            assert.deepEqual(all.filter(isExpected), []);
            assert.ok(found.length >= least, `${found.length} found`);
        });
    }

    it("knows clusters and snapshots of databases by their identifier, by which others name them", () => {
        const { rows, sdk } = clouds.aws;
        const own = Object.entries(rows).flatMap(([type, row]) => {
            const [, kind = ""] = /:(\w+)$/.exec(type) ?? [];
            if (!sdk.knows(type) || (row.holds === undefined && !kind.startsWith("Global"))) return [];
            const isOwn = new RegExp(`^(db)?${kind}Identifier$`, "i");
            return sdk.inputs(type).flatMap(path => (isOwn.test(path) ? [{ type, row, path }] : []));
        });
        assert.ok(own.length >= 9, `${own.length} found`);
        const unknown = own.filter(({ path, row }) => row.names?.includes(path) !== true);
        assert.deepEqual(
            unknown.map(({ path, type }) => `${type} ${path}`),
            [],
        );
    });
});
