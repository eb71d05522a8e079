/** Where something listens. */
export interface Address {
    readonly host: string;
    readonly port: number;
}

/** What stands behind a gate, or beside it: a release's servers, or the gate of another region. */
export interface Upstream {
    readonly addresses: readonly Address[];
    /** Servers speak HTTP/1.1; gates share a few HTTP/2 connections. */
    readonly protocol: "http1" | "http2";
    /** Mutual TLS; `serverName` is the name that the other side's certificate must have. */
    readonly auth: { readonly kind: "mtls"; readonly serverName: string };
    readonly health: { readonly kind: "active"; readonly path: string };
}

/** Where a gate runs. */
export interface GateHost {
    /** `mtls`: clients' TLS ends in the gate, and other gates show the cell's certificates. */
    readonly inbound: "mtls";
    readonly listen: Address;
    readonly certificate: CertificateFiles;
    /** Directory of the watched configuration files. Relative paths are relative to the gate's working directory. */
    readonly directory: string;
}

/** PEM files of a process: its certificate, its key, and the authority of its cell. */
export interface CertificateFiles {
    readonly certificate: string;
    readonly key: string;
    readonly authority: string;
    /** The directory that changes when a certificate is renewed. */
    readonly directory: string;
}
