import path from "node:path";

/** What the configuration files of a node are made from. */
export interface NodePlan {
    /** Its place in the cluster. */
    readonly number: number;
    readonly name: string;
    readonly directory: string;
    readonly address: string;
    /** Networks of its pods and of the pods of the cluster; the address of DNS. */
    readonly pods: string;
    readonly allPods: string;
    readonly dns: string;
    /** The control group of its pods. A kubelet removes groups there of pods that it does not know: those of another node. */
    readonly group: string;
    /** The image of the process that holds the namespaces of a pod. */
    readonly sandbox: string;
    /** The directory of the CNI plugins. */
    readonly plugins: string;
    readonly labels: Readonly<Record<string, string>>;
}

export const socketOf = ({ directory }: Pick<NodePlan, "directory">) => path.join(directory, "containerd.sock");

/** Version 2 is read by containerd 1.6 and later. The plugin that is off creates `/opt/containerd` on the host. */
export function containerdFile({ directory, sandbox, plugins }: NodePlan): string {
    const runtimes = 'plugins."io.containerd.grpc.v1.cri"';
    return [
        "version = 2",
        `root = "${path.join(directory, "containerd")}"`,
        'state = "/run/containerd"',
        'disabled_plugins = ["io.containerd.internal.v1.opt"]',
        "[grpc]",
        `address = "${socketOf({ directory })}"`,
        `[${runtimes}]`,
        `sandbox_image = "${sandbox}"`,
        // Without CAP_SYS_RESOURCE on the host, a container can't get a lower oom_score_adj than containerd has (proc(5)).
        "restrict_oom_score_adj = true",
        `[${runtimes}.cni]`,
        `bin_dir = "${plugins}"`,
        `conf_dir = "${path.join(directory, "cni")}"`,
        `[${runtimes}.containerd]`,
        'default_runtime_name = "runc"',
        `[${runtimes}.containerd.runtimes.runc]`,
        'runtime_type = "io.containerd.runc.v2"',
        `[${runtimes}.containerd.runtimes.runc.options]`,
        "SystemdCgroup = false",
    ].join("\n");
}

/** Each pod has its own link to the node, so that traffic between pods of one node is routed, and Services and policies apply to it. */
export function networkFile({ directory, pods }: NodePlan): string {
    return JSON.stringify({
        cniVersion: "1.0.0",
        name: "pods",
        plugins: [
            {
                type: "ptp",
                ipMasq: false,
                ipam: {
                    type: "host-local",
                    dataDir: path.join(directory, "addresses"),
                    ranges: [[{ subnet: pods }]],
                    routes: [{ dst: "0.0.0.0/0" }],
                },
            },
            { type: "portmap", capabilities: { portMappings: true } },
        ],
    });
}

/** Off: a host whose disk is nearly full would evict the pods of a test. */
const evictions = ["memory.available", "nodefs.available", "nodefs.inodesFree", "imagefs.available"];

export function kubeletFile(
    plan: NodePlan,
    { cert, key, ca }: { readonly cert: string; readonly key: string; readonly ca: string },
    resolvConf: string,
): string {
    const { directory, group, dns } = plan;
    return JSON.stringify({
        apiVersion: "kubelet.config.k8s.io/v1beta1",
        kind: "KubeletConfiguration",
        authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: ca } },
        authorization: { mode: "Webhook" },
        tlsCertFile: cert,
        tlsPrivateKeyFile: key,
        containerRuntimeEndpoint: `unix://${socketOf(plan)}`,
        clusterDNS: [dns],
        clusterDomain: "cluster.local",
        resolvConf,
        cgroupDriver: "cgroupfs",
        // By default a minute, after which a pod sees what has changed in its ConfigMaps.
        syncFrequency: "10s",
        cgroupRoot: group,
        enforceNodeAllocatable: [],
        failCgroupV1: false,
        failSwapOn: false,
        localStorageCapacityIsolation: false,
        makeIPTablesUtilChains: false,
        evictionHard: Object.fromEntries(evictions.map(signal => [signal, "0%"])),
        volumePluginDir: path.join(directory, "plugins"),
        podLogsDir: "/var/log/pods",
    });
}

/** Zeros leave the limits of conntrack unchanged: they are the host's. */
export function proxyFile({ name, allPods }: NodePlan, kubeconfig: string): string {
    return JSON.stringify({
        apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
        kind: "KubeProxyConfiguration",
        clientConnection: { kubeconfig },
        hostnameOverride: name,
        mode: "iptables",
        clusterCIDR: allPods,
        conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
    });
}
