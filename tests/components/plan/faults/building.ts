import { emptyLock } from "../../../../components/plan/config/lock";
import type { Beside } from "../../../../components/plan/plan";
import { digest } from "../screening";
import { type Changes, on, type Refused } from "../sketches";
import { imageDigest, pinnedImage } from "../../../support/images";

const image = pinnedImage();
const placeholder = `sha256:${"0".repeat(63)}1`;
const none = `registry.example.com/image@${placeholder}`;
const toBuild: Beside = { toBuild: true };
const jwt = { issuer: "https://issuer.example.com", audience: "a", jwksUri: "https://issuer.example.com/keys" };
const onAws = (changes: Changes) =>
    on("aws", { aws: { images: { gate: image, server: image, fetch: image } }, ...changes });

/** Fronts that only clients in the networks of the team reach. */
const internal: Changes = {
    "routing.edge": "internal",
    "aws.clients": ["10.0.0.0/8"],
    ...Object.fromEntries(
        ["aws:eu-west-1", "aws:eu-central-1"].map((region, i) => [
            `cells[0].existing["${region}"]`,
            { network: `vpc-${i}`, subnets: [`subnet-${i}`], publicSubnets: [`subnet-${i}1`, `subnet-${i}2`] },
        ]),
    ),
};

const images = { gate: image, runtime: image, fetch: image };
const [fra, lis, hel] = ["fra-onprem", "lis-onprem", "hel-onprem"].map(
    name => `cells[0].existing["kubernetes:${name}"]`,
) as [string, string, string];
const onKubernetes = (changes: Changes) =>
    on("kubernetes", {
        kubernetes: { images, front: { certificate: "cell" } },
        [`${fra}.cluster`]: "fra",
        [`${lis}.cluster`]: "lis",
        ...changes,
    });

const ofOnesOwn = (image: string) => ({
    name: "irises",
    releases: {
        "1.0.0": {
            artifact: "https://models.example.com/irises",
            digest: digest("1"),
            server: { protocol: "oip-http", image, port: 8080 },
        },
    },
    traffic: [{ version: "1.0.0", percent: 100 }],
});

const withServer = (more: object) => {
    const model = ofOnesOwn(image);
    const { "1.0.0": release } = model.releases;
    return { ...model, releases: { "1.0.0": { ...release, server: { ...release.server, ...more } } } };
};

const backup = {
    'places["kubernetes:hel-onprem"]': { city: "Helsinki", country: "FI", latitude: 60.17, longitude: 24.94 },
    "cells[0].backup": "kubernetes:hel-onprem",
};
const table = { name: "features", partitionKey: "subject" };
/** Tables in two clusters and a backup location. */
const withTables = {
    ...backup,
    [`${hel}.cluster`]: "hel",
    "store.tables": [table],
    kubernetes: {
        images: { ...images, store: image },
        front: { certificate: "cell" },
        store: { peers: ["203.0.113.0/24"], key: { secret: "store" } },
    },
};

/** The same settings with buckets for copies. */
const withBuckets = (...places: readonly string[]) => ({
    ...withTables.kubernetes,
    store: {
        ...withTables.kubernetes.store,
        backups: Object.fromEntries(
            places.map(place => [
                `kubernetes:${place}`,
                { bucket: "https://s3.example.com/screening", credentials: { secret: "backup" } },
            ]),
        ),
    },
});

/** Each fault of asking for what can be planned and is built nowhere, alone in a config that has no other. */
export const building: Refused[] = [
    [
        "a cloud without an adapter",
        on("gcp", { "cells[0].regions": ["gcp:europe-west1"], "cells[0].primary": "gcp:europe-west1" }),
        {
            code: "capability/no-adapter",
            path: "cells[0].regions[0]",
            value: "gcp:europe-west1",
        },
        toBuild,
    ],
    [
        "no images for AWS",
        on("aws"),
        {
            code: "capability/settings-missing",
            path: "aws",
        },
        toBuild,
    ],
    [
        "no registry with the images that run on AWS",
        on("aws", { aws: {} }),
        {
            code: "image/registry-missing",
            path: "aws.registry",
        },
    ],
    [
        "images that the lock has no digest of",
        on("aws", { aws: { registry: "registry.example.com/meridian" } }),
        {
            code: "image/not-locked",
            path: "aws.registry",
            value: "registry.example.com/meridian",
        },
    ],
    [
        "an image by the digest of none",
        on("aws", { aws: { images: { gate: none, server: image, fetch: image } } }),
        {
            code: "image/placeholder",
            path: "aws.images.gate",
            value: none,
        },
    ],
    [
        "a lock with digests of none",
        on("aws", { aws: { registry: "registry.example.com/meridian" } }),
        {
            code: "image/locked-placeholder",
            path: "aws.registry",
            value: "registry.example.com/meridian",
        },
        {
            lock: {
                ...emptyLock,
                images: { gate: placeholder, runtime: imageDigest("runtime"), fetch: `sha256:${"12".repeat(32)}` },
            },
        },
    ],
    [
        "a partition with endpoints of other names",
        onAws({
            "cells[0].jurisdictions": ["CN"],
            "cells[0].regions": ["aws:cn-north-1"],
            "cells[0].primary": "aws:cn-north-1",
        }),
        {
            code: "capability/partition",
            path: "cells[0].regions[0]",
            value: "aws:cn-north-1, of aws-cn",
        },
        toBuild,
    ],
    [
        "what AWS could do and its adapter doesn't, with the clouds where it is built",
        onAws({ "observability.anomalies": true }),
        {
            code: "capability/not-built",
            path: "observability.anomalies",
            value: true,
        },
        toBuild,
    ],
    [
        "alerts on unusual cost in an account that a cell has of its own on AWS",
        onAws({
            "cells[0].accounts": { aws: { roleArn: "arn:aws:iam::222222222222:role/meridian" } },
            budget: { monthly: 5, currency: "USD", anomalies: true },
        }),
        {
            code: "budget/anomalies-in-member-account",
            path: "budget.anomalies",
            value: true,
        },
        toBuild,
    ],
    [
        "a hosting that is built on another cloud alone",
        onAws({ "serving.hosting": "managed" }),
        {
            code: "capability/not-built",
            path: "serving.hosting",
            value: "managed",
        },
        toBuild,
    ],
    [
        "a way to scale that the same hosting has on another cloud",
        onAws({ "serving.scaling.hours": [{ from: "08:00", to: "18:00", timezone: "UTC", min: 4 }] }),
        {
            code: "capability/not-built",
            path: "serving.scaling.hours",
        },
        toBuild,
    ],
    [
        "an edge mode that is built nowhere",
        onAws({ "routing.edge": "anycast" }),
        {
            code: "capability/not-built",
            path: "routing.edge",
            value: "anycast",
        },
        toBuild,
    ],
    [
        "a network without its subnets",
        onAws({ 'cells[0].existing["aws:eu-west-1"].network': "vpc-1" }),
        {
            code: "existing/together",
            path: 'cells[0].existing["aws:eu-west-1"].network',
        },
        toBuild,
    ],
    [
        "a key of another region",
        onAws({ 'cells[0].existing["aws:eu-west-1"].key': "arn:aws:kms:us-east-1:111122223333:key/1" }),
        {
            code: "existing/form",
            path: 'cells[0].existing["aws:eu-west-1"].key',
            value: "arn:aws:kms:us-east-1:111122223333:key/1",
        },
        toBuild,
    ],
    [
        "a single public subnet",
        onAws({
            'cells[0].existing["aws:eu-west-1"]': {
                network: "vpc-1",
                subnets: ["subnet-1"],
                publicSubnets: ["subnet-2"],
            },
        }),
        { code: "existing/form", path: 'cells[0].existing["aws:eu-west-1"].publicSubnets' },
        toBuild,
    ],
    [
        "internal fronts in a network that is created",
        onAws({ ...internal, 'cells[0].existing["aws:eu-central-1"]': undefined }),
        { code: "aws/internal-edge", path: 'cells[0].existing["aws:eu-central-1"].network' },
        toBuild,
    ],
    [
        "internal fronts that admit no client",
        onAws({ ...internal, "aws.clients": undefined }),
        { code: "aws/internal-edge", path: "aws.clients" },
        toBuild,
    ],
    [
        "clients of public fronts",
        onAws({ "aws.clients": ["10.0.0.0/8"] }),
        { code: "aws/internal-edge", path: "aws.clients" },
        toBuild,
    ],
    [
        "a range of clients twice",
        onAws({ ...internal, "aws.clients": ["10.0.0.0/8", "10.0.0.0/8"] }),
        { code: "config/value", path: "aws.clients", value: "a list" },
        toBuild,
    ],
    [
        "the internet as a range of clients",
        onAws({ ...internal, "aws.clients": ["0.0.0.0/0"] }),
        { code: "config/value", path: "aws.clients", value: "a list" },
        toBuild,
    ],
    [
        "a range of clients that is none",
        onAws({ ...internal, "aws.clients": ["10.0.0.0"] }),
        { code: "config/value", path: "aws.clients[0]", value: "10.0.0.0" },
        toBuild,
    ],
    [
        "internal fronts without a domain",
        onAws({ ...internal, domain: undefined }),
        { code: "routing/domain-missing", path: "domain" },
        toBuild,
    ],
    [
        "something brought to a backup location",
        onAws({
            "cells[0].backup": "aws:eu-north-1",
            'cells[0].existing["aws:eu-north-1"].key': "arn:aws:kms:eu-north-1:111122223333:key/1",
        }),
        {
            code: "existing/backup-place",
            path: 'cells[0].existing["aws:eu-north-1"]',
            value: "aws:eu-north-1",
        },
        toBuild,
    ],
    [
        "a budget in another currency than AWS takes",
        onAws({ budget: { monthly: 100, currency: "EUR" } }),
        {
            code: "capability/currency",
            path: "budget.currency",
            value: "EUR",
        },
        toBuild,
    ],
    [
        "copies of a table that is brought",
        onAws({
            "cells[0].backup": "aws:eu-north-1",
            store: {
                tables: [
                    { name: "t", partitionKey: "id", existing: { "aws:eu-west-1": "t", "aws:eu-central-1": "t" } },
                ],
                backup: {},
            },
        }),
        {
            code: "store/backup-of-existing",
            path: "store.tables[0].existing",
        },
        toBuild,
    ],
    [
        "GPUs that no machine has as many of",
        onAws({ serving: { gpu: { count: 16 }, memoryGiB: 9 } }),
        {
            code: "capability/machine",
            path: "serving.gpu",
            value: "16 × any, any processors, 9 GiB",
        },
    ],
    [
        "GPUs in a region of AWS that offers none",
        onAws({
            "cells[0].jurisdictions": ["EU", "CA"],
            "cells[0].regions": ["aws:eu-west-1", "aws:ca-west-1"],
            serving: { gpu: {} },
        }),
        {
            code: "capability/machine",
            path: "serving.gpu",
            value: "aws:ca-west-1",
        },
    ],
    [
        "machines that are too small for a replica",
        onAws({ serving: { gpu: { type: "g5.xlarge" }, cpu: 64 } }),
        {
            code: "capability/machine",
            path: "serving.gpu",
            value: "1 × g5.xlarge, 64 processors, any GiB",
        },
    ],
    [
        "machines that are in no table",
        onAws({ serving: { gpu: { type: "z9.large" }, cpu: 2 } }),
        {
            code: "capability/machine",
            path: "serving.gpu",
            value: "1 × z9.large, 2 processors, any GiB",
        },
    ],
    [
        "a type of GPUs without a domain",
        onKubernetes({ "models[1]": ofOnesOwn(image), serving: { gpu: { type: "L4" } } }),
        {
            code: "capability/gpu-type",
            path: "serving.gpu.type",
            value: "L4",
        },
    ],
    [
        "an Edge TPU for ONNX releases",
        onKubernetes({ serving: { hosting: "edge", gpu: { type: "google.com/edgetpu" } } }),
        {
            code: "capability/gpu-server",
            path: "serving.gpu",
        },
    ],
    [
        "GPUs where custom servers run on other clouds",
        onKubernetes({
            "cells[1]": { name: "us", jurisdictions: ["US"], dataClasses: ["internal"], regions: ["aws:us-east-1"] },
            "models[1]": {
                ...ofOnesOwn(`{account}.dkr.ecr.{region}.amazonaws.com/mlserver@${imageDigest("mlserver")}`),
                cells: ["us"],
            },
            serving: { gpu: {} },
            "routing.names": "aws",
            "observability.home": "aws:us-east-1",
        }),
        {
            code: "capability/gpu-server",
            path: "serving.gpu",
        },
    ],
    [
        "volumes of sites in a stack without sites",
        onKubernetes({ "kubernetes.edge": { volumeGiB: 2 } }),
        {
            code: "kubernetes/no-site",
            path: "kubernetes.edge",
        },
    ],
    [
        "an installation of KServe where it runs nothing",
        onKubernetes({ "kubernetes.kserve": {} }),
        {
            code: "kubernetes/no-kserve",
            path: "kubernetes.kserve",
        },
    ],
    [
        "no replica of KServe's",
        onKubernetes({ serving: { hosting: "managed", scaling: { min: 0 } } }),
        {
            code: "capability/hosting",
            path: "serving.scaling.min",
            value: 0,
        },
    ],
    [
        "a variable that KServe blocks",
        onKubernetes({
            "models[1]": withServer({ env: { PYTHONPATH: "/opt" } }),
            "serving.hosting": "managed",
        }),
        {
            code: "server/variable-blocked",
            path: 'models[1].releases["1.0.0"].server.env.PYTHONPATH',
            value: "PYTHONPATH",
        },
    ],
    [
        "a secret variable that KServe blocks",
        onKubernetes({
            "models[1]": withServer({ secrets: { PYTHONPATH: { secret: "path" } } }),
            "serving.hosting": "managed",
        }),
        {
            code: "server/variable-blocked",
            path: 'models[1].releases["1.0.0"].server.secrets.PYTHONPATH',
            value: "PYTHONPATH",
        },
    ],
    [
        "a release that is called as what KServe makes for another one",
        onKubernetes({
            'models[0].releases["1.0.0-predictor"]': {
                artifact: "https://models.example.com/3.onnx",
                digest: digest("3"),
            },
            "serving.hosting": "managed",
        }),
        {
            code: "name/release-twice",
            path: 'models[0].releases["1.0.0-predictor"]',
            value: "screening-1-0-0-predictor",
        },
    ],
    [
        "a hosting that this machine can't have, once",
        on("local", { "serving.hosting": "managed" }),
        {
            code: "capability/hosting",
            path: "serving.hosting",
            value: "managed",
        },
        toBuild,
    ],
    [
        "a cloud that is none, once",
        onAws({ "cells[0].backup": "oracle:x" }),
        {
            code: "catalogue/unknown-cloud",
            path: "cells[0].backup",
            value: "oracle:x",
        },
        toBuild,
    ],
    [
        "deployers by a pattern",
        onAws({ 'serving.access["aws:eu-west-1"].deployers': ["*"] }),
        {
            code: "access/principal",
            path: 'serving.access["aws:eu-west-1"].deployers[0]',
            value: "*",
        },
    ],
    [
        "deployers of a cluster that include all users",
        onKubernetes({ 'serving.access["kubernetes:fra-onprem"].deployers': ["group:system:authenticated"] }),
        {
            code: "access/principal",
            path: 'serving.access["kubernetes:fra-onprem"].deployers[0]',
            value: "group:system:authenticated",
        },
    ],
    [
        "named callers without tokens to know them by",
        onAws({ 'serving.access["aws:eu-west-1"].invokers': ["a"] }),
        {
            code: "access/no-token",
            path: 'serving.access["aws:eu-west-1"].invokers',
            value: "a",
        },
    ],
    [
        "a model that none of a region's named callers may ask",
        onAws({
            'serving.access["aws:eu-west-1"].invokers': ["a"],
            "routing.auth": { jwt },
            "models[0].requires": { claims: { sub: ["b"] } },
        }),
        {
            code: "access/no-invoker",
            path: "models[0].requires.claims.sub",
            value: "b",
        },
    ],
    [
        "a region of Kubernetes without a cluster",
        onKubernetes({ [`${lis}.cluster`]: undefined }),
        {
            code: "existing/required",
            path: `${lis}.cluster`,
        },
        toBuild,
    ],
    [
        "a release from a bucket, which no pod downloads yet",
        onKubernetes({ 'models[0].releases["1.0.0"].artifact': "s3://models/1.onnx" }),
        {
            code: "capability/not-built",
            path: 'models[0].releases["1.0.0"].artifact',
            value: "s3://models/1.onnx",
        },
        toBuild,
    ],
    [
        "two regions in one cluster",
        onKubernetes({ [`${lis}.cluster`]: "fra" }),
        {
            code: "existing/shared",
            path: `${lis}.cluster`,
            value: "fra",
        },
        toBuild,
    ],
    [
        "tables of Kubernetes in a backup location without a cluster",
        onKubernetes({ ...withTables, [`${hel}.cluster`]: undefined }),
        {
            code: "existing/required",
            path: `${hel}.cluster`,
        },
        toBuild,
    ],
    [
        "a backup location of Kubernetes in the cluster of a region",
        onKubernetes({ ...withTables, [`${hel}.cluster`]: "fra" }),
        {
            code: "existing/shared",
            path: `${hel}.cluster`,
            value: "fra",
        },
        toBuild,
    ],
    [
        "a certificate for clients in a backup location of Kubernetes",
        onKubernetes({ ...withTables, [`${hel}.certificate`]: "screening-tls" }),
        {
            code: "existing/backup-place",
            path: `${hel}.certificate`,
        },
        toBuild,
    ],
    [
        "a cluster for a backup location of Kubernetes in which nothing runs",
        onKubernetes({ ...backup, [`${hel}.cluster`]: "hel" }),
        {
            code: "existing/backup-place",
            path: hel,
            value: "kubernetes:hel-onprem",
        },
        toBuild,
    ],
    [
        "tables of Kubernetes without a key and peers",
        onKubernetes({ ...withTables, kubernetes: { images, front: { certificate: "cell" } } }),
        {
            code: "kubernetes/store-missing",
            path: "kubernetes.store",
        },
        toBuild,
    ],
    [
        "copies of tables on Kubernetes without a bucket in the backup location",
        onKubernetes({ ...withTables, "store.backup": {} }),
        {
            code: "kubernetes/backup-bucket-missing",
            path: 'kubernetes.store.backups["kubernetes:hel-onprem"]',
        },
        toBuild,
    ],
    [
        "a bucket for copies in a region of Kubernetes",
        onKubernetes({ ...withTables, "store.backup": {}, kubernetes: withBuckets("hel-onprem", "lis-onprem") }),
        {
            code: "kubernetes/unknown-backup-place",
            path: 'kubernetes.store.backups["kubernetes:lis-onprem"]',
            value: "kubernetes:lis-onprem",
        },
        toBuild,
    ],
    [
        "a bucket for copies on Kubernetes that are not made",
        onKubernetes({ ...withTables, kubernetes: withBuckets("hel-onprem") }),
        {
            code: "kubernetes/unknown-backup-place",
            path: 'kubernetes.store.backups["kubernetes:hel-onprem"]',
            value: "kubernetes:hel-onprem",
        },
        toBuild,
    ],
    [
        "hours between copies that no schedule of a CronJob has",
        onKubernetes({
            ...withTables,
            "store.backup": { everyHours: 5 },
            kubernetes: withBuckets("hel-onprem"),
        }),
        {
            code: "store/backup-hours",
            path: "store.backup.everyHours",
            value: 5,
        },
        toBuild,
    ],
    [
        "a front of Kubernetes without a certificate",
        onKubernetes({ kubernetes: { images }, [`${fra}.certificate`]: "screening-tls" }),
        {
            code: "kubernetes/front-certificate",
            path: `${lis}.certificate`,
        },
        toBuild,
    ],
    [
        "source addresses of a balancer in whose place is a Gateway",
        onKubernetes({
            kubernetes: {
                images,
                front: { certificate: "cell", sources: ["203.0.113.0/24"] },
                gatewayClass: "passthrough",
            },
        }),
        {
            code: "kubernetes/gateway-front",
            path: "kubernetes.front.sources",
        },
        toBuild,
    ],
    [
        "records of names of Kubernetes, where the names are those of AWS",
        onKubernetes({
            kubernetes: { images, front: { certificate: "cell" }, names: "external-dns" },
            "routing.names": "aws",
        }),
        {
            code: "kubernetes/names-unused",
            path: "kubernetes.names",
            value: "external-dns",
        },
        toBuild,
    ],
    [
        "regions that are to be withdrawn, under records that lead to all of them",
        onKubernetes({
            ...withTables,
            kubernetes: { ...withTables.kubernetes, names: "external-dns" },
            "observability.withdraw": {},
        }),
        {
            code: "kubernetes/names-unchecked",
            path: "observability.withdraw",
        },
        toBuild,
    ],
    [
        "more annotations than a Gateway may have",
        onKubernetes({
            kubernetes: {
                images,
                front: {
                    certificate: "cell",
                    annotations: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`a${i}`, "on"])),
                },
                gatewayClass: "passthrough",
            },
        }),
        {
            code: "kubernetes/gateway-annotations",
            path: "kubernetes.front.annotations",
            value: 9,
        },
        toBuild,
    ],
    [
        "a cluster without an issuer in a cell that has one in another cluster",
        onKubernetes({ [`${fra}.authority`]: "clusterissuer/eu" }),
        {
            code: "kubernetes/issuer-missing",
            path: `${lis}.authority`,
        },
        toBuild,
    ],
    [
        "a backup location of Kubernetes without an issuer in a cell that has some",
        onKubernetes({ ...withTables, [`${fra}.authority`]: "issuer/ca", [`${lis}.authority`]: "issuer/ca" }),
        {
            code: "kubernetes/issuer-missing",
            path: `${hel}.authority`,
        },
        toBuild,
    ],
    [
        "an authority of Kubernetes of another kind than those of cert-manager",
        onKubernetes({ [`${fra}.authority`]: "issuer/ca", [`${lis}.authority`]: "secret/ca" }),
        {
            code: "existing/form",
            path: `${lis}.authority`,
            value: "secret/ca",
        },
        toBuild,
    ],
    [
        "a table that exists in one of a cell's regions only",
        onAws({ store: { tables: [{ name: "t", partitionKey: "id", existing: { "aws:eu-west-1": "t" } }] } }),
        {
            code: "store/existing-partly",
            path: "store.tables[0].existing",
            value: "main",
        },
    ],
];
