import type { NameRule } from "../cloud";

/** Names that most load balancing resources have (RFC 1035). */
const rfc1035 = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

export const gcpNames: readonly NameRule[] = [
    {
        kind: "Google-managed certificate's first name",
        unless: "existing/certificate",
        form: "{cellHost}",
        max: 64,
        pattern: /^[a-z0-9.-]+$/,
        source: "cloud.google.com/load-balancing/docs/quotas#ssl_certificates: 64 bytes for the first, 253 for others",
    },
    {
        kind: "service account",
        form: "{service}-{cell}-{region}",
        min: 6,
        max: 30,
        pattern: rfc1035,
        source: "gcp.serviceaccount.Account.accountId of @pulumi/gcp 9.37.0",
    },
    {
        kind: "Cloud Run service",
        only: ["container"],
        form: "{service}-{model}-{release}",
        max: 49,
        pattern: rfc1035,
        source: "cloud.google.com/run/docs/deploying",
    },
    {
        kind: "Bigtable instance",
        only: ["store/tables"],
        form: "{service}-{cell}",
        min: 6,
        max: 33,
        pattern: rfc1035,
        source: "gcp.bigtable.Instance.name of @pulumi/gcp 9.37.0",
    },
    {
        kind: "Bigtable cluster",
        only: ["store/tables"],
        form: "{service}-{cell}-{region}",
        min: 6,
        max: 30,
        pattern: rfc1035,
        source: "gcp.bigtable.Instance.clusters[].clusterId of @pulumi/gcp 9.37.0",
    },
    {
        kind: "Cloud Storage bucket",
        form: "{service}-{cell}-{region}",
        min: 3,
        max: 63,
        pattern: /^(?!goog)(?!.*(google|g00gle))[a-z0-9][a-z0-9_-]*[a-z0-9]$/,
        reserve: 8,
        unique: "random",
        source: "cloud.google.com/storage/docs/buckets#naming",
    },
    {
        // A key ring is never deleted, so a stack that comes again needs another.
        kind: "key ring",
        unless: "existing/key",
        form: "{service}-{cell}-{region}",
        max: 63,
        pattern: /^[a-zA-Z0-9_-]+$/,
        reserve: 8,
        unique: "random",
        source: "cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings/create",
    },
    {
        kind: "part of a load balancer",
        form: "{service}-{cell}-{region}",
        max: 63,
        pattern: rfc1035,
        reserve: 8,
        source: "cloud.google.com/compute/docs/naming-resources",
    },
];
