import type { Cluster } from "../support/clusters/cluster";
import { Controller } from "../support/clusters/controller";

const group = "gateway.networking.k8s.io/v1";
const gatewayKind = { apiVersion: group, kind: "Gateway" } as const;
const routeKind = { apiVersion: group, kind: "TLSRoute" } as const;
const serviceKind = { apiVersion: "v1", kind: "Service" } as const;

interface Gateway {
    readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
    readonly spec: {
        readonly gatewayClassName: string;
        readonly listeners: readonly { readonly name: string; readonly hostname: string }[];
    };
    readonly status?: { readonly addresses?: readonly { readonly value: string }[] };
}

interface Route {
    readonly spec: {
        readonly parentRefs: readonly { readonly name: string; readonly sectionName?: string }[];
        readonly hostnames: readonly string[];
        readonly rules: readonly [
            { readonly backendRefs: readonly [{ readonly name: string; readonly port: number }] },
        ];
    };
}

interface Service {
    readonly spec: {
        readonly selector: object;
        readonly ports: readonly { readonly port: number; readonly targetPort: number }[];
    };
    readonly status: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip: string }[] } };
}

/**
 * What the controller of a class of Gateways does in a cluster: a Gateway whose listeners have a route each is given a balancer, which leads to the
 * gates of the routes, and has its address. It proves nothing about a controller: the balancer passes on all connections, whatever host name they
 * ask for, and no proxy is between.
 */
export class Gateways {
    private readonly controller: Controller;

    constructor(
        private readonly cluster: Pick<Cluster, "api">,
        private readonly className: string,
    ) {
        this.controller = new Controller(
            () => this.reconcile(),
            [{ api: cluster.api, kinds: [gatewayKind, routeKind, serviceKind] }],
        );
    }

    /** Throws the error by which it ended before. */
    close(): Promise<void> {
        return this.controller.close();
    }

    private async reconcile(): Promise<void> {
        const found = await this.cluster.api.listAll<Gateway>(gatewayKind);
        for (const gateway of found) {
            const { metadata, spec, status } = gateway;
            if (spec.gatewayClassName !== this.className || metadata.deletionTimestamp !== undefined) continue;
            if (status?.addresses === undefined) await this.provide(gateway);
        }
    }

    private async provide({ metadata, spec }: Gateway): Promise<void> {
        const { api } = this.cluster;
        const { name, namespace } = metadata;
        const routes = await api.list<Route>(routeKind, namespace);
        const backends = spec.listeners.flatMap(({ hostname, name: section }) =>
            routes
                .filter(
                    ({ spec: { hostnames, parentRefs } }) =>
                        hostnames.includes(hostname) &&
                        parentRefs.some(parent => parent.name === name && parent.sectionName === section),
                )
                .map(({ spec: { rules } }) => rules[0].backendRefs[0]),
        );
        if (backends.length < spec.listeners.length) return;
        const [backend] = backends;
        const of = (name: string) => ({ ...serviceKind, metadata: { name, namespace } });
        const gates = await api.get<Service>(of(backend!.name));
        const { targetPort } = gates.spec.ports.find(({ port }) => port === backend!.port)!;
        const { selector } = gates.spec;
        const balancer = of(`${name}-proxies`);
        await api.apply({ ...balancer, spec: { type: "LoadBalancer", selector, ports: [{ port: 443, targetPort }] } });
        const { ip } = (await api.get<Service>(balancer)).status.loadBalancer?.ingress?.[0] ?? {};
        if (ip === undefined) return;
        await api.patchStatus(
            { ...gatewayKind, metadata: { name, namespace } },
            { addresses: [{ type: "IPAddress", value: ip }] },
        );
    }
}
