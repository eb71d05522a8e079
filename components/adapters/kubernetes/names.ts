import * as pulumi from "@pulumi/pulumi";

import type { MadeRecord, MakesRecords, Names, RecordOptions, Routed } from "../../global-router/contract";
import { ConfigFaults } from "../../plan/faults";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import type { KubernetesSettings } from "./args";
import { ownFront } from "./front";
import { makeDnsEndpoint } from "./dns-endpoint";
import { makeGslb } from "./gslb";

/**
 * The names of a domain, answered by k8gb in the clusters of its cells: `dnsZones` of its installation delegate the domain to it. Or records
 * that ExternalDNS makes in a zone that it manages. There is no zone to make: what leads to a region is an object in its own cluster.
 */
export abstract class KubernetesNames extends pulumi.ComponentResource implements Names, MakesRecords {
    readonly cloud = "kubernetes";
    readonly domain: string;
    readonly isUnchecked: boolean;

    constructor(domain: string, { names }: Pick<KubernetesSettings, "names">, opts?: pulumi.ComponentResourceOptions) {
        super("meridian:kubernetes:Names", domain, {}, opts);
        this.domain = domain;
        this.isUnchecked = names === "external-dns";
        this.registerOutputs({ domain });
    }

    lead(front: Front, opts: RecordOptions): MadeRecord {
        const own = ownFront(front);
        const { hostname, name } = own;
        const at = [`${name}-front`, "region"] as const;
        const made =
            own.landing.settings.names === "k8gb"
                ? makeGslb(...at, { host: hostname, strategy: "roundRobin" }, { front: own }, opts)
                : makeDnsEndpoint(...at, { host: hostname, by: [own] }, own, opts);
        return { fqdn: made.metadata.apply(() => hostname) };
    }

    /** Throws `ConfigFaults`: these are names of fronts only, and certificates of regions in clusters are brought. */
    validate(): never {
        throw new ConfigFaults([
            {
                code: "capability/names-front",
                path: "names",
                value: "kubernetes",
                problem:
                    "the DNS zone handle of kubernetes can't create records that validate certificates, expected that of the region's cloud",
                remedy: "use the DNS zone handle of the region's cloud, as in aws().zone(…)",
            },
        ]);
    }

    abstract route(name: string, plan: RoutingPlan, fronts: readonly Front[], scope: Scope): Routed;
}
