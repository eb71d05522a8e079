/** Where something listens: an IP address, or a name that DNS knows. */
export interface Address {
    readonly host: string;
    readonly port: number;
}

/** Whether the host needs no DNS: IPv4 in dotted form, or IPv6. */
export function isNumeric({ host }: Address): boolean {
    return /^(\d{1,3}\.){3}\d{1,3}$/.test(host) || host.includes(":");
}

/** A destination of a gate: a release's servers, or the gate of another region. */
export interface Upstream {
    readonly addresses: readonly Address[];
    /** Servers speak HTTP/1.1, or HTTP/2 where they are called over gRPC; gates share a few HTTP/2 connections. */
    readonly protocol: "http1" | "http2";
    readonly auth: UpstreamAuth;
    /** `active`: a path that is checked, with no other proof than certificates. `passive`: answers are watched, where checks cost money or there is nothing to check. */
    readonly health: { readonly kind: "active"; readonly path: string } | { readonly kind: "passive" };
    /** The single path for inferences of a host that does not have the paths of the protocol; it then serves nothing else. */
    readonly rewrite?: string;
    /** The largest request that it takes, in KiB: 413 beyond. */
    readonly maxBodyKiB?: number;
}

/** What answers for a release in a region. */
export interface Servers {
    readonly model: string;
    readonly version: string;
    /** Its cluster's name. */
    readonly cluster: string;
    readonly upstream: Upstream;
}

/**
 * The credentials that a gate presents to an upstream. All use TLS; `serverName` is the name that the other side's certificate must have.
 */
export type UpstreamAuth = { readonly serverName: string } & (
    MutualTls | PlatformTls | PublicTls | AwsSignature | GcpIdToken | ClientCredentials | ApiKey
);

/** By certificates of the cell, on both sides. */
export interface MutualTls {
    readonly kind: "mtls";
}

/**
 * By the platform: its proxy beside the gate does TLS with the one beside the server, by certificates that the platform makes. The gate
 * uses plain text, over addresses of its own host only.
 */
export interface PlatformTls {
    readonly kind: "platform";
}

/** No authentication: any client that reaches it is served. */
export interface PublicTls extends FromExternal {
    readonly kind: "tls";
}

/** By a signature over the request (AWS Signature Version 4), with the credentials that the gate's host is given. */
export interface AwsSignature extends FromExternal {
    readonly kind: "aws-sigv4";
    /** As in `sagemaker`. */
    readonly service: string;
    readonly region: string;
}

/** By an identity token for `audience`, from the metadata server of the gate's host. */
export interface GcpIdToken extends FromExternal {
    readonly kind: "gcp-id-token";
    readonly audience: string;
    /** Default: `metadata.google.internal`. */
    readonly metadata?: Address;
}

/** By an access token that the gate requests with a client's id and secret (RFC 6749 §4.4). */
export interface ClientCredentials extends FromExternal {
    readonly kind: "oauth2";
    /** `https://…` */
    readonly tokenUri: string;
    readonly clientId: string;
    readonly clientSecret: Secret;
    readonly scopes?: readonly string[];
}

/** By a key in a header. */
export interface ApiKey extends FromExternal {
    readonly kind: "api-key";
    readonly header: string;
    /** As in `Bearer `. */
    readonly prefix?: string;
    readonly key: Secret;
}

/** Who vouches for a host that is none of the cell's. */
interface FromExternal {
    /** PEM. Default: the public authorities that the gate's host knows. */
    readonly authorities?: string;
}

/** Where the gate's host keeps a secret: it is never part of a configuration. */
export type Secret = { readonly file: string } | { readonly environment: string };

/** The gate of another region, which is shown a certificate of the cell, or the key of its gates. */
export interface PeerUpstream extends Upstream {
    readonly auth: { readonly serverName: string } & (MutualTls | ApiKey);
}

/**
 * The proxy before a gate.
 *
 * `mtls`: none. TLS ends in the gate, which distinguishes clients from other gates by the server name, and requires a certificate of the
 * cell from gates.
 *
 * `tls`: a load balancer that ends clients' TLS and forwards over TLS. `platform`: a platform that forwards in plain text, where no other
 * process can listen. Neither forwards certificates: gates identify each other by a key of the cell (`gateHeader`), and callers can't be
 * identified by certificates. The host's network decides which clients may connect at all.
 */
export type Inbound =
    | { readonly kind: "mtls" }
    | {
          readonly kind: "tls" | "platform";
          /** Read once, at the start. Two while one takes the place of the other: gates start one after the other. */
          readonly gateKeys: readonly [Secret, ...Secret[]];
      };

/** Where a gate runs. */
export interface GateHost {
    readonly inbound: Inbound;
    readonly listen: Address;
    /**
     * Also answers `/live` there, in plain text, and nothing else: for load balancers that can't check where TLS ends before the gate.
     * With `ready` it also answers whether all releases with a weight are loaded: for a host that waits for its first checks.
     * @default - at `listen` only
     */
    readonly live?: Address & { readonly ready?: true };
    /**
     * Where the region's watcher reads what the gate counts, and whether it is ready, by mutual TLS. Needs a certificate.
     *
     * @default - nowhere: the watcher runs beside the gate and opens that socket
     */
    readonly observed?: ObservedAt;
    /**
     * Its own certificate, and the authority of the cell's certificates.
     *
     * @default - it has none: the platform does TLS on both sides of it
     */
    readonly certificate?: CertificateFiles;
    /**
     * The certificate that clients are shown for the cell's name, where TLS ends in the gate.
     *
     * @default - its own
     */
    readonly front?: CertificateFiles;
    /** Directory of the watched configuration files. Relative paths are relative to the gate's working directory. */
    readonly directory: string;
    /** What subjects of experiments are hashed with in the log, one key for each cell. */
    readonly subjectKey: Secret;
    /** Whether a file beside the watched ones decides if routers may send traffic here (`verdict.ts`), from what is measured. */
    readonly judged?: boolean;
    /**
     * Directory of files that change while a configuration in one piece does not: whether clients are to reconnect (`ending.ts`), the
     * verdict if the region is evaluated, and the socket of Envoy's administration if a watcher reads the gate.
     * @default - `directory`; a configuration in one piece reads no such file
     */
    readonly work?: string;
    /** PEM file of the authorities that vouch for public hosts, where there is one. */
    readonly publicAuthorities?: string;
}

/** Where a watcher reads a gate over the network, and the name in that watcher's certificate. */
export interface ObservedAt {
    readonly listen: Address;
    readonly watcher: string;
}

/** PEM files of a process: its certificate, its key, and the authority of its cell. */
export interface CertificateFiles {
    readonly certificate: string;
    readonly key: string;
    readonly authority: string;
    /** The directory that changes when a certificate is renewed. */
    readonly directory: string;
}
