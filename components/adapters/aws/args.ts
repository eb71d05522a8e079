import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Images of what runs in a region, each from a registry that its tasks reach without the internet (ECR of the account there) and by its
 * digest: `{account}.dkr.ecr.{region}.amazonaws.com/<repository>@sha256:<digest>`, where `{account}` and `{region}` stand for those that
 * tasks run in.
 */
export interface AwsImages {
    /**
     * The gate: Envoy 1.30 or later at `/usr/local/bin/envoy`, with the public authorities in `/etc/ssl/certs/ca-certificates.crt`, and
     * with `sh`, `base64` and `gunzip`, as the vendor's image but its distroless one. Beside a server of one's own, which it is the sidecar
     * of, also with `wget`, as image `gate` of the runtime.
     */
    readonly gate: string;
    /** The model server: image `runtime`, or `runtime-native`, of `npm run images` (docs/operations/images.md). */
    readonly server: string;
    /** What reads a release from S3 before its server starts: `runtime/fetch`. */
    readonly fetch: string;
}

/** Providers that a program brings, by the names of cells. */
export type CellProviders = Readonly<Record<string, aws.Provider>>;

/** What the adapter for AWS takes. */
export interface AwsArgs {
    /**
     * Begins the names of all resources: lower-case letters, digits and inner hyphens, 32 at most.
     *
     * @default - the service of a `Service`, else the project's name
     */
    readonly service?: string;
    /**
     * Where the images of the runtime are that `meridian.lock.json` has the digests of, as `aws.registry` of the config of a `Service`.
     *
     * @default - that of the config
     */
    readonly registry?: string;
    /**
     * What runs in each region, instead of images of the runtime.
     *
     * @default - `aws.images` and `aws.registry` of the config of a `Service`; without one they must be said
     */
    readonly images?: AwsImages;
    /**
     * Providers by cell, as in `{ eu: new aws.Provider(…) }`: each stands for the account of its cell, in place of what the options of a
     * `Service` or of a parent bring, and has tags of its own. A `Service` refuses the name of a cell
     * without a region on AWS; elsewhere such a name has no effect.
     *
     * @default - the provider among the options, else one that the adapter makes for the account of the cell
     */
    readonly providers?: CellProviders;
    /**
     * On every resource, beside `meridian:service` and `meridian:cell`: 8 at most. To see cost by them, activate them as cost allocation tags.
     *
     * @default - none
     */
    readonly tags?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Days that logs are kept, 1 to 3650: one of those that CloudWatch knows; the next longer one is taken.
     *
     * @default 90
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
     * Takes keys and data away with the stack. For stacks to try things with.
     *
     * @default false
     */
    readonly ephemeral?: boolean;
}

/** The same with its defaults, and what one adapter shares in a program. */
export interface AwsSettings {
    readonly service: string;
    readonly images: AwsImages;
    /** Of servers of one's own, by cell, as far as a config names them. */
    readonly ownImages?: ReadonlyMap<string, readonly string[]>;
    readonly providers: CellProviders;
    readonly tags: Readonly<Record<string, pulumi.Input<string>>>;
    readonly retainDays: number;
    readonly manage: boolean;
    readonly ephemeral: boolean;
}
