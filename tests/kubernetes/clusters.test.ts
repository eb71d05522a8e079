import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";

import type { Manifest } from "../support/clusters/api";
import { Balancer } from "../support/clusters/balancer";
import { Cluster } from "../support/clusters/cluster";
import { until } from "../support/until";
import { untilRolledOut } from "./rollout";
import { lacksClusters, type Shared, sharedCluster } from "./shared";
import { ownConnection } from "./own-connection";
import { balanced, deployment, pod, restricted, service } from "./pods";

const namespace = "clusters";
const port = 8080;

interface Front {
    readonly status: { readonly loadBalancer: { readonly ingress?: readonly { readonly ip: string }[] } };
}

interface PodObject {
    readonly spec: { readonly nodeName: string };
    readonly status: { readonly phase: string; readonly podIP?: string };
}

describe("two clusters of a network", function () {
    this.timeout(300_000);
    let shared: Shared;
    let other: Cluster | undefined;
    let balancer: Balancer | undefined;
    /** Of the other cluster. */
    let serving: { pod: string; service: string; nodePort: number };

    before(async function () {
        if (lacksClusters()) this.skip();
        shared = await sharedCluster();
        other = await Cluster.start({ name: "us", network: shared.network, nodes: 2 });
        await other.load(shared.archive);
        balancer = new Balancer(other, shared.network);
        serving = await serve(other);
        await run(shared.cluster, "client", "setInterval(() => {}, 1000)");
    });
    after(async () => {
        await balancer?.close();
        await other?.close();
    });

    /** Two pods, one on each node, and their Service. */
    async function serve({ api }: Cluster) {
        const server = `require("node:http").createServer((_, response) => response.end(require("node:os").hostname())).listen(${port})`;
        const name = "web";
        const front = service(name, namespace, port, "outside");
        const web = deployment(2, {
            name,
            namespace,
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "kubernetes.io/hostname",
                    whenUnsatisfiable: "DoNotSchedule",
                    labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
                },
            ],
            containers: [
                {
                    name,
                    image: shared.image("runtime"),
                    args: ["-e", server],
                    readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
                },
            ],
        });
        await api.apply(restricted(namespace), web, front);
        await untilRolledOut(api, web);
        const pods = await api.list<PodObject>({ apiVersion: "v1", kind: "Pod" }, namespace);
        assert.deepEqual(pods.map(({ spec }) => spec.nodeName).sort(), ["us-0", "us-1"]);
        const { spec } = await api.get<{ spec: { clusterIP: string; ports: { nodePort: number }[] } }>(front);
        return { pod: pods[0]!.status.podIP!, service: spec.clusterIP, nodePort: spec.ports[0]!.nodePort };
    }

    /** A pod with a program. */
    async function run({ api }: Cluster, name: string, program: string): Promise<void> {
        const manifest = pod({
            ...{ name, namespace },
            containers: [{ name, image: shared.image("runtime"), args: ["-e", program] }],
        });
        await api.apply(restricted(namespace), manifest);
        await api.until<PodObject>(`${name} runs`, manifest, ({ status }) => status.phase === "Running");
    }

    /** Which pods have answered a pod of a cluster, or why none has. */
    const answers = async (cluster: Cluster, name: string, url: string, times = 1) => {
        const asking = `Promise.all(Array.from({ length: ${times} }, () => fetch("${url}", { signal: AbortSignal.timeout(3000) }).then(answer => answer.text())))
            .then(names => console.log([...new Set(names)].length + " answered"), error => console.log(error.cause?.code ?? error.name))`;
        const printed = await cluster.kubectl("exec", "-n", namespace, name, "--", "/usr/local/bin/node", "-e", asking);
        return printed.trim();
    };

    it("route the name of a Service to pods on every node of its cluster", async () => {
        await run(other!, "client", "setInterval(() => {}, 1000)");
        const url = `http://web.${namespace}.svc.cluster.local:${port}`;
        // A node learns of ready pods some time after the Deployment does.
        await until("both pods answer", async () => (await answers(other!, "client", url, 40)) === "2 answered");
    });

    it("reach the nodes of the other cluster", async () => {
        for (const address of other!.addresses) {
            assert.equal(
                await answers(shared.cluster, "client", `http://${address}:${serving.nodePort}`),
                "1 answered",
            );
        }
    });

    it("reach no pod and no Service of the other cluster by its address", async () => {
        for (const address of [serving.pod, serving.service]) {
            const answer = await answers(shared.cluster, "client", `http://${address}:${port}`);
            assert.match(answer, /^(TimeoutError|E(HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT)$/, address);
        }
    });

    /** The address of a Service of the other cluster, which its balancer assigns. */
    const balance = async (front: Manifest) => {
        const { api } = other!;
        await api.apply(front);
        const hasAddress = ({ status }: Front) => status.loadBalancer.ingress !== undefined;
        const { status } = await api.until<Front>(`${front.metadata.name} has an address`, front, hasAddress);
        return status.loadBalancer.ingress![0]!.ip;
    };

    /** A node forwards from an address some time after it is assigned. */
    const answersHost = (address: string) =>
        ownConnection(`http://${address}:443`).then(
            () => true,
            () => false,
        );
    const answersPod = async (address: string) =>
        (await answers(shared.cluster, "client", `http://${address}:443`)) === "1 answered";

    it("reach port 443 of each Service of type LoadBalancer at its own address, from a pod and from the host", async () => {
        const names = ["front", "second-front"];
        const addresses = await Promise.all(names.map(name => balance(balanced({ name, namespace }, "web", port))));
        assert.equal(new Set(addresses).size, 2);
        for (const address of addresses) {
            await until(`${address} answers the host`, () => answersHost(address));
            await until(`${address} answers a pod`, () => answersPod(address));
        }
    });

    it("reach a Service of type LoadBalancer from its source ranges only", async () => {
        const client = shared.cluster.addresses[0]!;
        const address = await balance(balanced({ name: "private", namespace }, "web", port, [`${client}/32`]));
        await until(`${address} answers a pod`, () => answersPod(address));
        assert.equal(await answersHost(address), false);
    });

    it("no longer reach a Service of type LoadBalancer that is deleted", async () => {
        const front = balanced({ name: "passing", namespace }, "web", port);
        const address = await balance(front);
        await until(`${address} answers the host`, () => answersHost(address));
        await other!.api.delete(front);
        await until(`${address} is removed`, async () => !(await answersHost(address)));
    });

    it("leave no control group and no file when they are closed", async () => {
        assert.notDeepEqual(groupsOf("us"), []);
        await balancer!.close();
        await other!.close();
        assert.deepEqual(groupsOf("us"), []);
        assert.ok(!existsSync(other!.kubeconfig));
    });

    it("fail to start if a program ends, with its last lines, and leave no control group", async () => {
        // A kubelet may set only some labels of this domain on its own node.
        const labels = { "kubernetes.io/other": "value" };
        await assert.rejects(Cluster.start({ name: "failing", network: shared.network, labels }), {
            message:
                /^cluster failing does not start: of node failing-0 these have ended: kubelet\n[^]*kubernetes\.io\/other/,
        });
        assert.deepEqual(groupsOf("failing"), []);
    });
});

/** Control groups of a cluster's containers, in every hierarchy. */
function groupsOf(cluster: string): string[] {
    const root = "/sys/fs/cgroup";
    const name = `meridian-${process.pid}-${cluster}`;
    return [root, ...readdirSync(root).map(hierarchy => `${root}/${hierarchy}`)]
        .map(parent => `${parent}/${name}`)
        .filter(existsSync);
}
