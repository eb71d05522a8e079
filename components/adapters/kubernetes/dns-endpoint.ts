import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { clusterNameTtlSeconds } from "../../plan/clouds/kubernetes";
import { ConfigFaults, quoted } from "../../plan/faults";
import type { KubernetesFront } from "./front";
import { forced } from "./objects";

/**
 * Has ExternalDNS make a record of a host name in the zone that the cluster of `at` manages, with the addresses of some fronts
 * (kubernetes-sigs.github.io/external-dns/latest/docs/sources/crd). Nothing checks whether these regions serve.
 */
export function makeDnsEndpoint(
    name: string,
    objectName: string,
    { by, host }: { readonly host: string; readonly by: readonly KubernetesFront[] },
    { namespace, provider }: KubernetesFront,
    opts: Omit<pulumi.CustomResourceOptions, "provider">,
): k8s.apiextensions.CustomResource {
    const record = pulumi.all(by.map(({ address, addresses }) => pulumi.all([address, addresses]))).apply(all => {
        const numeric = all.flatMap(([, addresses]) => addresses);
        const named = all.flatMap(([{ host }, addresses]) => (addresses.length === 0 ? [host] : []));
        if (named.length === 0) return { recordType: "A", targets: numeric };
        if (all.length === 1) return { recordType: "CNAME", targets: named };
        throw new ConfigFaults([
            {
                code: "kubernetes/names-of-balancers",
                path: "kubernetes.names",
                value: named.join(", "),
                problem: `host ${quoted(host)} leads to ${all.length} regions, expected an IPv4 address of each load balancer, but ${named.map(quoted).join(", ")} ${named.length === 1 ? "has" : "have"} none`,
                remedy: "use a load balancer class that assigns IPv4 addresses, or set kubernetes.names to k8gb, or routing.names to aws",
            },
        ]);
    });
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "externaldns.k8s.io/v1alpha1",
            kind: "DNSEndpoint",
            metadata: { name: objectName, namespace, annotations: { ...forced } },
            spec: { endpoints: [record.apply(made => ({ dnsName: host, recordTTL: clusterNameTtlSeconds, ...made }))] },
        },
        { ...opts, provider },
    );
}
