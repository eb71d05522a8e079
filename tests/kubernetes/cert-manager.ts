import assert from "node:assert/strict";
import { issue, type Issued, makeAuthority, makeIntermediate } from "../../runtime/certifier/certificates";
import type { Cluster } from "../support/clusters/cluster";
import { Controller } from "../support/clusters/controller";

const certificate = { apiVersion: "cert-manager.io/v1", kind: "Certificate" } as const;

interface Certificate {
    readonly metadata: {
        readonly name: string;
        readonly namespace: string;
        readonly generation: number;
        readonly deletionTimestamp?: string;
    };
    readonly spec: {
        readonly secretName: string;
        readonly dnsNames: readonly string[];
        readonly issuerRef: { readonly kind: string; readonly name: string };
        readonly privateKey: object;
    };
    readonly status?: { readonly conditions?: readonly { readonly observedGeneration: number }[] };
}

/** A root outside of clusters, and what it signed for an issuer of type CA. */
export interface Pki {
    readonly root: string;
    readonly intermediate: Issued;
}

/** For names below a host. */
export async function makePki(host: string): Promise<Pki> {
    const root = await makeAuthority("root of the operator", host, { pathLength: 1 });
    return { root: root.certificate, intermediate: await makeIntermediate(root, "issuer of the cluster", [host]) };
}

/**
 * What cert-manager does in a cluster for Certificates of one ClusterIssuer of type CA, whose Secret has the whole chain: the certificate is
 * followed by the intermediate, and `ca.crt` is the root; the condition Ready follows. It proves nothing about cert-manager: its requests and
 * their approval, its webhook, renewals, and what other types of issuers write.
 */
export class CertManager {
    private readonly controller: Controller;

    constructor(
        private readonly cluster: Pick<Cluster, "api">,
        private readonly issuer: string,
        private readonly pki: Pki,
    ) {
        this.controller = new Controller(() => this.reconcile(), [{ api: cluster.api, kinds: [certificate] }]);
    }

    /** Throws the error by which it ended before. */
    close(): Promise<void> {
        return this.controller.close();
    }

    private async reconcile(): Promise<void> {
        const found = await this.cluster.api.listAll<Certificate>(certificate);
        for (const one of found.filter(one => this.isDue(one))) await this.certify(one);
    }

    /** The deletion of an object counts as another generation. */
    private isDue({ metadata, spec, status }: Certificate): boolean {
        const { kind, name } = spec.issuerRef;
        return (
            metadata.deletionTimestamp === undefined &&
            kind === "ClusterIssuer" &&
            name === this.issuer &&
            (status?.conditions?.[0]?.observedGeneration ?? 0) < metadata.generation
        );
    }

    private async certify({ metadata: { generation, name, namespace }, spec }: Certificate): Promise<void> {
        assert.deepEqual(spec.privateKey, {
            algorithm: "ECDSA",
            size: 256,
            encoding: "PKCS8",
            rotationPolicy: "Always",
        });
        const { certificate: chain, key } = await issue(this.pki.intermediate, spec.dnsNames, 1);
        const { api } = this.cluster;
        await api.apply({
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: spec.secretName, namespace },
            type: "kubernetes.io/tls",
            stringData: { "tls.crt": chain, "tls.key": key, "ca.crt": this.pki.root },
        });
        const ready = { type: "Ready", status: "True", observedGeneration: generation };
        await api.patchStatus({ ...certificate, metadata: { name, namespace } }, { conditions: [ready] });
    }
}
