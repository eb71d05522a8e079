import { type Api, ApiError } from "./api";
import type { Cluster } from "./cluster";
import { Controller } from "./controller";
import type { Network } from "./network";

const service = { apiVersion: "v1", kind: "Service" } as const;

/**
 * The load balancer controller of a cluster's cloud: assigns each Service of type LoadBalancer an address of its own in the network, which the
 * first node of the cluster receives, and writes it to the status of the Service. There kube-proxy forwards each port of the Service to its pods, for
 * clients on the host and in other clusters, and enforces `loadBalancerSourceRanges`. A Service with a `loadBalancerClass` is ignored: it has
 * another controller.
 *
 * It proves nothing about the balancers of clouds: it has no health checks and no failover to another node, no idle timeouts, no annotations, and
 * no finalizer that delays the deletion of a Service until its balancer is deleted. Connections end in the kernel of a node, so pods see the
 * node's address as the client's; with `externalTrafficPolicy: Local` they see the client's, and only pods of the first node receive requests.
 */
export class Balancer {
    /** Addresses by the unique identifiers of Services. */
    private readonly addresses = new Map<string, string>();
    private readonly controller: Controller;

    constructor(
        private readonly cluster: Pick<Cluster, "api" | "addAddress" | "removeAddress">,
        private readonly network: Pick<Network, "address">,
    ) {
        this.controller = new Controller(() => this.reconcile(), [{ api: cluster.api, kinds: [service] }]);
    }

    /** Throws the error by which it ended before. Its addresses remain. */
    close(): Promise<void> {
        return this.controller.close();
    }

    private async reconcile(): Promise<void> {
        const { api } = this.cluster;
        const balanced = (await api.listAll<Service>(service)).filter(isBalanced);
        for (const each of balanced) await this.provide(each);
        const present = new Set(balanced.map(({ metadata }) => metadata.uid));
        for (const [uid, address] of this.addresses) {
            if (present.has(uid)) continue;
            await this.cluster.removeAddress(address);
            this.addresses.delete(uid);
        }
    }

    private async provide({ metadata, status }: Service): Promise<void> {
        const { uid, name, namespace } = metadata;
        let address = this.addresses.get(uid);
        if (address === undefined) {
            address = this.network.address();
            await this.cluster.addAddress(address);
            this.addresses.set(uid, address);
        }
        if (status.loadBalancer?.ingress?.[0]?.ip === address) return;
        await patched(this.cluster.api, { name, namespace }, address);
    }
}

/** A Service may be deleted between the list and the patch. */
async function patched(api: Api, metadata: { name: string; namespace: string }, ip: string): Promise<void> {
    try {
        await api.patchStatus({ ...service, metadata }, { loadBalancer: { ingress: [{ ip }] } });
    } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
}

const isBalanced = ({ spec: { type, loadBalancerClass } }: Service) =>
    type === "LoadBalancer" && loadBalancerClass === undefined;

interface Service {
    readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
    readonly spec: { readonly type: string; readonly loadBalancerClass?: string };
    readonly status: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}
