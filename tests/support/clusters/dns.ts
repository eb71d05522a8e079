import { writeFileSync } from "node:fs";
import path from "node:path";

import type { Manifest } from "./api";
import type { ClusterPlan, Command } from "./plan";
import { users } from "./credentials";
import { mayRead } from "./rights";

const healthPort = 8181;

/** Serves the names of the cluster, and forwards others where it is given a server. */
export async function coreDns({ directory, bin, credentials, address, otherNames }: ClusterPlan): Promise<Command> {
    const file = path.join(directory, "Corefile");
    writeFileSync(
        file,
        [
            ".:53 {",
            `    bind ${address}`,
            "    errors",
            `    ready 127.0.0.1:${healthPort}`,
            "    kubernetes cluster.local {",
            `        kubeconfig ${await credentials.kubeconfig(users.dns)}`,
            // Pods and Services change within a test.
            "        ttl 1",
            "    }",
            ...(otherNames === undefined ? [] : [`    forward . ${otherNames}`]),
            "}",
        ].join("\n"),
    );
    return { program: path.join(bin, "coredns"), args: ["-conf", file] };
}

/** CoreDNS is no pod, so its Service has no selector: its endpoint is the address of the first machine. */
export function dnsManifests({ address, addresses }: ClusterPlan): Manifest[] {
    const ports = [
        { name: "dns", port: 53, protocol: "UDP" },
        { name: "dns-tcp", port: 53, protocol: "TCP" },
    ];
    const inSystem = (name: string) => ({ name, namespace: "kube-system" });
    return [
        ...mayRead(users.dns, [
            { apiGroups: [""], resources: ["services", "namespaces", "pods"] },
            { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"] },
        ]),
        {
            apiVersion: "v1",
            kind: "Service",
            metadata: inSystem("kube-dns"),
            spec: { clusterIP: addresses.dns, ports },
        },
        {
            apiVersion: "discovery.k8s.io/v1",
            kind: "EndpointSlice",
            metadata: { ...inSystem("kube-dns-first"), labels: { "kubernetes.io/service-name": "kube-dns" } },
            addressType: "IPv4",
            ports,
            endpoints: [{ addresses: [address] }],
        },
    ];
}
