import path from "node:path";

import { users } from "./credentials";
import type { ClusterPlan, Command } from "./plan";

const store = "http://127.0.0.1:2379";
const peers = "http://127.0.0.1:2380";

/** It does not wait for the disk: no cluster outlives its processes. */
export function etcd({ name, directory, bin }: ClusterPlan): Command {
    return {
        program: path.join(bin, "etcd"),
        args: [
            ...["--name", name, "--data-dir", path.join(directory, "etcd"), "--unsafe-no-fsync", "--log-level", "warn"],
            ...["--listen-client-urls", store, "--advertise-client-urls", store],
            ...["--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers],
            ...["--initial-cluster", `${name}=${peers}`],
        ],
    };
}

/** With the default admission plugins, and NodeRestriction. */
export async function apiServer(plan: ClusterPlan, tokenKey: string): Promise<Command> {
    const { bin, addresses, credentials, address, directory } = plan;
    const serving = await credentials.files(
        users.apiServer,
        [address, addresses.api],
        ["kubernetes.default.svc", "kubernetes.default.svc.cluster.local"],
    );
    const proxy = await credentials.files(users.aggregator);
    return {
        program: path.join(bin, "kube-apiserver"),
        args: [
            ...["--etcd-servers", store, "--secure-port", "6443", "--bind-address", "0.0.0.0"],
            ...["--advertise-address", address, "--service-cluster-ip-range", addresses.services],
            ...["--cert-dir", path.join(directory, "api-server")],
            ...["--tls-cert-file", serving.cert, "--tls-private-key-file", serving.key, "--client-ca-file", serving.ca],
            ...["--authorization-mode", "Node,RBAC", "--enable-admission-plugins", "NodeRestriction"],
            ...["--service-account-issuer", "https://kubernetes.default.svc"],
            ...["--service-account-key-file", tokenKey, "--service-account-signing-key-file", tokenKey],
            ...["--kubelet-client-certificate", serving.cert, "--kubelet-client-key", serving.key],
            ...["--kubelet-certificate-authority", serving.ca, "--kubelet-preferred-address-types", "InternalIP"],
            // By these it passes requests on to APIs of other servers, as that of metrics.
            ...["--requestheader-client-ca-file", proxy.ca, "--requestheader-allowed-names", users.aggregator.name],
            ...["--requestheader-username-headers", "X-Remote-User"],
            ...["--requestheader-group-headers", "X-Remote-Group"],
            ...["--requestheader-extra-headers-prefix", "X-Remote-Extra-"],
            ...["--proxy-client-cert-file", proxy.cert, "--proxy-client-key-file", proxy.key],
            ...["--enable-aggregator-routing=true", "--profiling=false"],
        ],
    };
}

export async function controllerManager(plan: ClusterPlan, tokenKey: string, authority: string): Promise<Command> {
    const kubeconfig = await plan.credentials.kubeconfig(users.controllerManager);
    return {
        program: path.join(plan.bin, "kube-controller-manager"),
        args: [
            ...["--kubeconfig", kubeconfig, "--use-service-account-credentials", "--leader-elect=false"],
            ...["--service-account-private-key-file", tokenKey, "--root-ca-file", authority],
            ...["--cluster-cidr", plan.addresses.allPods, "--allocate-node-cidrs=false"],
            // Tests wait for what autoscalers do; the default is fifteen seconds.
            ...["--horizontal-pod-autoscaler-sync-period", "5s"],
            ...["--bind-address", "127.0.0.1", "--profiling=false"],
        ],
    };
}

export async function scheduler(plan: ClusterPlan): Promise<Command> {
    const kubeconfig = await plan.credentials.kubeconfig(users.scheduler);
    return {
        program: path.join(plan.bin, "kube-scheduler"),
        args: [
            ...["--kubeconfig", kubeconfig, "--leader-elect=false"],
            ...["--bind-address", "127.0.0.1", "--profiling=false"],
        ],
    };
}
