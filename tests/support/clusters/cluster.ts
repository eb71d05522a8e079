import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { getTool } from "../../../tools";
import { createGroup, groupOf, memoryOfGroup, removeGroup, removeStaleGroups } from "../containers/groups";
import { until } from "../until";
import { addressesOf } from "./addresses";
import { Api } from "./api";
import { ControlPlane, STARTED_WITHIN_MS } from "./control-plane";
import { Credentials, users } from "./credentials";
import { type Archive, sandboxImage } from "./images";
import { pluginDirectory } from "./requirements";
import { Machine } from "./machine";
import type { Network } from "./network";
import { Node } from "./node";
import type { ClusterPlan } from "./plan";

export interface ClusterArgs {
    readonly name: string;
    /** Connects it with other clusters and with the host. */
    readonly network: Network;
    /** How many nodes it has. Default: 1. */
    readonly nodes?: number;
    /** A server of DNS, as `host:port`, for names outside of the cluster. Default: there are none. */
    readonly otherNames?: string;
    /** Labels of each node, such as `topology.kubernetes.io/region`. */
    readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A Kubernetes cluster of real programs: a machine for each node, the first of which also runs etcd, the API server, its controllers, the
 * scheduler and CoreDNS. The host and other clusters of the network reach the addresses of its nodes only.
 */
export class Cluster {
    private readonly machines: Machine[] = [];
    private readonly nodes: Node[] = [];
    private client: Api | undefined;
    private kubeconfigFile = "";
    private control: ControlPlane | undefined;

    private constructor(
        readonly name: string,
        private readonly directory: string,
        private readonly group: string,
    ) {}

    /** Returns once all its nodes are ready. A cluster that does not start leaves nothing. */
    static async start(args: ClusterArgs): Promise<Cluster> {
        removeStaleGroups();
        const directory = mkdtempSync(path.join(tmpdir(), "kubernetes-"));
        const cluster = new Cluster(args.name, directory, groupOf(args.name));
        try {
            await cluster.start(args);
            return cluster;
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            const logs = cluster.logs();
            await cluster.close();
            throw new Error(`cluster ${args.name} does not start: ${reason}\n${logs}`, { cause: error });
        }
    }

    /** A client with its administrator's rights. */
    get api(): Api {
        if (this.client === undefined) throw new Error(`cluster ${this.name} has not started`);
        return this.client;
    }

    /** Its administrator's kubeconfig. */
    get kubeconfig(): string {
        return this.kubeconfigFile;
    }

    /** The addresses of its nodes, the only ones that are reached from outside. */
    get addresses(): readonly string[] {
        return this.nodes.map(({ plan }) => plan.address);
    }

    /** What its pods have in memory, in MiB, but for files that the system would drop first. */
    get podsMemory(): number {
        return memoryOfGroup(this.group);
    }

    /** The directory of the first node's kubelet, with the sockets of its plugins. */
    get firstKubelet(): string {
        return this.nodes[0]!.kubeletDirectory;
    }

    /** Has its first node receive what other machines send to one more address of the network. */
    async addAddress(address: string): Promise<void> {
        await this.machines[0]!.command("ip", "addr", "add", `${address}/32`, "dev", "eth0");
    }

    async removeAddress(address: string): Promise<void> {
        await this.machines[0]!.command("ip", "addr", "del", `${address}/32`, "dev", "eth0");
    }

    /** Ends its API server at once: its pods run on, and nothing in it can be changed. */
    async killApiServer(): Promise<void> {
        await this.control!.killApiServer();
    }

    /** Starts it again. */
    async startApiServer(): Promise<void> {
        await this.control!.startApiServer(this.api);
    }

    /** Has its pods measured, for autoscalers. */
    async startMetrics(): Promise<void> {
        await this.control!.startMetrics(this.api);
    }

    /** Ends the kubelet of a node at once: its pods run on, and the cluster does not know of it. */
    async killKubelet(node: number): Promise<void> {
        await this.machines[node]!.kill("kubelet");
    }

    /** Starts it again. */
    async startKubelet(node: number): Promise<void> {
        this.nodes[node]!.startKubelet();
        await this.untilReady(this.nodes[node]!);
    }

    /** Replaces the programs of its control plane by those of another version in a directory. */
    async upgradeControlPlane(bin: string): Promise<void> {
        await this.control!.upgrade(bin, this.api);
    }

    /** The same of a node, which is to be drained before. */
    async upgradeNode(node: number, bin: string): Promise<void> {
        const upgraded = this.nodes[node]!;
        const ref = { apiVersion: "v1", kind: "Node", metadata: { name: upgraded.plan.name } };
        const versionOf = async () => (await this.api.get<NodeObject>(ref)).status.nodeInfo.kubeletVersion;
        const older = await versionOf();
        await upgraded.upgrade(bin);
        // It counts as ready from before.
        await until(`${ref.metadata.name} is of another version`, async () => (await versionOf()) !== older);
        await this.untilReady(upgraded);
    }

    /** Ends a node at once, with everything that runs there. The first one has the control plane. */
    async loseNode(node: number): Promise<void> {
        await this.machines[node]!.stop();
    }

    /** Has its nodes pass on what NetworkPolicies forbid, as a network plugin does that does not know them, until the action has ended. */
    async withoutNetworkPolicies(action: () => Promise<void>): Promise<void> {
        await all(this.nodes.map(node => node.judge(false)));
        try {
            await action();
        } finally {
            await all(this.nodes.map(node => node.judge(true)));
        }
    }

    /** Runs a command on its first node. */
    onFirstNode(...argv: readonly [string, ...string[]]): Promise<string> {
        return this.machines[0]!.command(...argv);
    }

    /** Imports the images of an archive on every node. */
    async load({ file }: Pick<Archive, "file">): Promise<void> {
        await all(this.nodes.map(node => node.load(file)));
    }

    /** Runs kubectl with its administrator's rights, and returns the output. */
    async kubectl(...args: readonly string[]): Promise<string> {
        const program = path.join(path.dirname(await getTool("kubernetes")), "kubectl");
        const { stdout } = await promisify(execFile)(program, ["--kubeconfig", this.kubeconfig, ...args]);
        return stdout;
    }

    /** Ends all its processes, and removes its files. */
    async close(): Promise<void> {
        this.client?.close();
        await all(this.machines.map(machine => machine.stop()));
        removeGroup(this.group);
        rmSync(this.directory, { recursive: true, force: true });
    }

    private async start({ network, nodes = 1, labels = {}, otherNames }: ClusterArgs): Promise<void> {
        const { name, directory } = this;
        const addresses = addressesOf(network.clusterNumber());
        const bin = path.dirname(await getTool("kubernetes"));
        const sandbox = await sandboxImage(directory);
        createGroup(this.group);
        const joined: string[] = [];
        for (let i = 0; i < nodes; i++) joined.push(await this.addMachine(network));
        const address = joined[0]!;

        const server = `https://${address}:6443`;
        const credentials = await Credentials.create(path.join(directory, "credentials"), name, server);
        this.kubeconfigFile = await credentials.kubeconfig(users.admin);
        this.client = new Api(new URL(server), await credentials.issue(users.admin));
        const plan: ClusterPlan = { name, directory, bin, addresses, credentials, address, otherNames };
        await all([
            ControlPlane.start(plan, this.machines[0]!, this.client).then(control => (this.control = control)),
            ...joined.map((address, i) => this.addNode(i, address, plan, labels, sandbox)),
        ]);
        this.nodes.sort((a, b) => a.plan.number - b.plan.number);
        await this.connectNodes();
        for (const node of this.nodes) await node.join(plan);
        await all(this.nodes.map(node => this.untilReady(node)));
    }

    /** Its address. */
    private async addMachine(network: Network): Promise<string> {
        const machine = await Machine.start();
        this.machines.push(machine);
        const address = network.address();
        await network.join(machine, address);
        return address;
    }

    private async addNode(
        number: number,
        address: string,
        { addresses }: ClusterPlan,
        labels: Readonly<Record<string, string>>,
        sandbox: Archive,
    ): Promise<void> {
        const name = `${this.name}-${number}`;
        const directory = path.join(this.directory, name);
        mkdirSync(directory);
        const group = `${this.group}/${name}`;
        createGroup(group);
        const plan = {
            ...{ number, name, directory, address, labels },
            ...{ pods: addresses.pods(number), allPods: addresses.allPods, dns: addresses.dns },
            group: `/${group}`,
            sandbox: sandbox.references.sandbox!,
            plugins: pluginDirectory()!,
        };
        const node = await Node.start(plan, this.machines[number]!);
        this.nodes.push(node);
        await node.load(sandbox.file);
    }

    /** Gives each node routes to the pods of the others. */
    private async connectNodes(): Promise<void> {
        for (const node of this.nodes) {
            for (const other of this.nodes) if (other !== node) await node.reach(other);
        }
    }

    private async untilReady(node: Node): Promise<void> {
        const { name } = node.plan;
        const ref = { apiVersion: "v1", kind: "Node", metadata: { name } };
        const isReady = async () => {
            if (node.ended.length > 0)
                throw new Error(`of node ${name} these have ended: ${node.ended.join(", ")}\n${this.logs()}`);
            const found = await this.api.get<NodeObject>(ref).catch(() => undefined);
            return found?.status.conditions.some(({ type, status }) => type === "Ready" && status === "True");
        };
        await until(`node ${name} is ready`, isReady, STARTED_WITHIN_MS);
    }

    /** The last lines of every log. */
    private logs(): string {
        return [this.directory, ...this.nodes.map(({ plan }) => plan.directory)]
            .flatMap(directory => readdirSync(directory).map(name => path.join(directory, name)))
            .filter(file => file.endsWith(".log"))
            .map(file => `${path.basename(file)}:\n${lastLines(file)}`)
            .join("\n");
    }
}

const lastLines = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n").slice(-5).join("\n");

interface NodeObject {
    readonly status: {
        readonly nodeInfo: { readonly kubeletVersion: string };
        readonly conditions: readonly { readonly type: string; readonly status: string }[];
    };
}

/** Waits until all have settled, so that none works on files that are removed then. Throws the first error. */
async function all(promises: readonly Promise<unknown>[]): Promise<void> {
    const failed = (await Promise.allSettled(promises)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
}
