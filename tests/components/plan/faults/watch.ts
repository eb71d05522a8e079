import { pinnedImage } from "../../../support/images";
import { digest } from "../screening";
import { on, type Refused } from "../sketches";

const store = { tables: [{ name: "features", partitionKey: "subject" }] };

const image = pinnedImage();
const images = { gate: image, server: image, fetch: image };

/** Each fault of what is measured of releases, and of what takes a region out of traffic, alone in a config that has no other. */
export const watching: Refused[] = [
    [
        "an objective that regions in one zone can't be expected to meet",
        on("aws", {
            aws: { images, footprint: "small" },
            "observability.slo": { availability: 0.999 },
        }),
        { code: "observability/one-zone", path: "aws.footprint", value: "small" },
    ],
    [
        "regions that are withdrawn, and no store in which they say how they do",
        on("aws", { "observability.withdraw": {} }),
        {
            code: "observability/withdraw-without-store",
            path: "observability.withdraw",
        },
    ],
    [
        "regions that are withdrawn for drift without drift detection",
        on("aws", { store, "observability.withdraw": { psi: 0.5 } }),
        {
            code: "observability/withdraw-without-drift",
            path: "observability.withdraw.psi",
            value: 0.5,
        },
    ],
    [
        "drift of a release with a share and no baseline",
        on("aws", {
            "observability.drift": {},
            'models[0].releases["1.0.0"].baseline': { artifact: "s3://models/1.json", digest: digest("b") },
        }),
        {
            code: "observability/drift-without-baseline",
            path: 'models[0].releases["2.0.0"]',
        },
    ],
    [
        "a lock on files of an audit trail that does not exist",
        on("aws", { aws: { images, auditLock: { mode: "governance", days: 30 } } }),
        { code: "aws/audit-lock", path: "aws.auditLock" },
    ],
    [
        "a lock on files of an audit trail in a stack that deletes them",
        on("aws", {
            aws: { images, auditLock: { mode: "governance", days: 30 } },
            store: { ...store, ephemeral: true },
            "observability.audit": true,
        }),
        { code: "aws/audit-lock", path: "aws.auditLock" },
    ],
    [
        "a lock on files of an audit trail that expire before",
        on("aws", { aws: { images, auditLock: { mode: "compliance", days: 91 } }, "observability.audit": true }),
        { code: "aws/audit-lock", path: "aws.auditLock.days", value: 91 },
    ],
    [
        "samples of payloads without a record of their readers",
        on("local", { "observability.samples": { percent: 1 } }),
        {
            code: "observability/samples-without-audit",
            path: "observability.samples",
        },
    ],
    [
        "a time before traffic comes back to regions that nothing takes it from",
        on("local", { "routing.failover.failbackAfterSeconds": 60 }),
        {
            code: "routing/failback-unused",
            path: "routing.failover.failbackAfterSeconds",
            value: 60,
        },
    ],
];
