import path from "node:path";

import type { Manifest } from "./api";
import { users } from "./credentials";
import type { NodePlan } from "./node-files";
import type { ClusterPlan, Command } from "./plan";
import { mayRead } from "./rights";

const queue = "100";

/**
 * Enforces NetworkPolicies on the first packet of each connection of a node's pods. It knows a pod by its address from the API server: the
 * first connections of a new pod may be lost until it does, as with some network plugins.
 */
export async function networkPolicies({ bin, credentials }: ClusterPlan, { name }: NodePlan): Promise<Command> {
    const kubeconfig = await credentials.kubeconfig(users.networkPolicies);
    return {
        program: path.join(bin, "kube-network-policies"),
        args: ["--kubeconfig", kubeconfig, "--node", name, "--queue", queue],
    };
}

export function networkPolicyManifests(): Manifest[] {
    return mayRead(users.networkPolicies, [
        { apiGroups: [""], resources: ["namespaces", "pods"] },
        { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"] },
    ]);
}

/**
 * Rules of iptables, in table `mangle`, that send these packets to it: those that go through the node, after addresses of Services are translated, and
 * those from pods to the node itself. Without the program they are lost. What the node sends, as the probes of its kubelet, is allowed
 * (kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation).
 */
export function judgedPackets({ pods }: NodePlan): readonly (readonly string[])[] {
    const places = [
        ["FORWARD", "--source"],
        ["FORWARD", "--destination"],
        ["INPUT", "--source"],
    ] as const;
    const ofNew = ["--match", "conntrack", "--ctstate", "NEW", "--jump", "NFQUEUE", "--queue-num", queue];
    return places.map(([chain, side]) => [chain, side, pods, ...ofNew]);
}
