import { isIPv4 } from "node:net";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { watcherHost } from "../../../plan/names";
import type { ServingPlan } from "../../../plan/serving/serving";
import type { KubernetesLandingZone } from "../landing-zone";
import { metadataOf } from "../objects";

const apiVersion = "gateway.networking.k8s.io/v1";
const port = 443;

interface Arguments {
    /** The name of the Gateway. */
    readonly app: string;
    readonly gatewayClass: string;
    /** The gates. */
    readonly service: k8s.core.v1.Service;
}

interface Address {
    readonly ip?: string;
    readonly hostname?: string;
}

/** A Gateway that passes TLS through to the gates, by the requested host name (gateway-api.sigs.k8s.io/guides/tls). */
export class Gateway {
    readonly made: k8s.apiextensions.CustomResource;
    /** Where it is reached. */
    readonly addresses: pulumi.Output<readonly Address[]>;
    /** The route of each host name. */
    private readonly routes: ReadonlyMap<string, pulumi.Output<string>>;

    constructor(
        name: string,
        plan: ServingPlan,
        private readonly landing: KubernetesLandingZone,
        private readonly args: Arguments,
        opts: pulumi.CustomResourceOptions,
    ) {
        const { app, gatewayClass } = args;
        const { annotations } = landing.settings.front;
        // By the last the hub of the cell reaches the region's watcher, through the gates.
        const hosts = { cell: plan.cell.host, region: plan.host, watcher: watcherHost(plan.host) };
        const metadata = metadataOf(app, landing);
        this.made = new k8s.apiextensions.CustomResource(
            `${name}-gateway`,
            {
                apiVersion,
                kind: "Gateway",
                metadata: {
                    ...metadata,
                    annotations: {
                        ...metadata.annotations,
                        "pulumi.com/waitFor": "jsonpath={.status.addresses[0].value}",
                    },
                },
                spec: {
                    gatewayClassName: gatewayClass,
                    listeners: Object.entries(hosts).map(([name, hostname]) => ({
                        name,
                        hostname,
                        port,
                        protocol: "TLS",
                        tls: { mode: "Passthrough" },
                        allowedRoutes: { namespaces: { from: "Same" }, kinds: [{ kind: "TLSRoute" }] },
                    })),
                    ...(Object.keys(annotations).length > 0 && { infrastructure: { annotations } }),
                },
                // Of this class, outputs are what is among its arguments.
                status: undefined,
            },
            opts,
        );
        const { status } = this.made as unknown as { readonly status: pulumi.Output<Status | undefined> };
        this.addresses = status.apply(addressesOf);
        this.routes = new Map(
            Object.entries(hosts).map(([listener, host]) => [
                host,
                this.makeRoute(`${name}-${listener}`, listener, host, opts, listener),
            ]),
        );
    }

    /**
     * The route of a host name: k8gb reads host names and gates from routes. That of another region's name is attached to no listener:
     * no connection takes it.
     */
    routeOf(host: string, name: string, objectName: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
        return this.routes.get(host) ?? this.makeRoute(name, objectName, host, opts);
    }

    private makeRoute(
        name: string,
        objectName: string,
        host: string,
        opts: pulumi.CustomResourceOptions,
        listener?: string,
    ): pulumi.Output<string> {
        const { app, service } = this.args;
        return new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion,
                kind: "TLSRoute",
                metadata: metadataOf(objectName, this.landing),
                spec: {
                    // By the name as it is planned: a class may give no address to a Gateway without routes.
                    parentRefs: [
                        {
                            name: app,
                            ...(listener !== undefined && { sectionName: listener }),
                        },
                    ],
                    hostnames: [host],
                    rules: [{ backendRefs: [{ name: service.metadata.name, port }] }],
                },
            },
            opts,
        ).metadata.apply(({ name }) => name);
    }
}

interface Status {
    readonly addresses?: readonly { readonly type?: string; readonly value: string }[];
}

/** Those of IPv6 lead to no region: pods and names have addresses of IPv4. */
function addressesOf(status: Status | undefined): Address[] {
    return (status?.addresses ?? []).flatMap(({ type, value }): Address[] => {
        if (type === "Hostname") return [{ hostname: value }];
        return isIPv4(value) ? [{ ip: value }] : [];
    });
}
