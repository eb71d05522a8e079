import type { Cluster } from "../support/clusters/cluster";
import { Controller } from "../support/clusters/controller";
import type { DnsServer } from "../support/dns-server";

const gslbKind = { apiVersion: "k8gb.io/v1beta1", kind: "Gslb" } as const;
const serviceKind = { apiVersion: "v1", kind: "Service" } as const;
const sliceKind = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" } as const;
const kinds = [gslbKind, serviceKind, sliceKind];

interface Gslb {
    readonly metadata: { readonly namespace: string; readonly annotations?: Readonly<Record<string, string>> };
    readonly spec: { readonly resourceRef: { readonly name: string } };
}

interface Service {
    readonly spec: { readonly type: string };
    readonly status: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}

interface EndpointSlice {
    readonly endpoints?: readonly { readonly conditions: { readonly ready?: boolean } }[];
}

/**
 * What k8gb does in the clusters of a cell: a name that an object states has the addresses of the Service that it refers to, for as long as one
 * of its pods is ready, or those that an annotation exposes. A question reaches whichever cluster, and one without an object of the name answers
 * that there is none: so a name that one of them does not have is unknown here. It proves nothing about k8gb: its own CoreDNS, the delegation of
 * the zone, and where clients are.
 */
export class GlobalNames {
    private readonly controller: Controller;
    private known = new Set<string>();

    constructor(
        private readonly clusters: readonly Cluster[],
        private readonly names: DnsServer,
    ) {
        this.controller = new Controller(
            () => this.answer(),
            clusters.map(({ api }) => ({ api, kinds })),
        );
    }

    /** Throws the error by which it ended before. */
    close(): Promise<void> {
        return this.controller.close();
    }

    private async answer(): Promise<void> {
        const answers: Answer[][] = [];
        for (const cluster of this.clusters) answers.push(await answersIn(cluster).catch(() => []));
        const hosts = new Set(answers.flat().map(({ host }) => host));
        const known = [...hosts].filter(host => answers.every(own => own.some(answer => answer.host === host)));
        for (const host of known) {
            const found = answers.flat().flatMap(answer => (answer.host === host ? answer.found : []));
            this.names.set(host, [...new Set(found)]);
        }
        for (const host of this.known) if (!known.includes(host)) this.names.remove(host);
        this.known = new Set(known);
    }
}

interface Answer {
    readonly host: string;
    readonly found: readonly string[];
}

async function answersIn({ api }: Cluster): Promise<Answer[]> {
    const gslbs = await api.listAll<Gslb>(gslbKind);
    return Promise.all(
        gslbs.map(async ({ metadata: { annotations = {}, namespace }, spec }) => {
            const { name } = spec.resourceRef;
            const { spec: service, status } = await api.get<Service>({
                ...serviceKind,
                metadata: { name, namespace },
            });
            // k8gb refuses others (controllers/refresolver/lbservice/lbservice.go).
            if (service.type !== "LoadBalancer") throw new Error(`Service ${name} is no LoadBalancer`);
            const slices = await api.list<EndpointSlice>(sliceKind, namespace, { "kubernetes.io/service-name": name });
            const isReady = slices.some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions.ready));
            const exposed = annotations["k8gb.io/exposed-ip-addresses"]?.split(",");
            const own = (status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
            return { host: annotations["k8gb.io/hostname"] ?? "", found: isReady ? (exposed ?? own) : [] };
        }),
    );
}
