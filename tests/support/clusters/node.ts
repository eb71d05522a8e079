import { createReadStream, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import type { Started } from "../store/processes";
import { until } from "../until";
import type { ClusterPlan } from "./plan";
import { kubeletUser, users } from "./credentials";
import { judgedPackets, networkPolicies } from "./network-policies";
import type { Machine } from "./machine";
import { containerdFile, kubeletFile, networkFile, type NodePlan, proxyFile, socketOf } from "./node-files";

/** A node: a machine with a container runtime, a kubelet, the proxy that leads Services to pods, and the filter of pods' connections. */
export class Node {
    private kubelet: Started | undefined;
    private proxy: Started | undefined;

    private constructor(
        readonly plan: NodePlan,
        private readonly machine: Machine,
    ) {}

    /** Starts the container runtime, which needs no API server. */
    static async start(plan: NodePlan, machine: Machine): Promise<Node> {
        const node = new Node(plan, machine);
        node.write("containerd.toml", containerdFile(plan));
        node.write("cni/10-pods.conflist", networkFile(plan));
        await node.masquerade();
        await node.judge(true);
        machine.run("containerd", {
            program: "containerd",
            args: ["--config", node.file("containerd.toml")],
            env: { TMPDIR: plan.directory },
            log: node.file("containerd.log"),
        });
        await until(`containerd of ${plan.name} answers`, () =>
            node.ctr("version").then(
                () => true,
                () => {
                    if (machine.runs("containerd")) return false;
                    throw new Error(`containerd of ${plan.name} has ended`);
                },
            ),
        );
        return node;
    }

    /** Loads images of an OCI layout as a tar archive. */
    async load(archive: string): Promise<void> {
        const importing = this.machine.piped("ctr", ...this.connection, "images", "import", "-");
        let said = "";
        for (const stream of [importing.stdout!, importing.stderr!])
            stream.on("data", chunk => (said += String(chunk)));
        const ended = new Promise<number | null>(resolve => importing.once("close", resolve));
        await pipeline(createReadStream(archive), importing.stdin!);
        if ((await ended) !== 0) throw new Error(`${this.plan.name} can't load images: ${said}`);
    }

    get kubeletDirectory(): string {
        return path.join(this.plan.directory, "kubelet");
    }

    /** Registers at the API server. */
    async join(cluster: ClusterPlan): Promise<void> {
        const { bin, credentials } = cluster;
        const { name, address, directory, labels } = this.plan;
        const serving = await credentials.files(kubeletUser(name), [address], [name]);
        const resolvConf = this.write("resolv.conf", "");
        const kubelet = this.write("kubelet.json", kubeletFile(this.plan, serving, resolvConf));
        const proxy = this.write("proxy.json", proxyFile(this.plan, await credentials.kubeconfig(users.proxy)));
        const kubeconfig = await credentials.kubeconfig(kubeletUser(name));
        this.kubelet = {
            program: path.join(bin, "kubelet"),
            args: [
                ...["--config", kubelet, "--kubeconfig", kubeconfig],
                ...["--root-dir", this.kubeletDirectory, "--cert-dir", path.join(directory, "kubelet-tls")],
                ...["--hostname-override", name, "--node-ip", address],
                ...[
                    "--node-labels",
                    Object.entries(labels)
                        .map(([key, value]) => `${key}=${value}`)
                        .join(","),
                ],
            ],
            log: this.file("kubelet.log"),
        };
        this.startKubelet();
        this.proxy = {
            program: path.join(bin, "kube-proxy"),
            args: ["--config", proxy],
            log: this.file("kube-proxy.log"),
        };
        this.machine.run("kube-proxy", this.proxy);
        this.machine.run("kube-network-policies", {
            ...(await networkPolicies(cluster, this.plan)),
            log: this.file("kube-network-policies.log"),
        });
    }

    /** Again, where it was ended. */
    startKubelet(): void {
        this.machine.run("kubelet", this.kubelet!);
    }

    /** Replaces its programs of Kubernetes by those of another version in a directory. */
    async upgrade(bin: string): Promise<void> {
        for (const program of ["kubelet", "kube-proxy"]) await this.machine.kill(program);
        this.kubelet = { ...this.kubelet!, program: path.join(bin, "kubelet") };
        this.proxy = { ...this.proxy!, program: path.join(bin, "kube-proxy") };
        this.startKubelet();
        this.machine.run("kube-proxy", this.proxy);
    }

    /** Leads to the pods of another node of the cluster. */
    async reach({ plan }: Node): Promise<void> {
        await this.machine.command("ip", "route", "add", plan.pods, "via", plan.address);
    }

    /** Lets NetworkPolicies be enforced on connections of its pods, or not. */
    async judge(judged: boolean): Promise<void> {
        for (const rule of judgedPackets(this.plan)) {
            await this.machine.command("iptables", "--table", "mangle", judged ? "--append" : "--delete", ...rule);
        }
    }

    /** What of that which it was started with does not run. */
    get ended(): readonly string[] {
        const started = ["containerd", "kubelet", "kube-proxy", "kube-network-policies"];
        return started.filter(program => !this.machine.runs(program));
    }

    /** Outside the cluster pods have the address of their node: nothing there knows a way to theirs. */
    private async masquerade(): Promise<void> {
        const { pods, allPods } = this.plan;
        await this.machine.command(
            ...(["iptables", "-t", "nat", "-A", "POSTROUTING", "-s", pods, "!", "-d", allPods] as const),
            ...["-o", "eth0", "-j", "MASQUERADE"],
        );
    }

    private get connection(): readonly string[] {
        return ["--address", socketOf(this.plan), "--namespace", "k8s.io"];
    }

    private ctr(...args: readonly string[]): Promise<string> {
        return this.machine.command("ctr", ...this.connection, ...args);
    }

    private file(name: string): string {
        return path.join(this.plan.directory, name);
    }

    private write(name: string, text: string): string {
        const file = this.file(name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
        return file;
    }
}
