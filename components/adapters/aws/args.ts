import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { AuditLock } from "../../plan/config/aws";
import type { PushedImages } from "./pushed-images";

/**
 * Images of a region's containers, each by its digest from a registry that its tasks reach without the internet (ECR of the account
 * there): `{account}.dkr.ecr.{region}.amazonaws.com/<repository>@sha256:<digest>`, where `{account}` and `{region}` are replaced with
 * those of the task.
 */
export interface AwsImages {
    /**
     * The gate: Envoy 1.30 or later at `/usr/local/bin/envoy`, with the public authorities in `/etc/ssl/certs/ca-certificates.crt`, and
     * with `sh`, `base64` and `gunzip`, such as the vendor's image except its distroless one. As a sidecar of a custom server it
     * also needs `wget`, as in image `gate` of the runtime.
     */
    readonly gate: string;
    /** The model server: image `runtime`, or `runtime-native`, of `npm run images` (docs/operations/images.md). */
    readonly server: string;
    /** Downloads a release from S3 before its server starts: `runtime/fetch`. */
    readonly fetch: string;
}

/** Providers of a program, by the names of cells. */
export type CellProviders = Readonly<Record<string, aws.Provider>>;

/** Arguments of the adapter for AWS. */
export interface AwsArgs {
    /**
     * Prefix of the names of all resources: lower-case letters, digits and inner hyphens, at most 32.
     * @default - the service of a `Service`, else the project's name
     */
    readonly service?: string;
    /**
     * The registry of the runtime's images whose digests are in `meridian.lock.json`, as `aws.registry` of the config of a `Service`.
     * @default - that of the config
     */
    readonly registry?: string;
    /**
     * Images of each region that replace the runtime's.
     * @default - `aws.images` and `aws.registry` of the config of a `Service`; required without one
     */
    readonly images?: AwsImages;
    /**
     * Providers by cell, as in `{ eu: new aws.Provider(…) }`. Each is used for the account of its cell, instead of the provider among the
     * options of a `Service` or of a parent, and has tags of its own. A `Service` rejects the name of a cell without a region on AWS;
     * elsewhere such a name has no effect.
     * @default - the provider among the options, else one that the adapter creates for the account of the cell
     */
    readonly providers?: CellProviders;
    /**
     * Tags of every resource in addition to `meridian:service` and `meridian:cell`, at most 8. To see cost by them, activate them as cost
     * allocation tags.
     * @default - none
     */
    readonly tags?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Days of log retention in all cells, 1 to 3650. It is rounded up to the next value that CloudWatch accepts.
     * @default - as the config of a `Service` and the standards of each cell require, else 90
     */
    readonly retainDays?: number;
    /**
     * Whether resources that an account has once per region are created: replication of images from a cell's primary region to its others
     * (this replaces any replication that is configured there), retention of those images, and permission for AWS Backup to copy tables.
     * Set it to false if another team owns the account.
     * @default true
     */
    readonly manage?: boolean;
    /**
     * Whether balancers, too, check the tokens of callers, before gates do. They accept only tokens that are signed by RS256, and at most
     * 10 keys of 150 KB together (docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html).
     * @default false
     */
    readonly tokensAtBalancer?: boolean;
    /**
     * Requests that a front admits from one client address in a minute, approximately; 100 to 2,000,000,000. More are answered with 429.
     * Clients behind one NAT gateway have one address; gates of other regions are not counted.
     * @default - 30000, or the peak of the `demand` of a `Service` where that is higher
     */
    readonly requestsPerAddress?: number;
    /**
     * Address ranges in CIDR notation whose clients may connect to balancers. With them balancers are internal, networks have to exist
     * already, and the `GlobalRouter` needs `edge: "internal"`.
     * @default - that of the config of a `Service`, else none: balancers are public
     */
    readonly clients?: readonly string[];
    /**
     * How much of a region is spare. `small`: tasks in one zone, whose loss is that of the region, one gate at least, and no Container
     * Insights; a region costs about 100 USD a month less. It can be changed at any time, and nothing is replaced.
     * @default "full"
     */
    readonly footprint?: "full" | "small";
    /**
     * Which connections in networks that are created are recorded.
     * @default - that of the config of a `Service`, else all in cells with protected data and none in others
     */
    readonly flowLogs?: "all" | "rejected" | "none";
    /**
     * Locks the files of audit trails for so many days, by Object Lock of S3. In mode `governance` identities with
     * `s3:BypassGovernanceRetention` may delete and change them, in mode `compliance` none may.
     * @default - that of the config of a `Service`, else none
     */
    readonly auditLock?: AuditLock;
    /**
     * Protects balancers from deletion, by AWS and by the engine. Set it to false and update the stack before you destroy the stack or
     * remove a region.
     * @default - that of the config of a `Service`, else true unless `ephemeral`
     */
    readonly deletionProtection?: boolean;
    /**
     * Deletes keys and data together with the stack. For test stacks.
     * @default false
     */
    readonly ephemeral?: boolean;
}

/** The same with its defaults, and the state that one adapter shares in a program. */
export interface AwsSettings {
    readonly service: string;
    readonly images: AwsImages;
    /** Where those that tasks need are looked up. */
    readonly pushed: PushedImages;
    /** Images of custom servers, by cell, as far as a config names them. */
    readonly ownImages?: ReadonlyMap<string, readonly string[]>;
    readonly providers: CellProviders;
    readonly tags: Readonly<Record<string, pulumi.Input<string>>>;
    /** Days of retention of a cell's logs. */
    readonly retainDays: (cell: string) => number;
    readonly manage: boolean;
    readonly tokensAtBalancer: boolean;
    /** In a minute. */
    readonly requestsPerAddress: number;
    /** Of internal fronts. Undefined: fronts are public. */
    readonly clients?: readonly string[];
    readonly footprint: NonNullable<AwsArgs["footprint"]>;
    readonly flowLogs?: AwsArgs["flowLogs"];
    readonly auditLock?: AuditLock;
    readonly deletionProtection: boolean;
    readonly ephemeral: boolean;
}
